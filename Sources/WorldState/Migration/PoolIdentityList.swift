import CGameABI

/// The identities of all pool elements, before and after a migration.
struct PoolIdentityList {
  /// By old pool, with new ones for elements that had none.
  private(set) var old: [[UInt32]] = []
  /// By new pool.
  private(set) var new: [[UInt32]] = []
  /// The identity of the next element that a game adds.
  private(set) var next: UInt64

  init(_ source: SourceWorld, plan: MigrationPlan, _ restored: [Int: KeptValues.DroppedPool]) {
    next = max(1, source.header.unused.0)
    for pool in source.identities {
      var ids = pool
      for index in ids.indices where ids[index] == 0 {
        ids[index] = UInt32(truncatingIfNeeded: next)
        next += 1
      }
      old.append(ids)
    }
    for (index, move) in plan.pools.enumerated() {
      new.append(move.source.map { old[$0] } ?? restored[index]?.ids ?? [])
    }
  }

  func write(to target: Arena, _ arrangement: PoolArrangement, _ sizes: [Int]) {
    for ((ids, storage), size) in zip(zip(new, arrangement.storages), sizes) where !ids.isEmpty {
      let start = Int(storage.offset) + PoolBlock(elementSize: size).identities(storage.capacity)
      for (index, id) in ids.enumerated() {
        unsafe target.base.storeBytes(of: id, toByteOffset: start + 4 * index, as: UInt32.self)
      }
    }
  }
}
