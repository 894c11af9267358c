/// Connects the panel of a tick that could not be finished with the keyboard and the game.
extension InputRouter {
  /// Follows the game. Called at each safe point, after the game's.
  func refreshStop() {
    guard let stop = game.tickStop else {
      board.overlay.stopPanel = nil
      return
    }
    if board.overlay.stopPanel == nil {
      board.overlay.stopPanel = StopPanel(stop)
      hasChanged = true
    } else {
      board.overlay.stopPanel?.stop = stop
    }
  }

  /// - Returns: whether the key was used.
  func pressOnStop(_ key: Key) -> Bool {
    // The same batch of keys may have gone on, or opened another panel.
    guard board.overlay.stopPanel != nil, !board.overlay.showsHelp, board.overlay.timePanel == nil else {
      return false
    }
    switch board.overlay.stopPanel?.press(key) ?? .unused {
    case .unused:
      guard let scroll = Scroll(key), scrollStop(scroll) else { return false }
    case .nothing: break
    case .ask(let request):
      // It reports to the overlay.
      let problem = game.resolve(request)
      board.overlay.stopPanel?.problem = problem
      refreshStop()
    }
    hasChanged = true
    return true
  }

  /// - Returns: whether the panel is shown and cut. Otherwise what is below it may scroll.
  func scrollStop(_ scroll: Scroll) -> Bool {
    let layout = ScreenLayout(board.overlay, minimum: game.minSize, size: terminal.size)
    let painter = OverlayPainter(board.overlay, bindings: bindings)
    guard let window = painter.stopBox(layout, size: terminal.size)?.window, window.isCut else {
      return false
    }
    board.overlay.stopPanel?.first = scroll.moved(window)
    return true
  }
}
