import CGameABI
import CGameImage

/// The arena of the callback that runs: the block of memory that is the world.
enum Arena {
  /// Number of callbacks entered so far: assets ask the host once in each. Loop's thread only.
  nonisolated(unsafe) private(set) static var callback: UInt64 = 0

  static func enter(_ world: UnsafeMutablePointer<WorldHeader>) {
    unsafe hotloop_image_arena = UnsafeMutableRawPointer(world).assumingMemoryBound(to: UInt8.self)
    unsafe callback &+= 1
  }

  static func leave() {
    unsafe hotloop_image_arena = nil
  }

  /// The arena's header.
  static var header: UnsafeMutablePointer<WorldHeader> {
    guard let base = unsafe hotloop_image_arena else {
      fatalError("the world was used outside a callback; pools and random numbers live only while one runs")
    }
    return unsafe UnsafeMutableRawPointer(base).assumingMemoryBound(to: WorldHeader.self)
  }
}
