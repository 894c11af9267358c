import WorldState

/// The content of the panel of a tick that could not be finished. Pure.
struct StopPanelLines {
  struct Line {
    var text: String
    var style: CellAppearance
    /// Whether the whole row is in this style.
    var isFilled = false
  }

  let panel: StopPanel
  /// How many frames, and how many lines of source before and after the place, there is room for.
  let frameRows: Int
  let sourceRows: Int

  private static let look = OverlayLook.panel

  /// What happened, the stack, and the source of the selected frame.
  func stack(columns: Int) -> [Line] {
    var lines = wrapped(panel.stop.reason, columns, Self.look.body.bold)
    let frames = panel.stop.frames
    if frames.isEmpty {
      let isKnown = panel.stop.details == nil || panel.stop.details?.value != nil
      lines += wrapped(
        isKnown ? "No call of the stack has line information." : "The stack is being looked up …", columns,
        Self.look.dim)
      return lines
    }
    lines += frameLines(frames, columns)
    lines += sourceLines(frames[panel.selection])
    return lines
  }

  private func frameLines(_ frames: [HostEvent.CrashFrame], _ columns: Int) -> [Line] {
    let window = ScrollWindow(count: frames.count, room: frameRows, first: panel.selection - frameRows / 2)
    var lines: [Line] = window.lines.map { index in
      let isSelected = index == panel.selection
      let place = frames[index].place.map { "  " + $0 } ?? ""
      let name = frames[index].name.truncated(toCells: max(8, columns - 2 - place.cellWidth))
      let text = (isSelected ? "▸ " : "  ") + name + place
      return Line(
        text: text, style: isSelected ? OverlayLook.notice : Self.look.appearance(of: .location),
        isFilled: isSelected)
    }
    if let note = window.note { lines.append(Line(text: "  \(note)", style: Self.look.dim)) }
    return lines
  }

  private func sourceLines(_ frame: HostEvent.CrashFrame) -> [Line] {
    guard let file = frame.file else {
      return [Line(text: "  no source", style: Self.look.dim)]
    }
    if frame.source.isEmpty {
      return [Line(text: "  \(file) cannot be read", style: Self.look.dim)]
    }
    let digits = "\(frame.firstLine + frame.source.count)".count
    return frame.source.enumerated().compactMap { offset, text in
      let number = frame.firstLine + offset
      guard abs(number - frame.line) <= sourceRows else { return nil }
      let isHere = number == frame.line
      let label = String(repeating: " ", count: digits - "\(number)".count) + "\(number)"
      return Line(
        text: "\(label) \(isHere ? "▶" : "│") \(text.replacing("\t", with: "    "))",
        style: Self.look.appearance(of: isHere ? .marker : .code))
    }
  }

  /// The input of the tick, and what it had changed.
  func facts(columns: Int) -> [Line] {
    var lines: [Line] = []
    let input = panel.stop.input.lines
    lines.append(heading(input.isEmpty ? "It got no input" : "Its input:"))
    for line in input { lines += wrapped("  " + line, columns, Self.look.body) }
    let changes = panel.stop.changes
    if let problem = changes.problem {
      lines.append(heading("What the tick had changed cannot be told"))
      lines += wrapped(problem, columns, Self.look.body)
    } else if changes.listed.isEmpty, changes.more.isEmpty {
      lines.append(heading("The tick had changed nothing"))
    } else {
      lines.append(heading("The tick had changed, and this is undone:"))
      for change in changes.listed { lines += wrapped("  \(change)", columns, Self.look.body) }
      for more in changes.more { lines.append(Line(text: "  \(more)", style: Self.look.dim)) }
    }
    return lines
  }

  private func heading(_ text: String) -> Line {
    Line(text: text, style: Self.look.appearance(of: .title))
  }

  private func wrapped(_ text: String, _ columns: Int, _ style: CellAppearance) -> [Line] {
    text.split(whereSeparator: \.isNewline).flatMap { String($0).wrapped(toCells: columns, indent: 4) }.map {
      Line(text: $0, style: style)
    }
  }
}
