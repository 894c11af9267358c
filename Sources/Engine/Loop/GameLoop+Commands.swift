/// What a player, a control client or the program can do to a running loop. The loop's thread.
extension GameLoop {
  public var board: OverlayBoard { frames.board }

  /// The bindings in force. A `KeyBinder` replaces them when it reads `keys.yaml`.
  public var bindings: KeyBindings {
    get { input.bindings }
    set { input.bindings = newValue }
  }

  /// Called with each picture that is handed to the terminal, and its time (ns, the loop's clock).
  public var onFrame: (CellBuffer, UInt64) -> Void {
    get { frames.onFrame }
    set { frames.onFrame = newValue }
  }

  public var isPaused: Bool { pacer.isPaused }

  /// The picture that was handed to the terminal last.
  public var lastPicture: CellBuffer { frames.picture }

  /// Carries out a command as its key does.
  public func perform(_ command: HostCommand) {
    switch command {
    case .reload, .rollback, .forward, .rollbackWorld, .restart, .save, .load, .lastWorld:
      game.perform(command)
    case .answerRenamed, .answerNew:
      // Nobody answers what is not on the screen.
      if board.isAsking { game.perform(command) } else { askAgain() }
    case .answerLater: if board.isAsking { board.putOff() } else { askAgain() }
    case .pause: setPaused(!isPaused)
    case .resume: setPaused(false)
    case .step: singleStep()
    case .hold: setHoldsSaves(!game.holdsSaves)
    case .stopOnCrash: setStopsOnCrash(!game.stopsOnCrash)
    case .tweak: input.toggleTweaks()
    case .inspect: input.toggleInspector()
    case .console: input.toggleConsole()
    case .rewind: input.rewind()
    case .loop: input.toggleLoop()
    case .settings: input.openSettings()
    case .help: input.toggleHelp()
    case .hud: board.overlay.showsHUD.toggle()
    case .log: board.overlay.showsLog.toggle()
    case .frames: board.overlay.showsFrames.toggle()
    case .redraw: terminal.redraw()
    case .quit: requestExit("quit")
    // These answer a control client and change nothing.
    case .crash, .time, .record, .share, .press, .events, .status, .problems, .world, .eval, .snapshot,
      .screenshot, .answer, .attach, .kept:
      break
    }
  }

  /// Presses an action of the game, from the next tick on.
  /// - Parameter ticks: how long it is held.
  /// - Returns: whether the game has it, and takes keys now.
  public func press(_ action: String, ticks: Int) -> Bool { input.press(actionNamed: action, ticks: ticks) }

  private func askAgain() {
    if !board.ask() { board.toast("No question is open") }
  }

  public func setStopsOnCrash(_ stops: Bool) {
    game.stopsOnCrash = stops
    board.toast(
      stops ? "A crash stops the run at its tick from now on" : "After a crash the build before continues")
  }

  /// Holds saves from now on, or applies those that wait and all later ones.
  public func setHoldsSaves(_ holds: Bool) {
    if holds == game.holdsSaves { return }
    game.holdsSaves = holds
    events.emit(.holdChanged(isHolding: holds))
  }

  /// Rings the terminal's bell with the next frame, at most about 8 times per second.
  public func ringBell() { frames.ringBell() }

  /// Delivers what is typed until the next tick as text.
  public func readText() { input.readsText = true }

  /// Ends the run in this iteration. The first reason counts.
  public func requestExit(_ reason: String) {
    if exitReason == nil { exitReason = reason }
  }

  public func setPaused(_ isPaused: Bool) {
    if isPaused != pacer.isPaused { events.emit(.pauseChanged(isPaused: isPaused)) }
    pacer.setPaused(isPaused)
    // No tick asks for text: keys have their bindings.
    if isPaused { input.readsText = false }
    forgetLateness()
  }

  /// Runs `count` ticks and stays paused; pauses first if need be.
  public func singleStep(count: Int = 1) {
    if !isPaused { setPaused(true) }
    pacer.requestSteps(count)
  }
}
