/// A mistake in a file that a person wrote.
public struct FileProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file's path, relative to the package.
  public var file: String
  /// From 1; 0 if the problem is not on a line.
  public var line: Int
  public var message: String
  /// Whether there is no such file, and so no version of it that stays in use.
  public var isMissing: Bool

  public init(file: String, line: Int, message: String, isMissing: Bool = false) {
    self.file = file
    self.line = line
    self.message = message
    self.isMissing = isMissing
  }

  /// What the game does until the problem is solved, as the end of a sentence.
  var consequence: String {
    isMissing ? "the game goes on without it" : "the last good version stays in use"
  }

  public var description: String { line > 0 ? "\(file):\(line): \(message)" : "\(file): \(message)" }
}
