import CGameABI
import Glibc

extension MigrationPlan {
  /// Makes `target` hold the world of `source`, migrated. Every byte of `target` is as in a fresh arena where the
  /// new world has nothing. `source` is only read; where this throws, `target` may be left with another world.
  /// - Parameters:
  ///   - source: a world of `from`, in another arena.
  ///   - worldVersion: what the new header says; nil carries it over, or puts the old one back with `residue`.
  ///   - residue: what the migration that led away from `to` kept aside.
  ///   - keepsResidue: whether to keep aside what going back needs. Costs reading the lost fields once more.
  public func apply(
    from source: Arena, to target: Arena, worldVersion: UInt32? = nil, restoring residue: Residue? = nil,
    keepsResidue: Bool = true
  ) throws(MigrationError) -> Migration {
    precondition(source !== target, "a world is migrated into another arena")
    do throws(ArenaError) { try source.checkHeader(for: from) } catch { throw .arena(error) }
    return try unsafe source.withBytes { bytes throws(MigrationError) in
      try unsafe apply(
        from: bytes, to: target, worldVersion: worldVersion, restoring: residue, keepsResidue: keepsResidue)
    }
  }

  /// The same for a world that lies elsewhere, in a snapshot say.
  /// - Parameter bytes: all used bytes of a world of `from`, its header first; outside `target`.
  public func apply(
    from bytes: UnsafeRawBufferPointer, to target: Arena, worldVersion: UInt32? = nil,
    restoring residue: Residue? = nil, keepsResidue: Bool = true
  ) throws(MigrationError) -> Migration {
    let source = try unsafe SourceWorld(bytes: bytes, plan: self)
    guard residue == nil || (residue?.from == to && residue?.to == from) else { throw .foreignResidue }
    var report = MigrationReport(actions: summary)
    if isIdentity {
      try unsafe target.take(bytes)
      if let worldVersion { target.header.world_version = worldVersion }
      report.bytesUsed = bytes.count
      return Migration(report: report, residue: nil)
    }
    let arrangement = try arrange(source.pools, restoring: residue, reserved: target.bytesReserved)
    report.bytesUsed = arrangement.bytesUsed
    var runner = ProgramRunner(counters: clampingFields.count)
    write(source, arrangement, to: target, &runner)
    var header = source.header
    header.world_version = worldVersion ?? residue?.worldVersion ?? header.world_version
    finish(header, arrangement, target)
    if let residue {
      ResidueRestoration(plan: self, residue: residue, source: source, arrangement: arrangement).run(
        in: target)
      report.restored = true
    }
    for (field, count) in zip(clampingFields, runner.clamped) where count > 0 {
      report.saturated[field, default: 0] += count
    }
    report.elements = pools.reduce(0) { $0 + ($1.source.map { Int(source.pools[$0].count) } ?? 0) }
    guard keepsResidue else { return Migration(report: report, residue: nil) }
    let kept = Residue(of: source, plan: self, arrangement: arrangement, migrated: target)
    report.bytesKept = kept.byteCount
    return Migration(report: report, residue: kept)
  }

  /// Decides where the new pools lie.
  private func arrange(
    _ old: [PoolStorage], restoring residue: Residue?, reserved: Int
  ) throws(MigrationError) -> PoolArrangement {
    var wanted: [PoolStorage] = []
    for (index, move) in pools.enumerated() {
      if let source = move.source {
        wanted.append(old[source])
      } else {
        wanted.append(residue?.storageOfDropped(index) ?? PoolStorage(offset: 0, count: 0, capacity: 0))
      }
    }
    if let residue {
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

  /// Writes every byte of the new world but its header, and zero after it.
  private func write(
    _ source: SourceWorld, _ arrangement: PoolArrangement, to target: Arena, _ runner: inout ProgramRunner
  ) {
    target.clearUsed(from: arrangement.bytesUsed)
    unsafe runner.run(program, from: source.base, to: target.base, count: 1)
    // Pools in the order in which they lie, so that what is between them can be cleared in passing.
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

/// An old world that was judged: its header is one, its pools lie within it.
@safe struct SourceWorld {
  let base: UnsafeRawPointer
  let byteCount: Int
  let header: WorldHeader
  /// In the order of the plan's `fromPools`.
  let pools: [PoolStorage]

  init(bytes: UnsafeRawBufferPointer, plan: MigrationPlan) throws(MigrationError) {
    guard let base = bytes.baseAddress, bytes.count >= plan.from.world.size else {
      throw .world(.truncated(bytes: bytes.count, needed: plan.from.world.size))
    }
    unsafe self.base = base
    byteCount = bytes.count
    header = unsafe bytes.loadUnaligned(as: WorldHeader.self)
    do throws(ArenaError) {
      try checkWorldHeader(header, least: bytes.count, most: bytes.count)
      guard header.layout_hash == plan.from.hash else {
        throw .foreignLayout(found: header.layout_hash, expected: plan.from.hash)
      }
    } catch { throw .arena(error) }
    do throws(WorldError) {
      pools = try unsafe PoolList(sites: plan.fromPools, of: plan.from, in: bytes).storages
    } catch { throw .world(error) }
  }
}
