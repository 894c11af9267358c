public import CGameABI
import Engine

/// What a game drew: cells with a character and colours.
public struct Picture: Equatable {
  private let buffer: CellBuffer

  init(_ buffer: CellBuffer) { self.buffer = buffer }

  public var columns: Int { buffer.size.columns }
  public var rows: Int { buffer.size.rows }

  /// Without colours, one line per row. Shapes that only colours draw become blocks.
  public var text: String { buffer.text }

  /// All cells, row by row.
  public var cells: [Cell] { buffer.cells }

  /// A cell, by column and row from 0; a blank one outside the picture.
  public subscript(column: Int, row: Int) -> Cell { buffer[column, row] }

  /// The character of a cell; a space for none.
  public func character(_ column: Int, _ row: Int) -> Character {
    Character(buffer[column, row].shownScalar ?? " ")
  }
}
