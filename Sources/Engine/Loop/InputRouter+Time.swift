/// Connects the timeline with the keyboard, the mouse and the game.
extension InputRouter {
  /// The rewind key: opens the timeline one tick before now, and moves backwards while it is held.
  func rewind() {
    openTime()
    pressOnTime(Key(.backspace), .press)
  }

  /// The loop key: plays the last seconds again and again, or ends that.
  func toggleLoop() {
    if game.time.mode == .looping { return ask(.now) }
    openTime()
    guard let panel = board.overlay.timePanel else { return }
    ask(.loop(panel.stretch(ticksPerSecond: ticksPerSecond)))
  }

  private func openTime() {
    if board.overlay.timePanel != nil { return }
    state.releaseAll()
    board.overlay.timePanel = TimePanel(game.time)
  }

  /// - Returns: whether the key was used.
  @discardableResult
  func pressOnTime(_ key: Key, _ phase: KeyPhase) -> Bool {
    let outcome = board.overlay.timePanel?.press(key, phase, ticksPerSecond: ticksPerSecond) ?? .unused
    return carryOut(outcome)
  }

  func useMouseOnTime(column: Int, row: Int, isDown: Bool) {
    let position = timeBar?.position(column: column, row: row)
    if let outcome = board.overlay.timePanel?.mouse(position: position, isDown: isDown) {
      carryOut(outcome)
    }
  }

  /// The time of a tick has passed. Called whether or not a tick ran.
  func passTickOnTime() {
    if let outcome = board.overlay.timePanel?.passTick() { carryOut(outcome) }
  }

  /// Follows the game. Called at each safe point, after the game's. The timeline is shown while the player is not at now.
  func refreshTime() {
    let status = game.time
    if status.mode == .now {
      // A request that was refused is still to be read.
      if board.overlay.timePanel?.problem == nil { board.overlay.timePanel = nil }
    } else if board.overlay.timePanel == nil {
      state.releaseAll()
      board.overlay.timePanel = TimePanel(status)
    }
    board.overlay.timePanel?.status = status
  }

  @discardableResult
  private func carryOut(_ outcome: TimePanel.Outcome) -> Bool {
    switch outcome {
    case .unused: return false
    case .nothing: break
    case .ask(let request): ask(request)
    }
    return true
  }

  private func ask(_ request: TimeRequest) {
    let problem = game.travel(request)
    hasChanged = true
    if let problem, game.time.mode == .now {
      board.overlay.timePanel = nil
      board.toast(problem, .bad)
    }
    board.overlay.timePanel?.note(problem)
    // The next key of the same batch sees the new position.
    refreshTime()
  }

  private var timeBar: TimeBar? {
    OverlayPainter(board.overlay, bindings: bindings).timeBar(size: terminal.size)
  }
}
