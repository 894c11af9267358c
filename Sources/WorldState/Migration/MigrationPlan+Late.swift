import CGameABI

extension MigrationPlan {
  /// Whether a migration between equal layouts has something to do: a rename or a default was declared later than the field.
  /// - Parameter world: the world that the record is about.
  public func isDeclaredLate(for record: UndoRecord, in world: Arena) -> Bool {
    guard isIdentity, record.layout == from else { return false }
    let counts = fromPools.map {
      unsafe world.base.load(fromByteOffset: $0.storage, as: PoolStorage.self).count
    }
    return isDeclaredLate(for: record) || !latePools(for: record, counts: counts).isEmpty
  }

  func isDeclaredLate(for record: UndoRecord) -> Bool {
    guard isIdentity, record.layout == from, !record.values.untouched.isEmpty else { return false }
    let changes = PlannedChanges(self, record)
    let untouched = Dictionary(grouping: record.values.untouched, by: \.path)
    let dropped = Set(changes.kept.dropped.map(\.field.path))
    return (changes.world + changes.pools.joined()).contains { change in
      guard case .carried(let a, let b) = change, let entries = untouched[a.path] else { return false }
      return b.earlierPaths.contains(where: dropped.contains)
        || entries.contains { entry in b.pattern.map { $0 != entry.made } ?? false }
    }
  }

  /// The pools that a late rename fills with the elements of one that was dropped: those in which nothing is yet.
  /// - Parameter counts: the number of elements of each pool of the old world.
  func latePools(for record: UndoRecord, counts: [UInt32]) -> [Int] {
    guard isIdentity, record.layout == from, !record.values.pools.isEmpty else { return [] }
    var walk = ValueChanges(matching: matching, defaults: defaultTable)
    walk.compare(0, 0)
    let kept = Set(record.values.pools.filter { !$0.ids.isEmpty }.map(\.path))
    return toPools.indices.filter { index in
      guard let source = pools[index].source, counts[source] == 0,
        let place = walk.newPools[toPools[index].storage]
      else { return false }
      return place.earlier.contains(where: kept.contains)
    }
  }

  /// The same plan, in which these pools are new.
  func bringingBack(_ late: [Int]) -> MigrationPlan {
    var plan = self
    for index in late {
      let size = to.structs[toPools[index].element].size
      plan.pools[index] = PoolMove(source: nil, program: ElementProgram(fromSize: size, toSize: size))
    }
    return plan
  }
}
