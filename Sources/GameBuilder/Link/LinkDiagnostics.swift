import HostSystem

/// Translates the errors of a linker for authors of Swift code.
struct LinkDiagnostics {
  let toolchain: Toolchain
  let folder: String

  /// The errors in the output of a linker that failed. Never empty.
  func explain(_ output: String) async throws(ToolFailure) -> [Diagnostic] {
    let text = try await demangled(output)
    var found: [Diagnostic] = []
    for line in text.split(whereSeparator: \.isNewline) {
      if let reference = line.firstRange(of: ">>> referenced by ") ?? line.firstRange(of: ">>> defined at ") {
        guard !found.isEmpty else { continue }
        let note = Diagnostic(severity: .note, message: String(line[reference.lowerBound...].dropFirst(4)))
        found[found.count - 1].notes.append(note)
        if found[found.count - 1].file == nil, let (file, line) = LinkDiagnostics.location(in: note.message) {
          found[found.count - 1].file = file
          found[found.count - 1].line = line
        }
      } else if !line.hasPrefix(">>>"), var diagnostic = DiagnosticParser.header(line),
        diagnostic.severity != .note
      {
        diagnostic.message = LinkDiagnostics.explanation(diagnostic.message)
        if !found.contains(where: { $0.message == diagnostic.message }) { found.append(diagnostic) }
      }
    }
    if found.isEmpty {
      found = [Diagnostic(severity: .error, message: "the linker failed: \(text.suffix(2000))")]
    }
    return found
  }

  /// The error for a game without an entry function.
  static let missingEntry =
    "no file of the game has a public function marked @c(\(ImageFile.entrySymbol)), by which the host finds the game"

  private static func explanation(_ message: String) -> String {
    // lld reports a missing export, so the image is never checked.
    if message.hasPrefix("version script assignment") && message.contains("'\(ImageFile.entrySymbol)'") {
      return missingEntry
    }
    for (form, meaning) in [
      ("undefined symbol: ", "is used but not defined"),
      ("duplicate symbol: ", "is defined twice"),
    ] where message.hasPrefix(form) {
      return "\(message.dropFirst(form.count)) \(meaning)"
    }
    return message
  }

  /// The source in `referenced by Beacon.swift:26 (/home/me/beacon/Game/Beacon.swift:26)`. A path may contain parentheses, but
  /// the name before it contains no slash.
  private static func location(in reference: String) -> (file: String, line: Int)? {
    guard let start = reference.firstRange(of: " (/"), reference.hasSuffix(")") else { return nil }
    let place = reference[start.lowerBound...].dropFirst(2).dropLast()
    guard let colon = place.lastIndex(of: ":"), let line = Int(place[place.index(after: colon)...]) else {
      return nil
    }
    return (String(place[..<colon]), line)
  }

  private func demangled(_ output: String) async throws(ToolFailure) -> String {
    var symbols: [String] = []
    for word in output.split(whereSeparator: { " \n\t()`'".contains($0) }) where word.hasPrefix("$s") {
      if !symbols.contains(String(word)) { symbols.append(String(word)) }
    }
    if symbols.isEmpty { return output }
    let tool = toolchain.programs + "/swift-demangle"
    let result = try await ToolRun.run(tool, ["--compact", "--simplified"] + symbols, in: folder)
    let names = result.text.split(separator: "\n").map(String.init)
    guard result.succeeded, names.count == symbols.count else { return output }
    var text = output
    // Longest first: one symbol may be the prefix of another.
    for (symbol, name) in zip(symbols, names).sorted(by: { $0.0.count > $1.0.count }) {
      text = text.split(separator: symbol, omittingEmptySubsequences: false).joined(separator: name)
    }
    return text
  }
}
