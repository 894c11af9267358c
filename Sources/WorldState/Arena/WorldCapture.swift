import CWriteWatch

/// A world on its way out of a checkpoint into memory of its own, whole and as it was at one moment, although the
/// checkpoint goes on being overwritten. Made by `WorldCheckpoint.capture`.
///
/// `run` is called on another thread than that of the checkpoint, once; the bytes can be read when it has returned.
@safe public final class WorldCapture: @unchecked Sendable {
  public let byteCount: Int
  private let capture: OpaquePointer
  /// What is copied from must outlive the copying.
  private let arena: Arena

  init?(of arena: Arena) {
    byteCount = arena.bytesUsed
    guard let capture = unsafe world_capture_begin(arena.base, byteCount) else { return nil }
    unsafe self.capture = capture
    self.arena = arena
  }

  deinit { unsafe world_capture_free(capture) }

  /// Whether all bytes are there. Any thread.
  var isComplete: Bool { unsafe world_capture_is_complete(capture) }

  /// Copies. Returns true when all bytes are there, false if the capture was given up.
  @discardableResult
  public func run() -> Bool { unsafe world_capture_run(capture) }

  /// Gives the capture up, if it is not complete: `run` returns soon. Any thread.
  func cancel() { unsafe world_capture_cancel(capture) }

  /// The checkpoint's thread is about to overwrite these bytes.
  func save(_ bytes: Range<Int>) {
    unsafe world_capture_save(capture, bytes.lowerBound, bytes.upperBound)
  }

  /// Lends the bytes, once `run` has returned; nil before, and of a capture that was given up.
  public func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer?) throws(E) -> R) throws(E) -> R {
    guard isComplete else { return try body(nil) }
    return try unsafe body(UnsafeRawBufferPointer(start: world_capture_bytes(capture), count: byteCount))
  }
}
