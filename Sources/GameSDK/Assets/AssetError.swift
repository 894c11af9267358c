/// The reason why the content of an ``Asset`` or of a ``Stored`` value is rejected. The host shows it with the name of the file.
public struct AssetError: Error, Equatable, CustomStringConvertible {
  /// The line of the error, from 1; 0 if no line applies.
  public let line: Int
  /// What is wrong and what to write instead.
  public let message: String

  /// Creates an error for a line, or for the whole file.
  public init(line: Int = 0, _ message: String) {
    self.line = line
    self.message = message
  }

  /// The line and the message.
  public var description: String { line > 0 ? "line \(line): \(message)" : message }
}
