import GameSDK
import WorldState

/// A copy of a world.
public struct WorldCopy: Equatable, CustomStringConvertible {
  let snapshot: Snapshot

  /// The fields that differ, by path, each with both values: `creatures[3].x: 1.5, 2.0`.
  public func differences(from other: WorldCopy) -> [String] {
    let found = try? snapshot.read { mine throws(WorldError) in
      try other.snapshot.read { theirs throws(WorldError) in worldDiff(mine, theirs) }
    }
    return (found ?? []).map { "\($0.path): \($0.before ?? "none"), \($0.after ?? "none")" }
  }

  public var description: String { "a world of \(snapshot.bytes.count) bytes, tick \(snapshot.header.tick)" }
}

extension GameRun {
  /// A copy of the world, to compare or to go back to.
  public func copyOfWorld() throws -> WorldCopy { WorldCopy(snapshot: try snapshot()) }

  /// Goes back to an earlier world of this run. The game derives its data again, as after a reload.
  public func restore(_ copy: WorldCopy) throws {
    try leave()
    try arena.copy(from: copy.snapshot.bytes)
    try takeOver()
  }

  func snapshot() throws -> Snapshot { try Snapshot(of: arena, layout: layout) }
}
