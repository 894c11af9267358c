import CGameABI

/// Where the pools of a world lie.
struct PoolArrangement {
  /// In the order of `Layout.poolSites()`.
  var storages: [PoolStorage]
  var bytesUsed: Int

  /// One pool after the other behind the world's struct, each at a multiple of 16, with the room it had. Where
  /// that is more than `reserved`, each with room for the elements it has.
  /// - Parameter wanted: count and capacity of each pool; their offsets are not looked at.
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
      defer { end = roundedUp(end + Int(pool.capacity) * size, to: 16) }
      return PoolStorage(offset: UInt64(end), count: pool.count, capacity: pool.capacity)
    }
    bytesUsed = end
  }

  /// The places that pools had once, with the counts that they have now; nil where something does not fit there.
  init?(restoring old: [PoolStorage], bytesUsed: Int, counts: [UInt32], reserved: Int) {
    guard bytesUsed <= reserved, zip(old, counts).allSatisfy({ $1 <= $0.capacity }) else { return nil }
    storages = zip(old, counts).map { PoolStorage(offset: $0.offset, count: $1, capacity: $0.capacity) }
    self.bytesUsed = bytesUsed
  }

  /// Whether every pool has the place, the count and the room that it has in another list.
  func isSame(as others: [PoolStorage]) -> Bool {
    storages.elementsEqual(others) { a, b in
      a.offset == b.offset && a.count == b.count && a.capacity == b.capacity
    }
  }
}
