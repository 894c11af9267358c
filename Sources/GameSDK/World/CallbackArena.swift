import CGameABI
import CGameImage

/// The arena of the running callback: the memory of the world.
enum CallbackArena {
  /// The number of callbacks so far: assets ask the host once in each. Loop thread only.
  nonisolated(unsafe) private(set) static var callback: UInt64 = 0

  /// Whether the callback is `draw`. Loop thread only.
  nonisolated(unsafe) private(set) static var isDrawing = false

  /// Where the running callback's game lists the assets that it uses. Loop thread only.
  nonisolated(unsafe) private(set) static var usedAssets: UsedAssets?

  static func enter(
    _ world: UnsafeMutablePointer<WorldHeader>, isDrawing: Bool = false, usedAssets: UsedAssets? = nil
  ) {
    unsafe hotloop_image_arena = UnsafeMutableRawPointer(world).assumingMemoryBound(to: UInt8.self)
    unsafe self.isDrawing = isDrawing
    unsafe self.usedAssets = usedAssets
    unsafe callback &+= 1
  }

  static func leave() {
    unsafe hotloop_image_arena = nil
    unsafe usedAssets = nil
  }

  /// Whether a callback runs.
  static var isEntered: Bool { unsafe hotloop_image_arena != nil }

  /// The header of the world. Traps outside callbacks.
  static var header: UnsafeMutablePointer<WorldHeader> {
    guard let base = unsafe hotloop_image_arena else {
      fatalError(
        "the world was used outside a callback; pools and random numbers can be used only inside callbacks")
    }
    return unsafe UnsafeMutableRawPointer(base).assumingMemoryBound(to: WorldHeader.self)
  }
}
