import CGameABI

/// Routes what comes from the terminal: to the key settings screen while it is open, to the host as commands, or to the
/// game as the input of its next tick.
///
/// Confined to the loop's thread. It does nothing to the loop itself: it returns what the loop has to do.
final class InputRouter {
  /// What an event asks of the loop.
  enum Request: Equatable {
    case perform(HostCommand)
    case exit(reason: String)
    /// The process was stopped. The time until now, in which the terminal was entered again, is not lateness.
    case forgetLateness
  }

  var bindings = KeyBindings.builtIn { didSet { game.use(bindings) } }
  /// Whether something on the screen stops the ticks; see `Hold`. New presses do not reach the game then.
  var isHeld = false { didSet { if isHeld, !oldValue { state.releaseAll() } } }
  /// Whether typed characters go to the game as text, until the next sample is taken.
  var readsText = false
  let game: any GameProvider
  let terminal: any Terminal
  let board: OverlayBoard
  private let binder: KeyBinder?
  private var actions: [String]
  var state: InputState
  /// Whether a game runs, or has run, whose actions `keys.yaml` can be checked against.
  private var knowsActions = false
  /// Whether a key of a panel has changed what is to be drawn.
  var hasChanged = false
  /// The inspector as it was when it was closed.
  var closedInspector = Inspector()
  /// Whether a button of the mouse was down in the last report.
  var inspectorButtonIsDown = false
  /// Of the list of literals that the overlay has.
  var tweakRevision = 0

  /// - Parameter binder: nil if `bindings` is set by the program and cannot be changed by the player.
  init(
    game: any GameProvider, terminal: any Terminal, board: OverlayBoard, binder: KeyBinder?,
    ticksPerSecond: Int
  ) {
    self.game = game
    self.terminal = terminal
    self.board = board
    self.binder = binder
    actions = game.actions
    state = InputState(ticksPerSecond: ticksPerSecond)
  }

  var ticksPerSecond: Int {
    get { state.ticksPerSecond }
    set { state.ticksPerSecond = newValue }
  }

  /// Whether a key of a panel has changed what is to be drawn since the last call.
  func takeChange() -> Bool {
    defer { hasChanged = false }
    return hasChanged
  }

  /// The input of the next tick. Called once per tick.
  func takeSample() -> InputSample {
    if !readsText { state.discardText() }
    readsText = false
    return state.takeSample()
  }

  func route(_ event: TerminalEvent) -> Request? {
    switch event {
    case .key(let key, let phase, let base): return route(key, phase, base: base)
    case .action(let name, let phase): return route(actionNamed: name, phase)
    case .mouse(let column, let row, let buttons):
      if board.overlay.tweakPanel != nil {
        useMouseOnTweaks(column: column, row: row, isDown: buttons & 1 != 0)
        return nil
      }
      if board.overlay.inspector != nil {
        useMouseOnInspector(column: column, row: row, isDown: buttons & 1 != 0)
        return nil
      }
      if board.overlay.timePanel != nil {
        useMouseOnTime(column: column, row: row, isDown: buttons & 1 != 0)
        return nil
      }
      if board.overlay.stopPanel != nil { return nil }
      let layout = ScreenLayout(board.overlay, minimum: game.minSize, size: terminal.size)
      // What is pressed while the ticks wait is not for the game.
      state.handleMouse(column: column, row: row - layout.top, buttons: isHeld ? 0 : buttons)
    case .wheel(let steps) where board.overlay.tweakPanel != nil && !board.overlay.showsHelp:
      return useWheelOnTweaks(steps)
    case .wheel(let steps) where board.overlay.inspector != nil && !board.overlay.showsHelp:
      useWheelOnInspector(steps)
    case .wheel(let steps)
    where !board.overlay.showsHelp && scrollStop(.lines(steps * OverlayKeys.wheelLines)):
      hasChanged = true
    case .wheel(let steps):
      if !overlayKeys.useWheel(steps, on: &board.overlay), !isHeld { state.handleWheel(steps) }
    case .focus(false): if board.overlay.stopPanel == nil { state.releaseAll() }
    case .resumed:
      state.releaseAll()
      return .forgetLateness
    case .closed(let reason): return .exit(reason: reason)
    case .paste(let text) where board.overlay.showsConsole:
      // Lines are separate statements.
      for scalar in text.unicodeScalars.map({ $0 == "\n" ? ";" : $0 }) where scalar.value >= 0x20 {
        _ = pressOnConsole(Key(.character(scalar)))
      }
      hasChanged = true
    case .paste(let text) where board.overlay.inspector?.isTyping == true:
      for scalar in text.unicodeScalars where scalar.value >= 0x20 {
        _ = pressOnInspector(Key(.character(scalar)))
      }
      hasChanged = true
    case .paste(let text):
      if readsText { for scalar in text.unicodeScalars where scalar.value >= 0x20 { state.type(scalar) } }
    case .resized, .focus(true): break
    }
    return nil
  }

  private var overlayKeys: OverlayKeys { OverlayKeys(game: game, size: terminal.size, bindings: bindings) }

  private func route(_ key: Key, _ phase: KeyPhase, base: Key?) -> Request? {
    guard board.overlay.keySettings == nil else {
      changeSettings(by: key, phase, base: base)
      return nil
    }
    // There is always a key that ends the run.
    if key == Key(.character("c"), .control), bindings.keys(for: .host(.quit)).isEmpty {
      return phase == .press ? .perform(.quit) : nil
    }
    if phase != .release, board.overlay.tweakPanel != nil, !board.overlay.showsHelp {
      let outcome = pressOnTweaks(key)
      if outcome != .unused { return carryOut(outcome) }
    }
    if phase != .release, board.overlay.showsConsole, !board.overlay.showsHelp {
      let outcome = pressOnConsole(key)
      if outcome != .unused {
        carryOut(outcome)
        return nil
      }
    }
    if phase != .release, board.overlay.inspector != nil, !board.overlay.showsHelp {
      let outcome = pressOnInspector(key)
      if outcome != .unused { return carryOut(outcome) }
    }
    if board.overlay.timePanel != nil, !board.overlay.showsHelp, pressOnTime(key, phase) { return nil }
    if phase != .release, pressOnStop(key) { return nil }
    if phase != .release, overlayKeys.use(key, on: &board.overlay) { return nil }
    if readsText, !isHeld, !board.overlay.takesKeys, phase != .release, let scalar = key.text {
      state.type(scalar)
      return nil
    }
    switch bindings[key] ?? base.flatMap({ bindings[$0] }) {
    case .host(let command): return phase == .press ? .perform(command) : nil
    case .game(let action):
      // The same batch of keys may have opened the help: `isHeld` is from the last safe point.
      if phase != .release, isHeld || board.overlay.showsHelp || board.overlay.takesKeys { return nil }
      state.handle(action: action, phase: phase, inferRelease: !terminal.reportsReleases)
    case nil: break
    }
    return nil
  }

  private func route(actionNamed name: String, _ phase: KeyPhase) -> Request? {
    if let action = game.actions.firstIndex(of: name) {
      state.handle(action: action, phase: phase, inferRelease: false)
      return nil
    }
    if let command = HostCommand.keyCommand(named: name) { return phase == .press ? .perform(command) : nil }
    return .exit(reason: "the input script names the action '\(name)', which this game does not have")
  }

  /// Presses an action for some ticks.
  /// - Returns: false if the game has no such action, or if new presses do not reach it now.
  func press(actionNamed name: String, ticks: Int) -> Bool {
    guard !isHeld, !board.overlay.takesKeys, let action = game.actions.firstIndex(of: name) else {
      return false
    }
    state.press(action: action, ticks: ticks)
    return true
  }

  // MARK: Bindings

  /// Follows changes of the game's actions and of `keys.yaml`. Called at each safe point.
  func refreshBindings() {
    // The file cannot be checked before the game's actions are known.
    guard game.generation != 0 else { return }
    knowsActions = true
    if game.actions != actions {
      // The bits of the sample have a new meaning.
      state.releaseAll()
      actions = game.actions
    }
    if let changed = binder?.refresh(for: actions) { use(changed) }
  }

  private func use(_ changed: KeyBindings) {
    bindings = changed
    board.overlay.closePanel(.keys)
  }

  func openSettings() {
    state.releaseAll()
    board.overlay.keySettings = KeySettings()
  }

  /// Opens a panel that takes the keys of the game, in the place of another one.
  func openPanel(_ open: (inout Overlay) -> Void) {
    if board.overlay.tweakPanel != nil { toggleTweaks() }
    if board.overlay.inspector != nil { toggleInspector() }
    board.overlay.showsConsole = false
    state.releaseAll()
    open(&board.overlay)
  }

  func toggleHelp() {
    if !board.overlay.showsHelp { state.releaseAll() }
    board.overlay.showsHelp.toggle()
  }

  /// A key that repeats moves the selection, but only a press is bound to an action.
  private func changeSettings(by key: Key, _ phase: KeyPhase, base: Key?) {
    guard var settings = board.overlay.keySettings, phase != .release,
      phase == .press || settings.mode == .choosing
    else { return }
    let takesAnyKey = settings.mode == .replacing || settings.mode == .adding
    let key = takesAnyKey ? key : base ?? key
    let outcome = settings.press(key, bindings: bindings, defaults: binder?.defaults ?? KeyDefaults())
    if case .bind = outcome, binder != nil, !knowsActions {
      settings.showProblem("the game is still being built; keys can be changed once it runs")
    } else if case .bind(let changes) = outcome {
      do throws(FileProblem) {
        if let changed = try binder?.rebind(changes, actions: actions) { use(changed) }
      } catch {
        settings.showProblem("\(error)")
      }
    }
    board.overlay.keySettings = outcome == .close ? nil : settings
  }
}
