/// A message of a compiler, a linker or SwiftPM.
public struct Diagnostic: Equatable, Sendable, CustomStringConvertible {
  public enum Severity: String, Sendable {
    case error, warning, note, remark
  }

  public var severity: Severity
  /// Absolute path; nil if the message is about no file, such as a linker error.
  public var file: String?
  /// From 1; 0 if unknown.
  public var line: Int
  /// From 1, in bytes of UTF-8; 0 if unknown.
  public var column: Int
  public var message: String
  /// The line as the compiler saw it, without its newline.
  public var sourceLine: String?
  /// Further information, such as where something is declared.
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

  /// `file:line:column: severity: message`, the form that editors parse. Without the notes.
  public var description: String {
    var location = ""
    if let file {
      location = file + (line > 0 ? ":\(line)" : "") + (column > 0 ? ":\(column)" : "") + ": "
    }
    return "\(location)\(severity.rawValue): \(message)"
  }
}
