import CGameABI
import Glibc

/// Puts what was kept aside back into a world that was just migrated back. See `Residue` for the rules.
struct ResidueRestoration {
  /// The plan that led back.
  let plan: MigrationPlan
  let residue: Residue
  /// The world that came back, as the new code left it.
  let source: SourceWorld
  let arrangement: PoolArrangement

  func run(in target: Arena) {
    let there = residue.plan
    unsafe restore(
      residue.world, to: target.base, places: [(kept: 0, now: 0, count: 1)], there: there.program,
      back: plan.program)
    for (index, move) in plan.pools.enumerated() {
      let base = unsafe target.base + Int(arrangement.storages[index].offset)
      let kept = residue.pools[index]
      let now = Int(arrangement.storages[index].count)
      if let old = move.source {
        // The same pair of pools led away, unless other renames are stated now.
        guard let away = there.pools.first(where: { $0.source == index }), kept.count > 0 else { continue }
        let places = unsafe places(
          of: kept, at: source.base + Int(source.pools[old].offset), move.program, now)
        unsafe restore(kept, to: base, places: places, there: away.program, back: move.program)
      } else if kept.isWhole {
        // A pool that was dropped whole comes back whole.
        unsafe kept.scatter(0..<min(kept.count, now), to: base)
      }
    }
    restoreGaps(in: target)
  }

  /// Runs of elements that are the same: where they stood and where they stand now.
  private func places(
    of kept: KeptElements, at base: UnsafeRawPointer, _ program: ElementProgram, _ now: Int
  ) -> [(kept: Int, now: Int, count: Int)] {
    if kept.count == now { return [(kept: 0, now: 0, count: now)] }
    var byFingerprint: [UInt64: [Int]] = [:]
    for index in kept.fingerprints.indices.reversed() {
      byFingerprint[kept.fingerprints[index], default: []].append(index)
    }
    var places: [(kept: Int, now: Int, count: Int)] = []
    let fingerprints = unsafe elementFingerprints(base, stride: program.fromSize, count: now)
    for (index, fingerprint) in fingerprints.enumerated() {
      guard let old = byFingerprint[fingerprint]?.popLast() else { continue }
      if let last = places.last, last.kept + last.count == old, last.now + last.count == index {
        places[places.count - 1].count += 1
      } else {
        places.append((kept: old, now: index, count: 1))
      }
    }
    return places
  }

  private func restore(
    _ kept: KeptElements, to base: UnsafeMutableRawPointer, places: [(kept: Int, now: Int, count: Int)],
    there: ElementProgram, back: ElementProgram
  ) {
    guard !kept.losses.units.isEmpty else { return }
    guard kept.losses.units.contains(where: \.isWritten) || back.hasFill else {
      // The way back made no values here, so there is nothing that could have changed.
      for place in places {
        unsafe kept.scatter(place.kept..<(place.kept + place.count), to: base + place.now * kept.stride)
      }
      return
    }
    let block = max(1, 16384 / (there.fromSize + there.toSize))
    for place in places {
      var done = 0
      while done < place.count {
        let length = min(block, place.count - done)
        let range = (place.kept + done)..<(place.kept + done + length)
        unsafe restore(kept, range, to: base + (place.now + done) * kept.stride, there: there, back: back)
        done += length
      }
    }
  }

  /// Sends the kept values there and back by themselves, and puts those back that the world has come to the same
  /// result as: they were not changed in between.
  private func restore(
    _ kept: KeptElements, _ range: Range<Int>, to base: UnsafeMutableRawPointer, there: ElementProgram,
    back: ElementProgram
  ) {
    let old = UnsafeMutableRawPointer.allocate(byteCount: range.count * kept.stride, alignment: 16)
    let new = UnsafeMutableRawPointer.allocate(byteCount: range.count * there.toSize, alignment: 16)
    let again = UnsafeMutableRawPointer.allocate(byteCount: range.count * kept.stride, alignment: 16)
    defer {
      unsafe old.deallocate()
      unsafe new.deallocate()
      unsafe again.deallocate()
    }
    unsafe memset(old, 0, range.count * kept.stride)
    unsafe kept.scatter(range, to: old)
    var runner = ProgramRunner(counters: max(plan.clampingFields.count, residue.plan.clampingFields.count))
    unsafe runner.run(there, from: old, to: new, count: range.count)
    unsafe runner.run(back, from: new, to: again, count: range.count)
    for unit in kept.losses.units {
      for index in 0..<range.count {
        let offset = index * kept.stride + unit.offset
        if unsafe memcmp(base + offset, again + offset, unit.length) == 0 {
          unsafe memcpy(base + offset, old + offset, unit.length)
        }
      }
    }
  }

  private func restoreGaps(in target: Arena) {
    guard arrangement.isSame(as: residue.storages), arrangement.bytesUsed == residue.bytesUsed else { return }
    for gap in residue.gaps {
      unsafe gap.bytes.withUnsafeBytes { bytes in
        guard let source = bytes.baseAddress else { return }
        unsafe memcpy(target.base + gap.offset, source, bytes.count)
      }
    }
  }
}

extension ElementProgram {
  /// Whether some bytes come from a default.
  var hasFill: Bool {
    steps.contains { step in
      switch step {
      case .fill: true
      case .each(_, _, _, let inner): inner.hasFill
      case .copy, .convert: false
      }
    }
  }
}
