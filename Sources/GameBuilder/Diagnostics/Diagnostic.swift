/// One thing that a compiler, a linker or SwiftPM has to say.
public struct Diagnostic: Equatable, Sendable, CustomStringConvertible {
  public enum Severity: String, Sendable {
    case error, warning, note, remark
  }

  public var severity: Severity
  /// Absolute path; nil where no file is meant (a linker error, a crash of the compiler).
  public var file: String?
  /// From 1; 0 where no line is meant.
  public var line: Int
  /// From 1, in bytes of UTF-8; 0 where no column is meant.
  public var column: Int
  public var message: String
  /// The line of the source as the compiler saw it, without its line break.
  public var sourceLine: String?
  /// What the compiler adds: where something was declared, what would correct it.
  public var notes: [Diagnostic]

  public init(
    severity: Severity, file: String? = nil, line: Int = 0, column: Int = 0, message: String,
    sourceLine: String? = nil, notes: [Diagnostic] = []
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.sourceLine = sourceLine
    self.notes = notes
  }

  /// `file:line:column: severity: message`, as editors understand it; the notes are left out.
  public var description: String {
    var place = ""
    if let file {
      place = line > 0 ? "\(file):\(line):\(column): " : "\(file): "
    }
    return "\(place)\(severity.rawValue): \(message)"
  }
}
