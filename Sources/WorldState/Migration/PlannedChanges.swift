/// What a plan does with each number of a world, for one undo record.
struct PlannedChanges {
  var world: [ValueChange]
  /// By new pool; empty if there is nothing to keep or restore.
  var pools: [[ValueChange]]
  /// By old pool that was dropped, with the path of its elements.
  var droppedPools: [Int: (path: String, changes: [ValueChange])] = [:]
  /// What was kept, by the paths of the new layout.
  var kept: KeptValues
  /// The pools that were dropped earlier and come back, by new pool.
  var restoredPools: [Int: KeptValues.DroppedPool] = [:]
  /// Their elements, by the line of the plan.
  var restoredPoolCounts: [String: RestoredValues] = [:]

  init(_ plan: MigrationPlan, _ record: UndoRecord?) {
    kept = record?.values ?? KeptValues()
    let before = kept
    var walk = ValueChanges(matching: plan.matching, defaults: plan.defaultTable)
    walk.compare(0, 0)
    world = walk.changes
    var moves = walk.moves
    pools = Array(repeating: [], count: plan.toPools.count)
    for (index, (site, move)) in zip(plan.toPools, plan.pools).enumerated() {
      guard let source = move.source else { continue }
      let old = plan.fromPools[source]
      guard let from = walk.oldPools[old.storage], let to = walk.newPools[site.storage] else { continue }
      if move.program.isWholeCopy, !before.touches(from.path), !before.touches(to.path) { continue }
      var inner = ValueChanges(matching: plan.matching, defaults: plan.defaultTable)
      inner.compare(old.element, site.element, oldPath: from.path, newPath: to.path, earlier: to.earlier)
      pools[index] = inner.changes
      moves.merge(inner.moves) { first, _ in first }
    }
    kept.move(moves)
    let sources = Set(plan.pools.compactMap(\.source))
    for (index, site) in plan.fromPools.enumerated() where !sources.contains(index) {
      guard let place = walk.oldPools[site.storage] else { continue }
      var inner = ValueChanges(matching: plan.matching, defaults: plan.defaultTable)
      inner.drop(site.element, path: place.path)
      droppedPools[index] = (place.path, inner.changes)
    }
    for (index, move) in plan.pools.enumerated() where move.source == nil {
      if let place = walk.newPools[plan.toPools[index].storage] { restorePool(index, plan, place) }
    }
  }

  private mutating func restorePool(_ index: Int, _ plan: MigrationPlan, _ pool: ValueChanges.PoolPlace) {
    for path in pool.earlier + [pool.path] {
      guard let place = kept.pools.lastIndex(where: { $0.path == path }) else { continue }
      restoredPools[index] = kept.pools[place]
      let count = kept.pools[place].ids.count
      if count > 0 { restoredPoolCounts[pool.action] = RestoredValues(kept: count, total: count) }
      kept.pools.removeAll { $0.path == path }
      var inner = ValueChanges(matching: plan.matching, defaults: plan.defaultTable)
      inner.add(plan.toPools[index].element, path: pool.path, earlier: pool.earlier)
      pools[index] = inner.changes
      return
    }
  }
}

extension KeptValues {
  /// Whether anything is kept for the elements of a pool.
  /// - Parameter prefix: path of its elements.
  fileprivate func touches(_ prefix: String) -> Bool {
    dropped.contains { $0.field.path.hasPrefix(prefix) } || narrowed.contains { $0.path.hasPrefix(prefix) }
      || untouched.contains { $0.path.hasPrefix(prefix) }
  }
}
