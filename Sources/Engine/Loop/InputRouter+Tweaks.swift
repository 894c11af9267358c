/// Connects the tweak panel with the keyboard, the mouse and the game.
extension InputRouter {
  /// Closing keeps the values that are not written.
  func toggleTweaks() {
    if board.overlay.tweakPanel != nil { return closeTweaks() }
    openPanel { $0.tweakPanel = TweakPanel() }
    show(game.tweak(.open))
  }

  private func closeTweaks() {
    board.overlay.tweakPanel = nil
    _ = game.tweak(.close)
  }

  /// Follows the game's literals. Called at each safe point, after the game's.
  func refreshTweaks() {
    let list = game.tweaks
    board.overlay.tweakPanel?.update(list)
    guard list.revision != tweakRevision else { return }
    tweakRevision = list.revision
    board.overlay.unwrittenTweaks = list.unwritten
  }

  func pressOnTweaks(_ key: Key) -> TweakPanel.Outcome {
    let page = tweakBox?.page ?? 1
    return board.overlay.tweakPanel?.press(key, page: page) ?? .unused
  }

  func useWheelOnTweaks(_ steps: Int) -> Request? {
    guard let outcome = board.overlay.tweakPanel?.wheel(steps) else { return nil }
    return carryOut(outcome)
  }

  func useMouseOnTweaks(column: Int, row: Int, isDown: Bool) {
    let index = tweakBox?.index(column: column, row: row)
    let outcomes = board.overlay.tweakPanel?.mouse(column: column, index: index, isDown: isDown) ?? []
    for outcome in outcomes { _ = carryOut(outcome) }
  }

  func carryOut(_ outcome: TweakPanel.Outcome) -> Request? {
    switch outcome {
    case .unused, .nothing: return nil
    case .close: closeTweaks()
    case .togglePause: return .perform(.pause)
    case .ask(let request):
      show(game.tweak(request))
      hasChanged = true
      // The next key of the same batch sees the new value.
      refreshTweaks()
    }
    return nil
  }

  private func show(_ answer: TweakAnswer) { board.overlay.tweakPanel?.show(answer) }

  private var tweakBox: TweakPanelBox? {
    let layout = ScreenLayout(board.overlay, minimum: game.minSize, size: terminal.size)
    return OverlayPainter(board.overlay, bindings: bindings).tweakBox(layout, size: terminal.size)
  }
}
