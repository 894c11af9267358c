/// Why an asset could not be read. Shown to the player with the file's name; the last good value stays in use.
public struct AssetError: Error, Equatable, CustomStringConvertible {
  /// From 1; 0 where no line applies.
  public let line: Int
  public let message: String

  public init(line: Int = 0, _ message: String) {
    self.line = line
    self.message = message
  }

  public var description: String { line > 0 ? "line \(line): \(message)" : message }
}
