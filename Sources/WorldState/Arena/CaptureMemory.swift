import CWorldMemory

/// Memory that worlds are captured into. Memory that was used before takes a fifth of the time of fresh memory, every page
/// of which the system has to find and to clear first; so it is worth being kept for the next world.
@safe public final class CaptureMemory: @unchecked Sendable {
  public let byteCount: Int
  /// Belongs to this object, and is written to by the one capture that uses it.
  let base: UnsafeMutableRawPointer

  /// Nil where there is no memory. Costs nothing before it is written to.
  public init?(byteCount: Int) {
    guard let base = unsafe world_capture_map(byteCount) else { return nil }
    unsafe self.base = base
    self.byteCount = byteCount
  }

  /// Takes some milliseconds for a large one.
  deinit { unsafe world_capture_unmap(base, byteCount) }
}
