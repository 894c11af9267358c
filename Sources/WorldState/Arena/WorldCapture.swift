import CWorldMemory

/// A world on its way out of a checkpoint into memory of its own, whole and as it was at one moment, although the
/// checkpoint goes on being overwritten. Made by `WorldCheckpoint.capture`.
///
/// `run` is called on another thread than that of the checkpoint, once; the bytes can be read when it has returned.
@safe public final class WorldCapture: @unchecked Sendable {
  public let byteCount: Int
  /// Where the copy lies; may be used for another capture when nobody needs this one any more and `run` has returned.
  public let memory: CaptureMemory
  private let capture: OpaquePointer
  /// What is copied from must outlive the copying.
  private let arena: Arena

  /// Nil where `memory` is too small, or the system has none for the capture itself.
  init?(of arena: Arena, into memory: CaptureMemory) {
    byteCount = arena.bytesUsed
    guard byteCount <= memory.byteCount,
      let capture = unsafe world_capture_begin(arena.base, memory.base, byteCount)
    else { return nil }
    unsafe self.capture = capture
    self.arena = arena
    self.memory = memory
  }

  deinit { unsafe world_capture_end(capture) }

  /// Whether all bytes are there. Any thread.
  public var isComplete: Bool { unsafe world_capture_is_complete(capture) }

  /// Copies. Returns true when all bytes are there, false if the capture was given up.
  @discardableResult
  public func run() -> Bool { unsafe world_capture_run(capture) }

  /// Copies what the other thread has not begun with. On the checkpoint's thread.
  public func finish() { save(0..<byteCount) }

  /// Gives the capture up, if it is not complete: `run` returns soon. Any thread.
  func cancel() { unsafe world_capture_cancel(capture) }

  /// The checkpoint's thread is about to overwrite these bytes.
  func save(_ bytes: Range<Int>) {
    unsafe world_capture_save(capture, bytes.lowerBound, bytes.upperBound)
  }

  /// Lends the bytes, once `run` has returned; nil before, and of a capture that was given up.
  public func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer?) throws(E) -> R) throws(E) -> R {
    guard isComplete else { return try body(nil) }
    return try unsafe body(UnsafeRawBufferPointer(start: memory.base, count: byteCount))
  }
}
