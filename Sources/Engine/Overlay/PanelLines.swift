/// The lines of panels that several events share.
enum PanelLines {
  private static let maxDiagnostics = 8
  private static let maxFrames = 8

  /// One plain line per line of text.
  static func text(_ text: String) -> [Overlay.Line] {
    text.split(whereSeparator: \.isNewline).map { Overlay.Line(String($0)) }
  }

  /// An error that a callback returned.
  /// - Parameter details: nil as long as they are not known.
  static func failure(_ reason: String, _ details: HostEvent.CrashDetails?) -> [Overlay.Line] {
    details.map(crash) ?? text(reason)
  }

  static func crash(_ details: HostEvent.CrashDetails) -> [Overlay.Line] {
    var lines: [Overlay.Line] = details.location.map { [.init($0, .location)] } ?? []
    lines += text(details.reason)
    return lines + details.backtrace.prefix(maxFrames).map { .init("  " + $0, .code) }
  }

  /// Errors before warnings, each with location, message and source line.
  static func diagnostics(_ diagnostics: [HostEvent.Diagnostic]) -> [Overlay.Line] {
    let ordered =
      diagnostics.filter { $0.severity == .error } + diagnostics.filter { $0.severity != .error }
    return ordered.prefix(maxDiagnostics).flatMap(lines)
  }

  private static func lines(_ diagnostic: HostEvent.Diagnostic) -> [Overlay.Line] {
    var lines: [Overlay.Line] = []
    if let file = diagnostic.file {
      let position =
        (diagnostic.line > 0 ? ":\(diagnostic.line)" : "")
        + (diagnostic.column > 0 ? ":\(diagnostic.column)" : "")
      lines.append(.init(file + position, .location))
    }
    lines.append(.init("\(diagnostic.severity.rawValue): \(diagnostic.message)"))
    if let source = diagnostic.sourceLine {
      lines.append(.init("  " + source.replacing("\t", with: "    "), .code))
      if diagnostic.column > 0 {
        lines.append(.init("  " + caret(under: source, column: diagnostic.column), .marker))
      }
    }
    return lines + diagnostic.notes.prefix(2).map { .init("  note: \($0)", .dim) }
  }

  /// A caret below a column that counts bytes of UTF-8.
  private static func caret(under source: String, column: Int) -> String {
    let before = String(decoding: source.utf8.prefix(column - 1), as: UTF8.self)
    return String(repeating: " ", count: before.replacing("\t", with: "    ").cellWidth) + "^"
  }
}
