import HostSystem

/// Reads the file in which swiftc and clang write their diagnostics (`-serialize-diagnostics`). Unlike in their text, a
/// path, a message or a line of source cannot be taken for something else.
enum SerializedDiagnostics {
  // The format: clang/Frontend/SerializedDiagnostics.h.
  private static let magic: [UInt8] = Array("DIAG".utf8)

  private enum RecordCode {
    static let diagnostic: UInt64 = 2
    static let fileName: UInt64 = 6
  }

  /// The diagnostics in several files, without duplicates. A file that a compiler did not write has none.
  /// - Parameter folder: what relative paths are relative to.
  static func read(_ files: [String], folder: String) -> [Diagnostic] {
    var lines = SourceLines()
    var all: [Diagnostic] = []
    for file in files {
      guard let bytes = try? DiskFile.read(file) else { continue }
      for diagnostic in parse(bytes, folder: folder, lines: &lines) where !all.contains(diagnostic) {
        all.append(diagnostic)
      }
    }
    return all
  }

  private static func parse(_ bytes: [UInt8], folder: String, lines: inout SourceLines) -> [Diagnostic] {
    guard let records = try? Bitstream.records(bytes, magic: magic) else { return [] }
    var files: [UInt64: String] = [:]
    var found: [Diagnostic] = []
    for record in records {
      let text = String(decoding: record.blob, as: UTF8.self)
      if record.code == RecordCode.fileName, let id = record.operands.first { files[id] = text }
      // Severity, file, line, column, and what is not needed.
      guard record.code == RecordCode.diagnostic, record.operands.count >= 4,
        let severity = severity(record.operands[0])
      else { continue }
      // clang writes where a header was included before the diagnostics in it.
      if severity == .note, text.hasPrefix("in file included from ") { continue }
      let file = files[record.operands[1]].flatMap { path($0, in: folder) }
      let line = file == nil ? 0 : Int(record.operands[2])
      let diagnostic = Diagnostic(
        severity: severity, file: file, line: line, column: line == 0 ? 0 : Int(record.operands[3]),
        message: text, sourceLine: file.flatMap { lines.line(line, of: $0) })
      if severity == .note, !found.isEmpty {
        found[found.count - 1].notes.append(diagnostic)
      } else {
        found.append(diagnostic)
      }
    }
    return found
  }

  private static func severity(_ number: UInt64) -> Diagnostic.Severity? {
    switch number {
    case 1: .note
    case 2: .warning
    case 3, 4: .error
    case 5: .remark
    default: nil
    }
  }

  /// Nil for a name that stands for no file, such as `<unknown>`.
  private static func path(_ name: String, in folder: String) -> String? {
    if name.isEmpty || name.hasPrefix("<") { return nil }
    return name.hasPrefix("/") ? name : "\(folder)/\(name)"
  }
}

/// The lines of source files, each file read once.
private struct SourceLines {
  private var files: [String: [ArraySlice<UInt8>]] = [:]

  /// - Parameter number: from 1.
  mutating func line(_ number: Int, of path: String) -> String? {
    if files[path] == nil {
      files[path] = ((try? DiskFile.read(path)) ?? []).split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }
    guard let lines = files[path], lines.indices.contains(number - 1) else { return nil }
    var line = lines[number - 1]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }
}
