import Glibc

/// Which pages of its arena a checkpoint has overwritten. The checkpoint notes them as long as somebody holds this.
///
/// For copies that are made beside the running game: another thread copies while the checkpoint is taken on, and the pages
/// noted meanwhile, which may be torn in the copy, are copied again. Live migration of virtual machines calls it pre-copy
/// (Clark et al., "Live Migration of Virtual Machines", 2005).
@safe public final class OverwrittenPages: @unchecked Sendable {
  // Confined to the checkpoint's thread.
  private var isNoted: [Bool]
  /// Which pages may be noted.
  private var range = 0..<0
  /// Whether nothing was overwritten since the last `takePages`.
  public private(set) var isEmpty = true

  init(arena: Arena) {
    isNoted = Array(repeating: false, count: arena.bytesReserved / ArenaMapping.pageSize)
  }

  func note(_ bytes: Range<Int>) {
    let end = min(
      roundedUp(bytes.upperBound, to: ArenaMapping.pageSize) / ArenaMapping.pageSize, isNoted.count)
    let pages = min(bytes.lowerBound / ArenaMapping.pageSize, end)..<end
    range = isEmpty ? pages : min(range.lowerBound, pages.lowerBound)..<max(range.upperBound, end)
    isEmpty = false
    for page in pages { isNoted[page] = true }
  }

  /// The noted pages within the first `end` bytes. None are noted afterwards.
  func take(upTo end: Int) -> [Range<Int>] {
    if isEmpty { return [] }
    isEmpty = true
    var runs: [Range<Int>] = []
    for page in range where isNoted[page] {
      isNoted[page] = false
      let start = page * ArenaMapping.pageSize
      guard start < end else { continue }
      let bytes = start..<min(start + ArenaMapping.pageSize, end)
      if let last = runs.last, last.upperBound == bytes.lowerBound {
        runs[runs.count - 1] = last.lowerBound..<bytes.upperBound
      } else {
        runs.append(bytes)
      }
    }
    return runs
  }
}

/// Parts of the world in a checkpoint, to be copied on any thread. Whatever the checkpoint overwrites before the copy has
/// ended must be copied again.
@safe public struct CheckpointPages: @unchecked Sendable {
  let arena: Arena
  /// Offsets in bytes.
  public let runs: [Range<Int>]

  public var byteCount: Int { runs.reduce(0) { $0 + $1.count } }

  /// Copies them to the same place of another arena of the same size, in steps of a few MiB.
  /// - Parameter continues: asked before each step; false ends the copy.
  /// - Returns: whether everything was copied.
  public func copy(to target: Arena, while continues: () -> Bool = { true }) -> Bool {
    precondition(target.bytesReserved == arena.bytesReserved, "arenas of one size")
    for run in runs {
      for start in stride(from: run.lowerBound, to: run.upperBound, by: Self.step) {
        guard continues() else { return false }
        let end = min(start + Self.step, run.upperBound)
        unsafe memcpy(target.base + start, arena.base + start, end - start)
      }
    }
    return true
  }

  private static let step = 4 << 20
}

extension WorldCheckpoint {
  /// Begins to note what is overwritten.
  public func noteOverwrittenPages() -> OverwrittenPages {
    let pages = OverwrittenPages(arena: arena)
    notesOverwritten(in: pages)
    return pages
  }

  /// The whole world of the last checkpoint.
  public var allPages: CheckpointPages { CheckpointPages(arena: arena, runs: [0..<arena.bytesUsed]) }

  /// What was overwritten since the last call, or since it is noted.
  public func takePages(_ pages: OverwrittenPages) -> CheckpointPages {
    CheckpointPages(arena: arena, runs: pages.take(upTo: arena.bytesUsed))
  }
}
