import WorldState

/// Connects the inspector with the keyboard, the mouse and the game.
extension InputRouter {
  /// What was looked at is shown again when the panel is opened again.
  func toggleInspector() {
    if let open = board.overlay.inspector {
      closedInspector = open
      board.overlay.inspector = nil
      return
    }
    openPanel { $0.inspector = closedInspector }
  }

  func pressOnInspector(_ key: Key) -> Inspector.Outcome {
    board.overlay.inspector?.press(key, world: game.shownWorld) ?? .unused
  }

  func useWheelOnInspector(_ steps: Int) {
    board.overlay.inspector?.wheel(steps, world: game.shownWorld)
    hasChanged = true
  }

  /// A click in the panel selects a line, one in the picture shows what is nearest to it.
  func useMouseOnInspector(column: Int, row: Int, isDown: Bool) {
    defer { inspectorButtonIsDown = isDown }
    guard isDown, !inspectorButtonIsDown, let box = inspectorBox else { return }
    hasChanged = true
    if let line = box.line(column: column, row: row) {
      board.overlay.inspector?.select(line: line, world: game.shownWorld)
    } else if !box.contains(column: column, row: row) {
      let layout = ScreenLayout(board.overlay, minimum: game.minSize, size: terminal.size)
      let row = row - layout.top
      let size = CellSize(columns: terminal.size.columns, rows: terminal.size.rows - layout.top)
      let point = game.picturePlace?.point(column: column, row: row)
      let thing = row < 0 ? .unknown : game.drawnThing(column: column, row: row, in: size)
      board.overlay.inspector?.find(thing, near: point, world: game.shownWorld)
    }
  }

  func carryOut(_ outcome: Inspector.Outcome) -> Request? {
    hasChanged = true
    switch outcome {
    case .unused, .nothing: return nil
    case .close: toggleInspector()
    case .togglePause: return .perform(.pause)
    case .step: return .perform(.step)
    case .pin(let value): tell(board.overlay.watched.toggle(value))
    case .unpinAll: tell(board.overlay.watched.removeAll())
    case .ask(let request):
      let answer = game.change(request)
      board.overlay.inspector?.show(answer)
    }
    return nil
  }

  private func tell(_ notice: WorldNotice) {
    _ = board.overlay.inspector?.say(notice.text, isBad: notice.isBad)
  }

  private var inspectorBox: InspectorBox? {
    let layout = ScreenLayout(board.overlay, minimum: game.minSize, size: terminal.size)
    return OverlayPainter(board.overlay, bindings: bindings).inspectorBox(layout, size: terminal.size)
  }
}
