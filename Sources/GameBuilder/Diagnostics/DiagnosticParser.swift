/// Reads what compilers and SwiftPM print into diagnostics.
enum DiagnosticParser {
  /// The lines of `output` that are diagnostics, notes put under what they belong to. Each is told once, however many
  /// processes said it.
  static func parse(_ output: String) -> [Diagnostic] {
    var found: [Diagnostic] = []
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.last == "\r" ? $0.dropLast() : $0
    }
    for (index, line) in lines.enumerated() {
      guard var diagnostic = header(line) else { continue }
      diagnostic.sourceLine = quotedSource(after: index, in: lines)
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
    // Only the part before the first severity can be a place: a message may hold another.
    var best: (range: Range<Substring.Index>, severity: Diagnostic.Severity)?
    for (mark, severity) in severities {
      guard let range = firstRange(of: mark, in: line) else { continue }
      if best == nil || range.lowerBound < best!.range.lowerBound { best = (range, severity) }
    }
    guard let (range, severity) = best else { return nil }
    let message = String(line[range.upperBound...])
    var place = line[..<range.lowerBound]
    if place.isEmpty { return Diagnostic(severity: severity, message: message) }
    guard place.hasSuffix(": ") else { return nil }
    place = place.dropLast(2)
    var numbers: [Int] = []
    while numbers.count < 2, let colon = place.lastIndex(of: ":"),
      let number = Int(place[place.index(after: colon)...])
    {
      numbers.insert(number, at: 0)
      place = place[..<colon]
    }
    // `ld.lld: error:` names a tool, `<unknown>:0: error:` nothing at all.
    let isFile = place.hasPrefix("/")
    guard isFile || numbers.isEmpty || place.hasPrefix("<") else { return nil }
    return Diagnostic(
      severity: severity, file: isFile ? String(place) : nil, line: isFile ? numbers.first ?? 0 : 0,
      column: isFile && numbers.count > 1 ? numbers[1] : 0, message: message)
  }

  private static func firstRange(of mark: String, in line: Substring) -> Range<Substring.Index>? {
    // Over bytes: the marks are ASCII, and an output may be long.
    let text = line.utf8
    let wanted = Array(mark.utf8)
    var previous: UInt8 = 0x20
    for start in text.indices {
      // A word must begin here: `fatal error: ` holds `error: `.
      if text[start] == wanted[0], previous == 0x20, text[start...].starts(with: wanted) {
        return start..<text.index(start, offsetBy: wanted.count)
      }
      previous = text[start]
    }
    return nil
  }

  /// The line of source below a header, which a line with a caret follows.
  private static func quotedSource(after index: Int, in lines: [Substring]) -> String? {
    guard index + 2 < lines.count else { return nil }
    // clang puts the line's number and a bar before it: `   12 | int x`.
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
