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
    /// The process was stopped. The time until now is not lateness.
    case forgetLateness
  }

  var bindings = KeyBindings.builtIn
  private let game: any GameProvider
  private let terminal: any Terminal
  private let board: OverlayBoard
  private let binder: KeyBinder?
  private var actions: [String]
  private var state: InputState

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

  /// The input of the next tick. Called once per tick.
  func takeSample() -> InputSample { state.takeSample() }

  func route(_ event: TerminalEvent) -> Request? {
    switch event {
    case .key(let key, let phase): return route(key, phase)
    case .action(let name, let phase): return route(actionNamed: name, phase)
    case .mouse(let column, let row, let buttons):
      state.handleMouse(column: column, row: row - board.overlay.topRows, buttons: buttons)
    case .focus(false): state.releaseAll()
    case .resumed:
      state.releaseAll()
      return .forgetLateness
    case .closed(let reason): return .exit(reason: reason)
    case .resized, .paste, .focus(true): break
    }
    return nil
  }

  private func route(_ key: Key, _ phase: KeyPhase) -> Request? {
    guard board.overlay.keySettings == nil else {
      changeSettings(by: key, phase)
      return nil
    }
    switch bindings[key] {
    case .host(let command): return phase == .press ? .perform(command) : nil
    case .game(let action):
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

  // MARK: Bindings

  /// Follows changes of the game's actions and of `keys.yaml`. Called at each safe point.
  func refreshBindings() {
    // The file cannot be checked before the game's actions are known.
    guard game.generation != 0 else { return }
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

  /// A key that repeats moves the selection, but only a press is bound to an action.
  private func changeSettings(by key: Key, _ phase: KeyPhase) {
    guard var settings = board.overlay.keySettings, phase != .release,
      phase == .press || settings.mode == .choosing
    else { return }
    let outcome = settings.press(key, bindings: bindings)
    if case .bind(let target, let keys) = outcome {
      do throws(FileProblem) {
        if let changed = try binder?.rebind(target, to: keys, actions: actions) { use(changed) }
      } catch {
        settings.showProblem("\(error)")
      }
    }
    board.overlay.keySettings = outcome == .close ? nil : settings
  }
}
