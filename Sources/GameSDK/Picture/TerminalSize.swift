/// A width and a height in character cells.
public struct TerminalSize: Sendable, Equatable {
  /// 0 for any number.
  public let columns: Int
  /// 0 for any number.
  public let rows: Int

  /// - Parameters:
  ///   - columns: from 0 to 2000.
  ///   - rows: from 0 to 1000.
  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// Any size: 0×0.
  public static let any = TerminalSize(columns: 0, rows: 0)
}
