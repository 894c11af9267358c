import CGameABI
import Engine
import GameBuilder
import WorldState

/// A run that an earlier host left behind when it died: its generations, and its world as of the last finished tick.
public struct Resumption {
  public let death: Death
  /// In the order in which they last began to run; the last one ran when the host died.
  let generations: [Generation]
  public let world: Snapshot
  /// The arena that the world was found in.
  let place: Int

  /// Whether the generation that ran takes the blame and may not run again.
  public var blamesGame: Bool { death.blamesGame }

  public enum Failure: Error, CustomStringConvertible {
    case noImage(path: String, reason: String)
    case badWorld(String)

    public var description: String {
      switch self {
      case .noImage(let path, let reason): "\(path), which ran, cannot be loaded again: \(reason)"
      case .badWorld(let reason): "the world that was left is not whole: \(reason)"
      }
    }
  }

  /// Loads what ran. Nil where no host died, or none that had a world.
  static func find(in memory: RunMemory, services: HostServices) throws(Failure) -> Resumption? {
    guard let death = memory.journal.lastDeath, let (entries, place) = memory.journal.read() else {
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
        // Without that which ran nobody knows the world's layout; an earlier one is only one less to go back to.
        if index == entries.count - 1 { throw .noImage(path: record.path, reason: "\(error)") }
      }
    }
    guard let last = generations.last, memory.arenas.indices.contains(place) else { return nil }
    if death.blamesGame { last.quarantine() }
    do throws(SnapshotError) {
      return Resumption(
        death: death, generations: generations,
        world: try Snapshot(of: memory.arenas[place], layout: last.image.layout), place: place)
    } catch {
      throw .badWorld("\(error)")
    }
  }

  /// The newest of all, which the next one is counted after.
  public var newest: Generation? { generations.max { $0.number < $1.number } }
}

extension ReloadableGame {
  /// What an earlier host left in the memory of this run; nil where none died.
  public func findLeftRun() throws(Resumption.Failure) -> Resumption? {
    try Resumption.find(in: memory, services: services)
  }

  /// Goes on where an earlier host died, in the generation that was good. Before the loop runs.
  /// If none can, the next save takes the world over.
  public func resume(_ left: Resumption) {
    history.restore(left.generations)
    // What was left is not written over before there is another whole world.
    if left.place != RunMemory.recoveryIndex { worldIndex = left.place }
    initialWorld = left.world
    for candidate in left.generations.reversed() where !candidate.isQuarantined {
      propose(candidate, cause: ReloadCauseCrash, savedAt: nil)
      reachSafePoint()
      if hasWorld { break }
    }
    let what =
      left.blamesGame
      ? "generation \(left.generations.last?.number ?? 0) took the host down" : "the host died"
    if hasWorld {
      board.post(
        "\(what): \(left.death.cause); generation \(generation) goes on from tick \(tick)", .bad, seconds: 8)
    }
    if left.blamesGame {
      board.overlay.raise(
        .init(
          source: "crash", title: what,
          lines: [
            .init("\(left.death.cause)"),
            .init(
              hasWorld
                ? "Generation \(generation) goes on with the world of tick \(tick). Save to try again."
                : "No earlier one can go on. The next save does, with the world of tick \(left.world.header.tick).",
              .dim),
          ]))
    }
  }
}
