/// A mistake in a file that a person wrote.
public struct FileProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file's path, relative to the package.
  public var file: String
  /// From 1; 0 if the problem is not on a line.
  public var line: Int
  public var message: String

  public init(file: String, line: Int, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  public var description: String { line > 0 ? "\(file):\(line): \(message)" : "\(file): \(message)" }
}
