import WorldState

/// Connects the console with the keyboard and the game.
extension InputRouter {
  /// What was sent and answered is shown again when the console is opened again.
  func toggleConsole() {
    if let open = board.overlay.console {
      closedConsole = open
      board.overlay.console = nil
      return
    }
    if board.overlay.tweakPanel != nil { toggleTweaks() }
    if board.overlay.inspector != nil { toggleInspector() }
    state.releaseAll()
    board.overlay.console = closedConsole
  }

  func pressOnConsole(_ key: Key) -> Console.Outcome {
    board.overlay.console?.press(key, world: game.shownWorld) ?? .unused
  }

  func carryOut(_ outcome: Console.Outcome) {
    hasChanged = true
    switch outcome {
    case .unused, .nothing: break
    case .close: toggleConsole()
    case .send(let code):
      if let refusal = game.evaluate(code) { board.overlay.console?.refuse(refusal) }
    }
  }
}
