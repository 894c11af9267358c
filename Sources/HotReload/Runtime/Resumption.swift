import CGameABI
import Engine
import GameBuilder
import WorldState

/// The run of a host that died: its generations, and its world as of the last finished tick.
public struct Resumption {
  public let death: Death
  /// In the order in which they last started to run; the last one ran when the host died.
  let generations: [Generation]
  public let world: Snapshot
  /// The arena that the world was found in.
  let worldIndex: Int

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

  /// Loads the generations and the world. Returns nil if no host died, or if it had no world.
  static func find(in memory: RunMemory, services: HostServices) throws(Failure) -> Resumption? {
    guard let death = memory.journal.lastDeath, let (entries, worldIndex) = memory.journal.read() else {
      return nil
    }
    var generations: [Generation] = []
    for (index, entry) in entries.enumerated() {
      guard let record = GenerationRecord(bytes: entry.record) else { continue }
      do {
        try ImageFile.check(record.path)
        let image = try GameImage.load(path: record.path, services: services)
        let generation = Generation(record, image: image, after: generations.last)
        if entry.isQuarantined { generation.quarantine() }
        generations.append(generation)
      } catch {
        // The world has the layout of the last generation. Without an earlier one only a rollback target is lost.
        if index == entries.count - 1 { throw .noImage(path: record.path, reason: "\(error)") }
      }
    }
    guard let last = generations.last, memory.arenas.indices.contains(worldIndex) else { return nil }
    if death.blamesGame { last.quarantine() }
    do throws(SnapshotError) {
      return Resumption(
        death: death, generations: generations,
        world: try Snapshot(of: memory.arenas[worldIndex], layout: last.image.layout),
        worldIndex: worldIndex)
    } catch {
      throw .damagedWorld("\(error)")
    }
  }

  /// The tick of the world.
  public var tick: UInt64 { world.header.tick }

  /// The newest generation; the next one is numbered after it.
  public var newest: Generation? { generations.max { $0.number < $1.number } }

  /// The generation that takes the blame for the death and may not run again.
  public var blamed: Generation? { death.blamesGame ? generations.last : nil }
}

extension ReloadableGame {
  /// The run of a host that died, from this run's memory; nil if no host died.
  public func findInterruptedRun() throws(Resumption.Failure) -> Resumption? {
    try Resumption.find(in: store.memory, services: services)
  }

  /// Continues the run of a host that died with the newest good generation. If none can run, the next save takes over the
  /// world. Called before the loop runs.
  public func resume(_ resumption: Resumption) {
    history.restore(resumption.generations)
    store.adopt(worldIndex: resumption.worldIndex)
    initialWorld = resumption.world
    for candidate in resumption.generations.reversed() where !candidate.isQuarantined {
      adopt(candidate, cause: .crash, savedAt: nil)
      if !store.state.isEmpty { return }
    }
  }
}
