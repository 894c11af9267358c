import Timeline

/// What happened in the recorded run: a list above the timeline of an attached window. Pure.
struct MarksBox {
  let panel: TimePanel
  let ticksPerSecond: Int
  let box: OverlayBox

  func paint(on picture: inout CellBuffer) {
    let status = panel.status
    let look = OverlayLook.help
    let length = Self.duration(status.reachable.upperBound - status.reachable.lowerBound, ticksPerSecond)
    box.paint(title: "Time: \(length) recorded", style: look.body, titleStyle: look.title, on: &picture)
    guard !status.marks.isEmpty else {
      let text = "Reloads, crashes, saves and other events of the run are listed here."
      for (line, text) in text.wrapped(toCells: max(1, box.contentColumns), indent: 0).enumerated() {
        box.write(text, line: line, style: look.dim, on: &picture)
      }
      return
    }
    // The last one that has happened at the position that is shown.
    let current = status.marks.lastIndex { $0.position <= status.position }
    let window = ScrollWindow(
      count: status.marks.count, room: box.contentRows, first: (current ?? 0) - box.contentRows / 2)
    for (line, index) in window.lines.enumerated() {
      let mark = status.marks[index]
      let isHere = mark.position == status.position
      let ago = Self.duration(status.reachable.upperBound - mark.position, ticksPerSecond)
      let style =
        isHere
        ? OverlayLook.notice
        : index > current ?? -1 ? look.dim : look.appearance(of: mark.kind == .crash ? .marker : .plain)
      let space = String(repeating: " ", count: max(0, 12 - ago.count))
      box.write(
        "\(space)\(ago) ago  \(mark.kind.sign)  \(mark.kind.text)", line: line, style: style, on: &picture)
    }
  }

  /// `12.3 s`, `4 min 12 s`.
  private static func duration(_ ticks: Int, _ ticksPerSecond: Int) -> String {
    let tenths = ticks * 10 / max(1, ticksPerSecond)
    if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
    return "\(tenths / 600) min \(tenths / 10 % 60) s"
  }
}
