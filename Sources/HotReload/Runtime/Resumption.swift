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
      case .damagedWorld(let reason): "the world that was left is damaged: \(reason)"
      }
    }
  }

  /// Loads what ran. Returns nil if no host died, or none that had a world.
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
        // The layout of the world is that of the last one. Any other is only one less to go back to.
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

  /// The tick that the world was left at.
  public var tick: UInt64 { world.header.tick }

  /// The newest generation; the next one is numbered after it.
  public var newest: Generation? { generations.max { $0.number < $1.number } }

  /// The generation that takes the blame for the death and may not run again.
  public var blamed: Generation? { death.blamesGame ? generations.last : nil }
}

extension ReloadableGame {
  /// The run that a host which died left in this run's memory; nil if none died.
  public func findLeftRun() throws(Resumption.Failure) -> Resumption? {
    try Resumption.find(in: store.memory, services: services)
  }

  /// Continues the run of a host that died in the newest good generation. If none can run, the next save takes the
  /// world over. Before the loop runs.
  public func resume(_ left: Resumption) {
    history.restore(left.generations)
    store.adopt(worldIndex: left.worldIndex)
    initialWorld = left.world
    for candidate in left.generations.reversed() where !candidate.isQuarantined {
      adopt(candidate, cause: .crash, savedAt: nil)
      if !store.state.isEmpty { return }
    }
  }
}
