import CGameABI
import Engine
import Foundation
import GameBuilder
import WorldState

/// The run of a host that died: its generations, and its world as of the last finished tick.
public struct Resumption {
  public let death: Death
  /// The good ones, in the order in which they last started to run.
  let generations: [Generation]
  /// Nil if the host died before there was a world.
  public let world: Snapshot?
  /// The renames that are declared by the code that the world comes from.
  let renames: [DeclaredRename]
  /// The arena that the world was found in.
  let worldIndex: Int
  /// Whether code that a client sent ended the host.
  public let wasEvaluating: Bool
  /// What takes the blame for the death and may not run again.
  let blamedImage: Suspect?
  /// The number of the newest generation; the next one is numbered after it.
  public let lastNumber: UInt64

  public enum Failure: Error, CustomStringConvertible {
    case noImage(path: String, reason: String)
    case damagedWorld(String)

    public var description: String {
      switch self {
      case .noImage(let path, let reason): "the image that ran cannot be loaded again: \(path): \(reason)"
      case .damagedWorld(let reason): "the world of the host that died is damaged: \(reason)"
      }
    }
  }

  /// The tick of the world.
  public var tick: UInt64 { world?.header.tick ?? 0 }

  /// The newest good generation.
  public var newest: Generation? { generations.max { $0.number < $1.number } }

  /// The number of the generation that takes the blame.
  public var blamed: UInt64? { blamedImage?.number }
}

/// What the journal says about the run of a host that died.
private struct JournaledRun {
  let records: [(record: GenerationRecord, isQuarantined: Bool)]
  let worldIndex: Int
  let blamed: Suspect?
  /// Whether code that a client sent ended the host.
  let wasEvaluating: Bool
  let lastNumber: UInt64

  init(_ journal: RunJournal, _ death: Death) {
    let entering = journal.suspects.read(.entering)
    let loading = journal.suspects.read(.loading)
    let (entries, index) = journal.read(beforeSwap: entering != nil) ?? ([], 0)
    records = entries.compactMap { entry in
      GenerationRecord(bytes: entry.record).map { ($0, entry.isQuarantined) }
    }
    worldIndex = index
    let running = journal.suspects.read(.viewing) ?? records.last?.record.suspect
    wasEvaluating = journal.suspects.read(.evaluating) != nil
    blamed = entering ?? loading ?? (death.blamesGame && !wasEvaluating ? running : nil)
    let numbers = records.map(\.record.number) + [entering, loading].compactMap { $0?.number }
    lastNumber = numbers.max() ?? 0
  }

  /// The code that the world comes from.
  var owner: GenerationRecord? { records.last?.record }

  /// Those that may run again.
  var good: [GenerationRecord] {
    records.compactMap { $0.isQuarantined || $0.record.suspect == blamed ? nil : $0.record }
  }
}

extension ReloadableGame {
  /// The run of a host that died, from this run's memory; nil if no host died. Loads its good generations.
  public func findInterruptedRun() throws(Resumption.Failure) -> Resumption? {
    let journal = store.memory.journal
    guard let death = journal.lastDeath else { return nil }
    let run = JournaledRun(journal, death)
    if let blamed = run.blamed { condemn(blamed, death, run) }
    for place in SuspectRecords.Place.allCases { journal.suspects.end(place) }
    guard !run.records.isEmpty || run.blamed != nil else { return nil }
    let world = try Resumption.world(of: run, in: store.memory)
    var generations: [Generation] = []
    for record in run.good {
      do {
        generations.append(try load(record, after: generations.last))
      } catch {
        // Without an earlier one only a rollback target is lost.
        if record.number == run.owner?.number { throw .noImage(path: record.path, reason: "\(error)") }
      }
    }
    return Resumption(
      death: death, generations: generations, world: world,
      renames: run.owner?.renames.map(\.rename) ?? [], worldIndex: run.worldIndex,
      wasEvaluating: run.wasEvaluating, blamedImage: run.blamed,
      lastNumber: run.lastNumber)
  }

  /// Records that an image ended a host. If another image of the same source ran well, only this kind is bad.
  private func condemn(_ blamed: Suspect, _ death: Death, _ run: JournaledRun) {
    let hasGoodImage = run.good.contains { $0.sourceHash == blamed.sourceHash }
    trials.record(
      .endedHost(reason: "\(death.cause)"), sourceHash: blamed.sourceHash,
      isOptimised: hasGoodImage ? blamed.isOptimised : nil)
  }

  private func load(_ record: GenerationRecord, after previous: Generation?) throws -> Generation {
    try ImageFile.check(record.path)
    let suspects = store.memory.journal.suspects
    suspects.begin(record.suspect, .loading)
    defer { suspects.end(.loading) }
    let image = try GameImage.load(
      path: record.path, services: services, for: .reloads(sources: Array(record.sources.files.keys)))
    return Generation(record, image: image, after: previous)
  }

  /// Continues the run of a host that died with the newest good generation. If none can run, the next save takes over the
  /// world. Called before the loop runs.
  public func resume(_ resumption: Resumption) {
    history.restore(resumption.generations)
    diedInLoop = store.memory.journal.wasInLoop
    guard let world = resumption.world else { return }
    store.adopt(worldIndex: resumption.worldIndex)
    initialWorld = world
    initialWorldName = nil
    initialRenames = resumption.renames
    for candidate in resumption.generations.reversed() where !candidate.isQuarantined {
      adopt(Proposal(generation: candidate, cause: .crash))
      if !store.state.isEmpty { return }
    }
  }
}

extension Resumption {
  fileprivate static func world(
    of run: JournaledRun, in memory: RunMemory
  ) throws(Failure) -> Snapshot? {
    guard let owner = run.owner, memory.arenas.indices.contains(run.worldIndex) else { return nil }
    do {
      let layout = try Layout(encoded: Array(owner.layout))
      return try Snapshot(of: memory.arenas[run.worldIndex], layout: layout)
    } catch {
      throw .damagedWorld("\(error)")
    }
  }
}
