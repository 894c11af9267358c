import HostSystem

/// Parses the output of SwiftPM and of linkers. The game's own compilers also write ``SerializedDiagnostics``.
enum DiagnosticParser {
  /// The diagnostics in `output`, with notes attached to the diagnostics they follow. Duplicates, which several processes may
  /// print, are removed.
  static func parse(_ output: String) -> [Diagnostic] {
    var found: [Diagnostic] = []
    let lines = output.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      // SwiftPM prints how a part of it ended behind the reason.
      guard !line.hasPrefix("error: ExitCode("), var diagnostic = header(line) else { continue }
      diagnostic.sourceLine = quotedSource(after: index, in: lines)
      if diagnostic.message.hasSuffix(":") { diagnostic.message += continuation(after: index, in: lines) }
      if diagnostic.severity == .note, !found.isEmpty {
        if !found[found.count - 1].notes.contains(diagnostic) {
          found[found.count - 1].notes.append(diagnostic)
        }
      } else if !found.contains(where: { isSame($0, diagnostic) }) {
        found.append(diagnostic)
      }
    }
    return found
  }

  private static func isSame(_ one: Diagnostic, _ other: Diagnostic) -> Bool {
    one.severity == other.severity && one.file == other.file && one.line == other.line
      && one.column == other.column && one.message == other.message
  }

  private static let severities: [(mark: String, severity: Diagnostic.Severity)] = [
    ("fatal error: ", .error), ("error: ", .error), ("warning: ", .warning), ("note: ", .note),
    ("remark: ", .remark),
  ]

  /// `FILE:LINE:COLUMN: error: MESSAGE`, `FILE:LINE: error: …`, `FILE: error: …`, `TOOL: error: …`, `error: …`.
  static func header(_ line: Substring) -> Diagnostic? {
    let marks = marks(in: line)
    if marks.count <= 1 { return marks.first.flatMap { diagnostic(line, $0) } }
    // A path may contain what looks like a severity, and so may a message. The location is that of a file that exists; if
    // there is none, it ends before the first severity that follows line and column, or else before the first one.
    let readings = marks.compactMap { diagnostic(line, $0) }
    return readings.first { $0.line > 0 && $0.file.map { DiskFile.isFile($0) } == true }
      ?? readings.first { $0.column > 0 } ?? diagnostic(line, marks[0])
  }

  private typealias Mark = (range: Range<Substring.Index>, severity: Diagnostic.Severity)

  /// - Parameter mark: where the severity is.
  private static func diagnostic(_ line: Substring, _ mark: Mark) -> Diagnostic? {
    let (range, severity) = mark
    let message = String(line[range.upperBound...])
    var location = line[..<range.lowerBound]
    if location.isEmpty { return Diagnostic(severity: severity, message: message) }
    guard location.hasSuffix(": ") else { return nil }
    location = location.dropLast(2)
    var numbers: [Int] = []
    while numbers.count < 2, let colon = location.lastIndex(of: ":"),
      let number = Int(location[location.index(after: colon)...])
    {
      numbers.insert(number, at: 0)
      location = location[..<colon]
    }
    // `ld.lld: error:` names a tool, `<unknown>:0: error:` nothing.
    let isFile = location.hasPrefix("/")
    guard isFile || numbers.isEmpty || location.hasPrefix("<") else { return nil }
    return Diagnostic(
      severity: severity, file: isFile ? String(location) : nil, line: isFile ? numbers.first ?? 0 : 0,
      column: isFile && numbers.count > 1 ? numbers[1] : 0, message: message)
  }

  /// Where severities are, in the order of the line.
  private static func marks(in line: Substring) -> [Mark] {
    // In bytes, for speed: the output may be long.
    let text = line.utf8
    var found: [Mark] = []
    var previous: UInt8 = 0x20
    for start in text.indices {
      // At the beginning of a word: `fatal error: ` contains `error: `.
      if previous == 0x20 {
        for (mark, severity) in severities where text[start...].starts(with: mark.utf8) {
          found.append((start..<text.index(start, offsetBy: mark.utf8.count), severity))
        }
      }
      previous = text[start]
    }
    // `error: ` within `fatal error: ` is not another severity.
    return found.enumerated().filter { index, mark in
      index == 0 || found[index - 1].range.upperBound <= mark.range.lowerBound
    }.map(\.element)
  }

  /// What SwiftPM prints indented below an error that ends with a colon: the output of git.
  private static func continuation(after index: Int, in lines: [Substring]) -> String {
    let indented = lines[(index + 1)...].prefix { $0.first?.isWhitespace == true }
    return indented.reduce("") { "\($0)\n  \($1.drop { $0.isWhitespace })" }
  }

  /// The line of source below a header, if a line with a caret follows it.
  private static func quotedSource(after index: Int, in lines: [Substring]) -> String? {
    guard index + 2 < lines.count else { return nil }
    // clang adds the line number and a bar: `   12 | int x`.
    let (source, marker) = (lines[index + 1], lines[index + 2])
    if let bar = source.firstIndex(of: "|"), source[..<bar].allSatisfy({ $0.isNumber || $0 == " " }),
      marker.contains("^")
    {
      return String(source[bar...].dropFirst(2))
    }
    let isMarker = marker.contains("^") && marker.allSatisfy { "^~ \t-".contains($0) }
    return isMarker ? String(source) : nil
  }
}
