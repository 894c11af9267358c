/// A cell of the picture that a game has drawn.
public struct PictureCell: Sendable, Equatable {
  /// From 0 at the left.
  public var column: Int
  /// From 0 at the top of the ``Canvas``.
  public var row: Int
  /// The size of the canvas.
  public var canvasSize: TerminalSize

  /// For tests of games.
  /// - Parameters:
  ///   - column: from 0 at the left.
  ///   - row: from 0 at the top of the canvas.
  ///   - canvasSize: of the canvas that the picture was drawn on.
  public init(column: Int, row: Int, canvasSize: TerminalSize) {
    self.column = column
    self.row = row
    self.canvasSize = canvasSize
  }
}
