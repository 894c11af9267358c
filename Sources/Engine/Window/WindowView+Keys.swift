import WorldState

/// What keys, wheel and mouse mean in an attached window: those of the window, then those of its page, then the host's. The
/// game's own actions have none.
extension WindowView {
  func press(_ key: Key, _ phase: KeyPhase, base: Key?, bindings: KeyBindings) -> Request? {
    follow()
    if phase == .release {
      if page == .time { carryOut(time.press(key, .release, ticksPerSecond: ticksPerSecond)) }
      return nil
    }
    forgetAnswer()
    if key == Key(.character("c"), .control) { return .leave }
    if !isTyping, let request = pressOnWindow(key, bindings) { return request.request }
    if let used = pressOnPage(key, phase) { return used.request }
    switch bindings[key] ?? base.flatMap({ bindings[$0] }) {
    case .host(let command): return carryOut(command, phase)
    case .game, nil: return nil
    }
  }

  /// A key that was used, and what it asks for.
  private struct Used {
    var request: Request?
  }

  /// Whether characters are part of a text, and Tab may complete one.
  private var isTyping: Bool {
    switch page {
    case .problems, .time: false
    case .log: logFilter.field != nil
    case .inspector: inspector.isTyping
    case .tweaks: tweaks.mode != .choosing
    }
  }

  private func pressOnWindow(_ key: Key, _ bindings: KeyBindings) -> Used? {
    switch key {
    case Key(.tab), Key(.tab, .shift): show(page.neighbour(isNext: key == Key(.tab)))
    case Key(.character("q")):
      // In a filter it is a letter like any other.
      if page == .tweaks, !tweaks.filter.isEmpty { return nil }
      return Used(request: .leave)
    default:
      if let scalar = key.text, let page = WindowPage(number: scalar) {
        if self.page == .tweaks, tweaks.isTypingFilter { return nil }
        show(page)
      } else if page == .inspector, bindings[key] == .host(.pause) {
        return Used(request: .perform(.pause))
      } else {
        return nil
      }
    }
    return Used()
  }

  private func pressOnPage(_ key: Key, _ phase: KeyPhase) -> Used? {
    switch page {
    case .problems: return pressOnProblems(key)
    case .log: return pressOnLog(key)
    case .inspector:
      let outcome = inspector.press(key, world: game.shownWorld)
      return outcome == .unused ? nil : Used(request: carryOut(outcome))
    case .tweaks:
      let rows = TweakPanelBox(tweaks, in: area.box).page
      let outcome = tweaks.press(key, page: rows)
      carryOut(outcome)
      return outcome == .unused ? nil : Used()
    case .time:
      let outcome = time.press(key, phase, ticksPerSecond: ticksPerSecond)
      carryOut(outcome)
      return outcome == .unused ? nil : Used()
    }
  }

  private func pressOnProblems(_ key: Key) -> Used? {
    if let outcome = stop?.press(key), outcome != .unused {
      carryOut(outcome)
      return Used()
    }
    return scroll(key)
  }

  private func scroll(_ key: Key) -> Used? {
    guard let scroll = Scroll(key) else { return nil }
    scrolls.append(scroll)
    return Used()
  }

  private func pressOnLog(_ key: Key) -> Used? {
    guard var field = logFilter.field else {
      if key == Key(.character("/")) {
        logFilter.field = TextField(logFilter.text)
      } else if key == Key(.escape) {
        logFilter.text = ""
      } else {
        return scroll(key)
      }
      return Used()
    }
    switch key {
    case Key(.enter): logFilter.field = nil
    case Key(.escape): logFilter = LogFilter()
    default:
      guard field.press(key) else { return scroll(key) ?? (Inspector.isOfHost(key) ? nil : Used()) }
      logFilter = LogFilter(text: field.text, field: field)
    }
    return Used()
  }

  /// The host's commands, except those about the picture of the game.
  private func carryOut(_ command: HostCommand, _ phase: KeyPhase) -> Request? {
    guard phase == .press else { return nil }
    switch command {
    case .quit: return .leave
    case .log: show(.log)
    case .inspect: show(.inspector)
    case .tweak: show(.tweaks)
    case .rewind:
      show(.time)
      carryOut(time.press(Key(.backspace), .press, ticksPerSecond: ticksPerSecond))
    case .loop:
      show(.time)
      carryOut(
        game.time.mode == .looping ? .ask(.now) : .ask(.loop(time.stretch(ticksPerSecond: ticksPerSecond))))
    case .reload, .rollback, .forward, .rollbackWorld, .restart, .save, .load, .lastWorld, .answerRenamed,
      .answerNew, .answerLater, .pause, .resume, .step, .hold, .stopOnCrash:
      return .perform(command)
    case .help, .settings, .hud, .frames, .console:
      notice = "\(command.keyExplanation ?? command.rawValue): in the window of the game"
    // The program of the window draws its screen again.
    case .redraw, .crash, .time, .record, .share, .press, .events, .status, .problems, .world, .eval,
      .snapshot, .screenshot, .answer, .attach, .kept:
      break
    }
    return nil
  }

  // MARK: Text, wheel, mouse

  func paste(_ text: String, bindings: KeyBindings) {
    guard isTyping else { return }
    for scalar in text.unicodeScalars.prefix(WindowInput.longestPaste) where scalar.value >= 0x20 {
      _ = press(Key(.character(scalar)), .press, base: nil, bindings: bindings)
    }
  }

  func useWheel(_ steps: Int) {
    follow()
    switch page {
    case .problems, .log: scrolls.append(.lines(steps * 3))
    case .inspector: inspector.wheel(steps, world: game.shownWorld)
    case .tweaks: carryOut(tweaks.wheel(steps))
    case .time: break
    }
  }

  /// - Parameter isPressed: whether the button went down with this report.
  func useMouse(column: Int, row: Int, isDown: Bool, isPressed: Bool) {
    follow()
    if row == WindowArea.tabRow {
      if isPressed, let page = WindowTabs(page: page, problems: 0, columns: size.columns).page(at: column) {
        show(page)
      }
      return
    }
    switch page {
    case .problems, .log: break
    case .inspector:
      let box = InspectorBox(inspector, in: area.inspectorBox(watching: watched.values.count))
      if isPressed, let line = box.line(column: column, row: row) {
        inspector.select(line: line, world: game.shownWorld)
      }
    case .tweaks:
      let index = TweakPanelBox(tweaks, in: area.box).index(column: column, row: row)
      for outcome in tweaks.mouse(column: column, index: index, isDown: isDown) { carryOut(outcome) }
    case .time:
      let bar = TimeBar(panel: time, tick: game.tick, ticksPerSecond: ticksPerSecond, size: area.timeSize)
      carryOut(time.mouse(position: bar.position(column: column, row: row), isDown: isDown))
    }
  }
}
