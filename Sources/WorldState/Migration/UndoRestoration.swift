import CGameABI
import Glibc

/// Restores an undo record in a world that was just migrated back. `UndoRecord` documents the rules.
struct UndoRestoration {
  /// The plan of the migration back.
  let plan: MigrationPlan
  let undoRecord: UndoRecord
  /// The world before the migration back, as the new code left it.
  let source: SourceWorld
  let arrangement: PoolArrangement

  func run(in target: Arena) {
    let there = undoRecord.plan
    unsafe restore(
      undoRecord.world, to: target.base, matches: [(kept: 0, now: 0, count: 1)], there: there.program,
      back: plan.program)
    for (index, move) in plan.pools.enumerated() {
      let base = unsafe target.base + Int(arrangement.storages[index].offset)
      let kept = undoRecord.pools[index]
      let now = Int(arrangement.storages[index].count)
      if let old = move.source {
        // The first migration matched the same pair of pools, unless the declared renames differ now.
        guard let away = there.pools.first(where: { $0.source == index }), kept.count > 0 else { continue }
        let matches = unsafe matches(
          of: kept, at: source.base + Int(source.pools[old].offset), move.program, now)
        unsafe restore(kept, to: base, matches: matches, there: away.program, back: move.program)
      } else if kept.isWhole {
        // A removed pool is restored completely.
        unsafe kept.scatter(0..<min(kept.count, now), to: base)
      }
    }
    restoreGaps(in: target)
  }

  /// Runs of matching elements: their old and their present indices.
  private func matches(
    of kept: UndoElements, at base: UnsafeRawPointer, _ program: ElementProgram, _ now: Int
  ) -> [(kept: Int, now: Int, count: Int)] {
    if kept.count == now { return [(kept: 0, now: 0, count: now)] }
    var byFingerprint: [UInt64: [Int]] = [:]
    for index in kept.fingerprints.indices.reversed() {
      byFingerprint[kept.fingerprints[index], default: []].append(index)
    }
    var matches: [(kept: Int, now: Int, count: Int)] = []
    let fingerprints = unsafe elementFingerprints(base, stride: program.fromSize, count: now)
    for (index, fingerprint) in fingerprints.enumerated() {
      guard let old = byFingerprint[fingerprint]?.popLast() else { continue }
      if let last = matches.last, last.kept + last.count == old, last.now + last.count == index {
        matches[matches.count - 1].count += 1
      } else {
        matches.append((kept: old, now: index, count: 1))
      }
    }
    return matches
  }

  private func restore(
    _ kept: UndoElements, to base: UnsafeMutableRawPointer, matches: [(kept: Int, now: Int, count: Int)],
    there: ElementProgram, back: ElementProgram
  ) {
    guard !kept.losses.units.isEmpty else { return }
    guard kept.losses.units.contains(where: \.isWritten) || back.hasFill else {
      // The migration back wrote no values here, so none can have been changed.
      for match in matches {
        unsafe kept.scatter(match.kept..<(match.kept + match.count), to: base + match.now * kept.stride)
      }
      return
    }
    let block = max(1, 16384 / (there.fromSize + there.toSize))
    for match in matches {
      var done = 0
      while done < match.count {
        let length = min(block, match.count - done)
        let range = (match.kept + done)..<(match.kept + done + length)
        unsafe restore(kept, range, to: base + (match.now + done) * kept.stride, there: there, back: back)
        done += length
      }
    }
  }

  /// Migrates the kept values there and back separately, and restores those for which the world has the same result: they
  /// were not changed in between.
  private func restore(
    _ kept: UndoElements, _ range: Range<Int>, to base: UnsafeMutableRawPointer, there: ElementProgram,
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
    var runner = ProgramRunner(counters: max(plan.clampingFields.count, undoRecord.plan.clampingFields.count))
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
    guard arrangement.isSame(as: undoRecord.storages), arrangement.bytesUsed == undoRecord.bytesUsed else {
      return
    }
    for gap in undoRecord.gaps {
      unsafe gap.bytes.withUnsafeBytes { bytes in
        guard let source = bytes.baseAddress else { return }
        unsafe memcpy(target.base + gap.offset, source, bytes.count)
      }
    }
  }
}

extension ElementProgram {
  /// Whether some bytes are filled with a default.
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
