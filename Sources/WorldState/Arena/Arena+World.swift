import CGameABI
import Glibc

extension Arena {
  /// Makes the arena hold the beginning of a fresh world, ready for the game's `start`: the header filled in, all
  /// other bytes zero.
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
    header = fresh
  }

  /// Whether what stands in the header can be true of this arena.
  public func checkHeader() throws(ArenaError) {
    try checkWorldHeader(header, least: MemoryLayout<WorldHeader>.size, most: bytesReserved)
    guard header.bytes_reserved == UInt64(bytesReserved) else {
      throw .badBytesReserved(found: header.bytes_reserved, expected: bytesReserved)
    }
  }

  /// Whether the header is that of a world of this layout. What is in its pools, `WorldReader` checks.
  public func checkHeader(for layout: Layout) throws(ArenaError) {
    try checkHeader()
    guard bytesUsed >= layout.world.size else {
      throw .badBytesUsed(used: header.bytes_used, least: layout.world.size, most: bytesReserved)
    }
    guard header.layout_hash == layout.hash else {
      throw .foreignLayout(found: header.layout_hash, expected: layout.hash)
    }
  }

  /// Whether both hold the same world, byte for byte. `bytes_reserved`, which says nothing of the world, may differ.
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

  /// A hash of the used bytes: the same for the same world on every run and machine. Leaves out `bytes_reserved`.
  public var worldHash: UInt64 {
    let size = MemoryLayout<WorldHeader>.size
    guard bytesUsed >= size else { return 0 }
    var copy = header
    copy.bytes_reserved = 0
    var hasher = StableHasher()
    unsafe withUnsafeBytes(of: &copy) { unsafe hasher.combine($0) }
    unsafe hasher.combine(UnsafeRawBufferPointer(start: base + size, count: bytesUsed - size))
    return hasher.finish()
  }
}

/// Whether a header can be that of a world which lies in `most` bytes.
func checkWorldHeader(_ header: WorldHeader, least: Int, most: Int) throws(ArenaError) {
  guard header.magic == HOTLOOP_WORLD_MAGIC else { throw .notAWorld(magic: header.magic) }
  guard header.abi_version == HOTLOOP_ABI_VERSION else {
    throw .foreignVersion(found: header.abi_version, expected: HOTLOOP_ABI_VERSION)
  }
  let size = MemoryLayout<WorldHeader>.size
  guard header.header_size == UInt32(size) else {
    throw .badHeaderSize(found: header.header_size, expected: size)
  }
  guard header.bytes_used >= UInt64(least), header.bytes_used <= UInt64(most) else {
    throw .badBytesUsed(used: header.bytes_used, least: least, most: most)
  }
}

/// Four words of random state from one seed, by splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom
/// number generators", 2014), which never yields the all-zero state that xoshiro256** cannot leave.
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

/// The least multiple of `step` that is no less than `value`. Both non-negative, far from overflow.
func roundedUp(_ value: Int, to step: Int) -> Int {
  (value + step - 1) / step * step
}
