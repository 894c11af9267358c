import CGameABI

/// Offsets, counts and capacities of all pools of a world.
struct PoolArrangement {
  /// In the order of `Layout.poolSites()`.
  var storages: [PoolStorage]
  var bytesUsed: Int

  /// Packs the pools after the world struct, at multiples of 16, with their capacities. If that exceeds `reserved`, reduces
  /// each capacity to the count.
  /// - Parameter wanted: count and capacity of each pool; offsets are ignored.
  init(packing wanted: [PoolStorage], sizes: [Int], worldSize: Int, reserved: Int) throws(ArenaError) {
    self.init(packing: wanted, sizes: sizes, worldSize: worldSize)
    if bytesUsed > reserved {
      let tight = wanted.map { PoolStorage(offset: 0, count: $0.count, capacity: $0.count) }
      self.init(packing: tight, sizes: sizes, worldSize: worldSize)
    }
    guard bytesUsed <= reserved else { throw .tooSmall(needed: bytesUsed, reserved: reserved) }
  }

  private init(packing wanted: [PoolStorage], sizes: [Int], worldSize: Int) {
    var end = roundedUp(worldSize, to: 16)
    storages = zip(wanted, sizes).map { pool, size in
      guard pool.capacity > 0 else { return PoolStorage(offset: 0, count: 0, capacity: 0) }
      defer { end = roundedUp(end + PoolBlock(elementSize: size).size(pool.capacity), to: 16) }
      return PoolStorage(offset: UInt64(end), count: pool.count, capacity: pool.capacity)
    }
    bytesUsed = end
  }

  /// The former offsets and capacities with the present counts; nil if a pool or the world does not fit.
  init?(restoring old: [PoolStorage], bytesUsed: Int, counts: [UInt32], reserved: Int) {
    guard bytesUsed <= reserved, zip(old, counts).allSatisfy({ $1 <= $0.capacity }) else { return nil }
    storages = zip(old, counts).map { PoolStorage(offset: $0.offset, count: $1, capacity: $0.capacity) }
    self.bytesUsed = bytesUsed
  }

  /// Whether every pool has the same offset, count and capacity.
  func isSame(as others: [PoolStorage]) -> Bool {
    storages.elementsEqual(others) { a, b in
      a.offset == b.offset && a.count == b.count && a.capacity == b.capacity
    }
  }
}
