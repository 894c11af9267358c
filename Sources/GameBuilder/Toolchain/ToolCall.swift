/// A command: the path of a program, and its arguments without the program's name.
public struct ToolCall: Sendable {
  public let tool: String
  public let arguments: [String]
  /// Where the tool writes its diagnostics; empty if only to its output. The files are temporary.
  public var diagnosticFiles: [String] = []
  /// What the tool reads besides, to be removed when it has ended.
  var temporaryFiles: [String] = []
}
