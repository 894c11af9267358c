import CGameABI
import GameSDK
import WorldState

extension GameRun {
  /// Computes a tick again, in a fresh value of the game that took the world over.
  /// - Parameter before: the world that the tick began with.
  /// - Throws: `GameFailure` with the fields that differ.
  func compareSecondStep(_ info: TickInfo, from before: Snapshot) throws {
    let files = (host.assets, host.stored)
    let log = host.log
    defer {
      (host.assets, host.stored) = files
      host.log = log
    }
    let other = try GameRun(G.self, host: host, size: size)
    try other.arena.copy(from: before.bytes)
    try other.takeOver()
    // What the handler changed in the world belongs to a reload.
    try other.arena.copy(from: before.bytes)
    try other.step(info, in: other.game, other.arena)
    if arena.hasSameBytes(as: other.arena) { return }
    let fields = WorldCopy(snapshot: try snapshot()).differences(from: try other.copyOfWorld())
    throw GameFailure(
      callback: "step", tick: tick,
      reason: "step depends on something outside the world: " + fields.prefix(10).joined(separator: "; "))
  }
}
