/// A terminal in which the game cannot be drawn.
public struct SmallTerminal: Equatable, CustomStringConvertible, Sendable {
  public let game: String
  /// What the whole terminal needs, with the host's status line if it is shown.
  public let needed: CellSize
  public let size: CellSize
  /// Whether it would be large enough without the status line.
  public let fitsWithoutHUD: Bool

  /// Nil if the terminal is large enough.
  /// - Parameters:
  ///   - game: its name.
  ///   - minimum: the smallest picture that it can draw, without the host's rows; 0 in a direction without a minimum.
  init?(_ overlay: Overlay, game: String, minimum: CellSize, size: CellSize) {
    let rows = overlay.showsHUD ? 1 : 0
    needed = CellSize(columns: minimum.columns, rows: minimum.rows > 0 ? minimum.rows + rows : 0)
    guard size.columns < needed.columns || size.rows < needed.rows else { return nil }
    self.game = game
    self.size = size
    fitsWithoutHUD = size.columns >= minimum.columns && size.rows >= minimum.rows
  }

  public var description: String {
    "\(game) needs a terminal of \(needed.text); this one is \(size)"
  }
}

extension CellSize {
  /// As a requirement, in which a 0 stands for any number.
  fileprivate var text: String {
    if columns == 0 { return "\(rows) rows" }
    if rows == 0 { return "\(columns) columns" }
    return description
  }
}
