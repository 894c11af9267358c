import WorldState

/// Connects the console with the keyboard and the game.
extension InputRouter {
  func toggleConsole() {
    if board.overlay.showsConsole {
      board.overlay.showsConsole = false
    } else {
      openPanel { $0.showsConsole = true }
    }
  }

  func pressOnConsole(_ key: Key) -> Console.Outcome {
    board.overlay.console.press(key, world: game.shownWorld)
  }

  func carryOut(_ outcome: Console.Outcome) {
    hasChanged = true
    switch outcome {
    case .unused, .nothing: break
    case .close: toggleConsole()
    case .send(let code):
      if let refusal = game.evaluate(code) { board.overlay.console.refuse(refusal) }
    }
  }
}
