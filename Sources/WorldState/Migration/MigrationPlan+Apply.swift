import CGameABI
import Glibc

extension MigrationPlan {
  /// Migrates the world of `source` into `target`. Bytes of `target` that the new world does not use are zero, as in a fresh
  /// arena. `source` is only read; if this throws, the content of `target` is unspecified.
  /// - Parameters:
  ///   - source: a world of layout `from`.
  ///   - worldVersion: version in the new header; nil keeps the old one, or restores it from `undoRecord`.
  ///   - undoRecord: what is known about the old world from earlier migrations.
  ///   - questions: the renames to ask the author about; see `questions(declared:open:asksNew:)`.
  public func apply(
    from source: Arena, to target: Arena, worldVersion: UInt32? = nil,
    restoring undoRecord: UndoRecord? = nil, asking questions: [RenameQuestion] = []
  ) throws(MigrationError) -> MigrationResult {
    precondition(source !== target, "a world is migrated into another arena")
    do throws(ArenaError) { try source.checkHeader(for: from) } catch { throw .arena(error) }
    return try unsafe source.withBytes { bytes throws(MigrationError) in
      try unsafe apply(
        from: bytes, to: target, worldVersion: worldVersion, restoring: undoRecord, asking: questions)
    }
  }

  /// Migrates a world from other memory, for example a snapshot.
  /// - Parameter bytes: all used bytes of a world of `from`, its header first; must not overlap `target`.
  public func apply(
    from bytes: UnsafeRawBufferPointer, to target: Arena, worldVersion: UInt32? = nil,
    restoring undoRecord: UndoRecord? = nil, asking questions: [RenameQuestion] = []
  ) throws(MigrationError) -> MigrationResult {
    let source = try unsafe SourceWorld(bytes: bytes, plan: self)
    guard undoRecord == nil || undoRecord?.layout == from else { throw .foreignUndoRecord }
    let late = undoRecord.map { latePools(for: $0, counts: source.pools.map(\.count)) } ?? []
    if isIdentity, late.isEmpty, undoRecord.map({ !isDeclaredLate(for: $0) }) ?? true {
      try unsafe target.take(bytes)
      if let worldVersion { target.header.world_version = worldVersion }
      var report = MigrationReport(actions: actions)
      report.bytesUsed = bytes.count
      return MigrationResult(report: report, undoRecord: nil)
    }
    return try bringingBack(late).migrate(source, to: target, worldVersion, undoRecord, questions)
  }

  private func migrate(
    _ source: SourceWorld, to target: Arena, _ worldVersion: UInt32?, _ undoRecord: UndoRecord?,
    _ questions: [RenameQuestion]
  ) throws(MigrationError) -> MigrationResult {
    var report = MigrationReport(actions: actions)
    let changes = PlannedChanges(self, undoRecord)
    let residue = undoRecord?.residue(of: to)
    let arrangement = try arrange(source.pools, changes, residue, reserved: target.bytesReserved)
    report.bytesUsed = arrangement.bytesUsed
    var runner = ProgramRunner(counters: clampingFields.count)
    write(source, arrangement, to: target, &runner)
    var header = source.header
    header.world_version = worldVersion ?? residue?.worldVersion ?? header.world_version
    let identities = PoolIdentityList(source, plan: self, changes.restoredPools)
    identities.write(to: target, arrangement, toPools.map { to.structs[$0.element].size })
    header.unused.0 = identities.next
    finish(header, arrangement, target)
    var transfer = ValueTransfer(before: changes.kept)
    run(&transfer, changes, source, identities, arrangement, target)
    residue?.restore(in: target, arrangement, identities.new)
    report.actions = actions.map { action in
      action.with(changes.restoredPoolCounts[action.path] ?? transfer.restored[action.path])
    }
    for (counter, count) in runner.clamped.enumerated() where count > 0 {
      let field = clampingFields[counter]
      if let text = constantNotes[counter]?.text(field: field, count: count) {
        report.notes.append(text)
      } else {
        report.saturated[field, default: 0] += count
      }
    }
    report.elements = pools.reduce(0) { $0 + ($1.source.map { Int(source.pools[$0].count) } ?? 0) }
    var record = UndoRecord(layout: to)
    record.residues = undoRecord?.residues ?? []
    record.add(WorldResidue(of: source, layout: from, sites: fromPools))
    record.values = transfer.finished(
      limit: UndoRecord.maxBytes, asking: QuestionedValues(questions, in: to))
    for (index, dropped) in changes.droppedPools {
      record.values.pools.append(
        KeptValues.DroppedPool(
          path: dropped.path, ids: identities.old[index], capacity: source.pools[index].capacity))
    }
    record.ask(questions)
    report.undoByteCount = record.byteCount
    return MigrationResult(report: report, undoRecord: record)
  }

  /// Restores and keeps values, struct by struct.
  private func run(
    _ transfer: inout ValueTransfer, _ changes: PlannedChanges, _ source: SourceWorld,
    _ identities: PoolIdentityList, _ arrangement: PoolArrangement, _ target: Arena
  ) {
    // The rows of the old world are only read.
    let base = unsafe UnsafeMutableRawPointer(mutating: source.base)
    func oldRows(_ index: Int) -> ValueRows {
      unsafe ValueRows(
        base + Int(source.pools[index].offset), stride: from.structs[fromPools[index].element].size,
        ids: identities.old[index])
    }
    unsafe transfer.run(changes.world, from: ValueRows(world: base), to: ValueRows(world: target.base))
    for (index, move) in pools.enumerated() where !changes.pools[index].isEmpty {
      let rows = unsafe ValueRows(
        target.base + Int(arrangement.storages[index].offset), stride: move.program.toSize,
        ids: identities.new[index])
      transfer.run(changes.pools[index], from: move.source.map(oldRows), to: rows)
    }
    for (index, dropped) in changes.droppedPools {
      transfer.run(dropped.changes, from: oldRows(index), to: nil)
    }
  }

  /// Determines the offsets and capacities of the new pools.
  private func arrange(
    _ old: [PoolStorage], _ changes: PlannedChanges, _ residue: WorldResidue?, reserved: Int
  ) throws(MigrationError) -> PoolArrangement {
    var wanted: [PoolStorage] = []
    for (index, move) in pools.enumerated() {
      if let source = move.source {
        wanted.append(old[source])
      } else if let pool = changes.restoredPools[index] {
        wanted.append(PoolStorage(offset: 0, count: UInt32(pool.ids.count), capacity: pool.capacity))
      } else {
        wanted.append(PoolStorage(offset: 0, count: 0, capacity: 0))
      }
    }
    if let residue, residue.hasIdentities {
      let restored = PoolArrangement(
        restoring: residue.storages, bytesUsed: residue.bytesUsed, counts: wanted.map(\.count),
        reserved: reserved)
      if let restored { return restored }
    }
    let sizes = toPools.map { to.structs[$0.element].size }
    do throws(ArenaError) {
      return try PoolArrangement(packing: wanted, sizes: sizes, worldSize: to.world.size, reserved: reserved)
    } catch { throw .arena(error) }
  }

  /// Writes the new world except for its header, and zeros after it.
  private func write(
    _ source: SourceWorld, _ arrangement: PoolArrangement, to target: Arena, _ runner: inout ProgramRunner
  ) {
    target.clearUsed(from: arrangement.bytesUsed)
    unsafe runner.run(program, from: source.base, to: target.base, count: 1)
    // By ascending offset, so that the gaps can be zeroed in one pass.
    let order = pools.indices.filter { arrangement.storages[$0].capacity > 0 }.sorted {
      arrangement.storages[$0].offset < arrangement.storages[$1].offset
    }
    var end = to.world.size
    for index in order {
      let storage = arrangement.storages[index]
      let start = Int(storage.offset)
      if end < start { unsafe memset(target.base + end, 0, start - end) }
      let size = pools[index].program.toSize
      if let old = pools[index].source {
        unsafe runner.run(
          pools[index].program, from: source.base + Int(source.pools[old].offset), to: target.base + start,
          count: Int(storage.count))
      } else {
        unsafe memset(target.base + start, 0, Int(storage.count) * size)
      }
      end = max(end, start + Int(storage.count) * size)
    }
    if end < arrangement.bytesUsed { unsafe memset(target.base + end, 0, arrangement.bytesUsed - end) }
    for (site, storage) in zip(toPools, arrangement.storages) {
      unsafe target.base.storeBytes(of: storage, toByteOffset: site.storage, as: PoolStorage.self)
    }
  }

  private func finish(_ header: WorldHeader, _ arrangement: PoolArrangement, _ target: Arena) {
    var header = header
    header.layout_hash = to.hash
    header.bytes_used = UInt64(arrangement.bytesUsed)
    header.bytes_reserved = UInt64(target.bytesReserved)
    target.header = header
  }
}

extension Arena {
  fileprivate func take(_ bytes: UnsafeRawBufferPointer) throws(MigrationError) {
    do throws(ArenaError) { try unsafe copy(from: bytes) } catch { throw .arena(error) }
  }
}

/// An old world whose header and pools were checked.
@safe struct SourceWorld {
  let base: UnsafeRawPointer
  let byteCount: Int
  let header: WorldHeader
  /// In the order of `MigrationPlan.fromPools`.
  let pools: [PoolStorage]
  let hasIdentities: Bool
  /// Those of each pool; zeros if the world has none.
  let identities: [[UInt32]]

  init(bytes: UnsafeRawBufferPointer, plan: MigrationPlan) throws(MigrationError) {
    guard let base = bytes.baseAddress, bytes.count >= plan.from.world.size else {
      throw .world(.truncated(bytes: bytes.count, needed: plan.from.world.size))
    }
    unsafe self.base = base
    byteCount = bytes.count
    header = unsafe bytes.loadUnaligned(as: WorldHeader.self)
    do throws(ArenaError) {
      try checkWorldHeader(header, minUsed: bytes.count, maxUsed: bytes.count)
      guard header.layout_hash == plan.from.hash else {
        throw .foreignLayout(found: header.layout_hash, expected: plan.from.hash)
      }
    } catch { throw .arena(error) }
    do throws(WorldError) {
      pools = try unsafe PoolList(sites: plan.fromPools, of: plan.from, in: bytes).storages
    } catch { throw .world(error) }
    hasIdentities = unsafe PoolBlock.hasIdentities(bytes)
    let isKnown = hasIdentities
    identities = zip(plan.fromPools, pools).map { site, storage in
      guard isKnown, storage.count > 0 else { return Array(repeating: 0, count: Int(storage.count)) }
      let block = PoolBlock(elementSize: plan.from.structs[site.element].size)
      let start = unsafe UnsafeRawPointer(base + (Int(storage.offset) + block.identities(storage.capacity)))
      return (0..<Int(storage.count)).map {
        unsafe start.load(fromByteOffset: 4 * $0, as: UInt32.self)
      }
    }
  }
}
