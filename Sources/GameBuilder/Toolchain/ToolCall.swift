/// A command: the path of a program, and its arguments without the program's name.
public struct ToolCall: Sendable {
  public let tool: String
  public let arguments: [String]
}
