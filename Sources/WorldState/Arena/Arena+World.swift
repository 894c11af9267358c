import CGameABI
import Glibc

extension Arena {
  /// Fills the arena with a fresh world for the game's `start`: a complete header, all other bytes zero.
  /// - Parameter seed: the same seed gives the same random numbers.
  public func prepareFreshWorld(layout: Layout, worldVersion: UInt32, seed: UInt64) throws(ArenaError) {
    let size = roundedUp(layout.world.size, to: 16)
    guard size <= bytesReserved else { throw .tooSmall(needed: size, reserved: bytesReserved) }
    clear()
    var fresh = WorldHeader()
    fresh.magic = HOTLOOP_WORLD_MAGIC
    fresh.abi_version = HOTLOOP_ABI_VERSION
    fresh.header_size = UInt32(MemoryLayout<WorldHeader>.size)
    fresh.world_version = worldVersion
    fresh.layout_hash = layout.hash
    fresh.bytes_used = UInt64(size)
    fresh.bytes_reserved = UInt64(bytesReserved)
    fresh.random_state = expandedSeed(seed)
    // The identity of the first pool element.
    fresh.unused.0 = 1
    header = fresh
  }

  /// Checks that the header is consistent and fits this arena.
  public func checkHeader() throws(ArenaError) {
    try checkWorldHeader(header, minUsed: MemoryLayout<WorldHeader>.size, maxUsed: bytesReserved)
    guard header.bytes_reserved == UInt64(bytesReserved) else {
      throw .badBytesReserved(found: header.bytes_reserved, expected: bytesReserved)
    }
  }

  /// Checks that the header belongs to a world of this layout. `WorldReader` checks the pools.
  public func checkHeader(for layout: Layout) throws(ArenaError) {
    try checkHeader()
    guard bytesUsed >= layout.world.size else {
      throw .badBytesUsed(used: header.bytes_used, min: layout.world.size, max: bytesReserved)
    }
    guard header.layout_hash == layout.hash else {
      throw .foreignLayout(found: header.layout_hash, expected: layout.hash)
    }
  }

  /// Whether both arenas hold the same world, byte for byte. `bytes_reserved` may differ: it describes the arena.
  public func hasSameBytes(as other: Arena) -> Bool {
    guard bytesUsed == other.bytesUsed, bytesUsed >= MemoryLayout<WorldHeader>.size else { return false }
    var mine = header
    var theirs = other.header
    mine.bytes_reserved = 0
    theirs.bytes_reserved = 0
    let size = MemoryLayout<WorldHeader>.size
    return unsafe memcmp(&mine, &theirs, size) == 0
      && memcmp(base + size, other.base + size, bytesUsed - size) == 0
  }
}

/// Checks that a header is consistent with a world of `minUsed` to `maxUsed` bytes.
func checkWorldHeader(_ header: WorldHeader, minUsed: Int, maxUsed: Int) throws(ArenaError) {
  guard header.magic == HOTLOOP_WORLD_MAGIC else { throw .notAWorld(magic: header.magic) }
  guard header.abi_version == HOTLOOP_ABI_VERSION else {
    throw .foreignVersion(found: header.abi_version, expected: HOTLOOP_ABI_VERSION)
  }
  let size = MemoryLayout<WorldHeader>.size
  guard header.header_size == UInt32(size) else {
    throw .badHeaderSize(found: header.header_size, expected: size)
  }
  guard header.bytes_used >= UInt64(minUsed), header.bytes_used <= UInt64(maxUsed) else {
    throw .badBytesUsed(used: header.bytes_used, min: minUsed, max: maxUsed)
  }
}

/// Expands a seed to four words of random state by splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom
/// number generators", 2014). It never yields the all-zero state, in which xoshiro256** is stuck.
private func expandedSeed(_ seed: UInt64) -> (UInt64, UInt64, UInt64, UInt64) {
  var state = seed
  func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
  return (next(), next(), next(), next())
}

/// The smallest multiple of `step` that is not below `value`. Both are non-negative and far from overflow.
public func roundedUp(_ value: Int, to step: Int) -> Int {
  (value + step - 1) / step * step
}
