import Timeline

/// The timeline: what is recorded, where in it the player is, and which keys lead where. Pure.
struct TimeBar {
  /// The rows that it takes at the bottom of the screen.
  static let rows = 2

  let panel: TimePanel
  let tick: UInt64
  let ticksPerSecond: Int
  let size: CellSize

  /// The row of the line.
  var row: Int { size.rows - Self.rows }

  private var status: TimeStatus { panel.status }
  private var columns: Int { max(1, size.columns - 2) }

  /// The positions that the line shows: all, or the minute or so that the present one is in. It does not move with the position, so
  /// that the mouse can drag it.
  private var window: ClosedRange<Int> {
    let (first, last) = (status.reachable.lowerBound, status.reachable.upperBound)
    if last - first <= Self.windowTicks { return first...last }
    let upper = last - (last - status.position) / Self.windowTicks * Self.windowTicks
    return max(first, upper - Self.windowTicks)...upper
  }

  private static let windowTicks = 3_600

  /// The position under a cell of the screen; nil if that is not on the line.
  func position(column: Int, row: Int) -> Int? {
    guard row == self.row else { return nil }
    let span = window.upperBound - window.lowerBound
    let cell = min(max(column - 1, 0), columns - 1)
    return window.lowerBound + (columns > 1 ? cell * span / (columns - 1) : 0)
  }

  private func column(of position: Int) -> Int {
    let span = max(1, window.upperBound - window.lowerBound)
    return 1 + (position - window.lowerBound) * (columns - 1) / span
  }

  func paint(on picture: inout CellBuffer) {
    guard size.rows >= Self.rows else { return }
    picture.fill(column: 0, row: row, columns: size.columns, rows: Self.rows, style: OverlayLook.bar)
    picture.write(String(repeating: "─", count: columns), column: 1, row: row, style: OverlayLook.bar)
    // There is more on this side.
    if window.lowerBound > status.reachable.lowerBound {
      picture.write("<", column: 0, row: row, style: OverlayLook.bar)
    }
    if window.upperBound < status.reachable.upperBound {
      picture.write(">", column: size.columns - 1, row: row, style: OverlayLook.bar)
    }
    if let stretch = status.loop ?? panel.markedStretch, stretch.overlaps(window) {
      let first = column(of: max(stretch.lowerBound, window.lowerBound))
      let last = column(of: min(stretch.upperBound, window.upperBound))
      picture.write(
        String(repeating: "━", count: max(1, last - first + 1)), column: first, row: row,
        style: OverlayLook.bar.bold)
    }
    // Of several in one place the most urgent one is seen.
    let marks = status.marks.filter { window.contains($0.position) }.sorted {
      $0.kind.urgency < $1.kind.urgency
    }
    for mark in marks {
      picture.write(mark.kind.sign, column: column(of: mark.position), row: row, style: mark.kind.style)
    }
    picture.write("●", column: column(of: status.position), row: row, style: OverlayLook.notice)
    paintText(on: &picture)
  }

  private func paintText(on picture: inout CellBuffer) {
    let title = " \(heading) "
    let column = picture.write(
      title.truncated(toCells: size.columns), column: 0, row: row + 1, style: OverlayLook.notice)
    let room = size.columns - column
    let remark = (panel.problem ?? status.note).map { " \($0)" }
    let form = remark ?? hints.first { $0.cellWidth <= room } ?? ""
    picture.write(
      form.truncated(toCells: max(0, room)), column: column, row: row + 1,
      style: remark == nil ? OverlayLook.bar : OverlayLook.badBar)
  }

  private var heading: String {
    switch status.mode {
    case .now: return "now"
    case .viewing:
      let marks = status.marks.filter { $0.position == status.position }
      let here = marks.max { $0.kind.urgency < $1.kind.urgency }.map { " · \($0.kind.text)" } ?? ""
      let future = status.isInLeftFuture ? " · other future" : ""
      return "\(seconds(status.reachable.upperBound - status.position)) ago · tick \(tick)\(future)\(here)"
    case .looping:
      guard let loop = status.loop else { return "loop" }
      return "loop \(seconds(status.position - loop.lowerBound)) of \(seconds(loop.count))"
    }
  }

  /// From the longest to the shortest.
  private var hints: [String] {
    switch status.mode {
    // Only an attached window shows it then.
    case .now:
      return [
        " ← go back · PgUp event before · L loop the last seconds", " ← back · PgUp event · L loop",
        " ← back",
      ]
    case .viewing:
      let run = panel.isPlaying ? "P stop" : "P run"
      let tab = status.leftFuture == nil ? "" : " · Tab other future"
      // Where there is no room for all.
      let next = status.leftFuture == nil ? "[ ] mark" : "Tab other"
      return [
        " ←→ move (Shift 4×, Alt 16×) · ,. tick · PgUp/PgDn event · [ ] mark · \(run) · L loop"
          + " · Enter play on\(tab) · Esc now",
        " ←→ move · ,. tick · \(run) · L loop · Enter play on\(tab) · Esc now",
        " ←→ · \(next) · \(run) · L loop · Enter play on · Esc now",
        " \(next) · L loop · Enter play on · Esc now", " \(next) · Enter play on · Esc now",
        " ←→ · \(run) · L loop · Enter play on · Esc now", " Enter play on · Esc now", " Esc now",
      ]
    case .looping:
      let saves = status.loopTakesSavesAtOnce ? "saves at once" : "saves with the next round"
      return [
        " I \(saves) · L end here · Enter play on · Esc now", " L end here · Enter play on · Esc now",
        " Enter play on · Esc now", " Esc now",
      ]
    }
  }

  private func seconds(_ ticks: Int) -> String {
    let tenths = ticks * 10 / max(1, ticksPerSecond)
    return "\(tenths / 10).\(tenths % 10) s"
  }
}

extension TimelineMark.Kind {
  var sign: String {
    switch self {
    case .reload: "R"
    case .asset: "A"
    case .save: "S"
    case .crash: "!"
    case .world: "W"
    case .branch: "Y"
    case .retry: "T"
    case .skip: "K"
    }
  }

  var text: String {
    switch self {
    case .reload: "reload"
    case .asset: "asset"
    case .save: "saved"
    case .crash: "crash"
    case .world: "another world"
    case .branch: "branch"
    case .retry: "tick run again"
    case .skip: "tick left out"
    }
  }

  /// What is asked for first where several things happened between two ticks.
  fileprivate var urgency: Int {
    switch self {
    case .crash: 2
    case .reload, .world, .branch, .skip: 1
    case .retry: 0
    case .asset, .save: 0
    }
  }

  fileprivate var style: CellAppearance { self == .crash ? OverlayLook.badBar : OverlayLook.bar.bold }
}
