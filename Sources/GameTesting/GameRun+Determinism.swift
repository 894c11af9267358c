import CGameABI
import Engine
import GameSDK
import Timeline
import WorldState

extension GameRun {
  /// A fresh value of the game that has taken over the world and the files as they are now. What it logs, stores or requests is
  /// not this run's.
  func prepareSecondStep() throws -> GameRun {
    let other = try second ?? GameRun(G.self, host: TestHost(assets: nil), size: size)
    second = other
    other.game = LinkedGame(G.self)
    (other.host.assets, other.host.stored) = (host.assets, host.stored)
    let world = try snapshot().bytes
    try other.arena.copy(from: world)
    try other.takeOver()
    // What the handler changed in the world belongs to a reload.
    try other.arena.copy(from: world)
    return other
  }

  /// - Parameter other: is at the start of the tick that this run has just computed.
  /// - Throws: `GameFailure` with the fields that differ.
  func compare(with other: GameRun, _ tick: PlayedTick) throws {
    try other.step(tick)
    let kept = other.host.kept.differences(from: host.kept)
    if kept.isEmpty, arena.hasSameBytes(as: other.arena) { return }
    let fields =
      try kept.map { "\($0.path): \($0.before ?? "none"), \($0.after ?? "none")" }
      + copyOfWorld().differences(from: other.copyOfWorld())
    throw GameFailure(
      callback: "step", tick: self.tick,
      reason: "step depends on something outside the world: " + fields.prefix(10).joined(separator: "; "))
  }
}
