import Engine
import HostSystem
import HotReload

extension PlaySession {
  /// What the run does for the game, and for the player's commands that need more than the loop.
  func requestHandler(_ loop: GameLoop) -> (ReloadableGame.Request) -> Void {
    let quickSave = QuickSave(place: place, gateway: game.gateway, events: events)
    let loadLast = lastWorldLoader
    return { [coordinator, watcher, renames, tweaks, unowned loop] request in
      switch request {
      case .rebuild(let isByGame):
        // A game may ask in each tick.
        if !isByGame { watcher.check() }
        let now = monotonicNow
        Task { await coordinator.rebuildRequested(at: now, isByGame: isByGame) }
      case .quit: loop.requestExit("requested by the game")
      case .save(let snapshot): quickSave.write(snapshot)
      case .load: quickSave.read()
      case .loadLast: loadLast()
      case .declare(let rename, let sources, let outcome):
        renames.write(rename, sources: sources, outcome: outcome)
      case .makeTweakable: Task { await coordinator.makeTweakable() }
      case .writeTweaks(let edits, let changes, let outcome):
        tweaks.write(edits, changes, outcome: outcome)
      case .evaluate(let code): Task { await coordinator.evaluate(code) }
      case .bell: loop.ringBell()
      case .text: loop.readText()
      }
    }
  }
}
