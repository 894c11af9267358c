/// All that is wrong now, in the words of the game's panels, one below the other. Pure.
enum ProblemLines {
  static func all(_ content: WindowContent) -> [Overlay.Line] {
    // The newest first, as in the game, where it hides the others.
    var parts = content.panels.reversed().map { panel in
      [Overlay.Line(panel.title, .title)] + panel.lines
    }
    parts += content.quietProblems.map(lines)
    if parts.isEmpty, content.stop == nil {
      return [
        .init("Nothing is wrong.", .title),
        .init("Errors of the compiler, crashes and warnings are shown here as soon as there are any.", .dim),
      ]
    }
    return Array(parts.joined(separator: [Overlay.Line("")]))
  }

  /// A problem without a panel.
  private static func lines(_ problem: Problem) -> [Overlay.Line] {
    var lines: [Overlay.Line] = []
    if let file = problem.file {
      let place = [problem.line, problem.column].prefix { $0 != nil }.compactMap(\.self).map { ":\($0)" }
      lines.append(.init(file + place.joined(), .location))
    }
    lines.append(.init("\(problem.severity.rawValue): \(problem.message)"))
    lines += problem.notes.map { .init("  note: \($0)", .dim) }
    return lines + problem.backtrace.map { .init("  " + $0, .code) }
  }
}
