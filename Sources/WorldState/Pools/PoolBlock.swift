import CGameABI

/// The block of a pool in the arena: its elements and, in all but old worlds, an identity for each of them, which follows the
/// element wherever the pool moves it. See `PoolStorage` in game_abi.h.
struct PoolBlock {
  var elementSize: Int
  var hasIdentities = true

  /// The size of a block, without rounding to a multiple of 16.
  func size(_ capacity: UInt32) -> Int {
    hasIdentities ? identities(capacity) + 4 * Int(capacity) : Int(capacity) * elementSize
  }

  /// The offset of the identities from the start of the block.
  func identities(_ capacity: UInt32) -> Int { (Int(capacity) * elementSize + 3) & ~3 }

  /// Whether the elements of a world have identities.
  /// - Parameter bytes: those of the world, its header first.
  static func hasIdentities(_ bytes: UnsafeRawBufferPointer) -> Bool {
    unsafe bytes.loadUnaligned(as: WorldHeader.self).unused.0 != 0
  }
}
