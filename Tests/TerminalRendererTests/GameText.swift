import CGameABI

@testable import GameSDK

// In a file of its own, because the SDK and the engine extend the same types of the standard library.

/// The row of cells that a game gets when it draws the text at column 0 of a canvas.
func cellsDrawnByGame(_ text: String, columns: Int) -> [Cell] {
  let blank = Cell(
    glyph: 0x20, fore: UInt32(HOTLOOP_COLOR_DEFAULT), back: UInt32(HOTLOOP_COLOR_DEFAULT), style: 0)
  var cells = Array(repeating: blank, count: columns)
  unsafe cells.withUnsafeMutableBufferPointer {
    var canvas = unsafe Canvas(
      Frame(cells: $0.baseAddress, columns: UInt32(columns), rows: 1, alpha: 0, unused: 0))
    canvas.text(text, column: 0, row: 0)
  }
  return cells
}

/// The widths that a game's SDK gives a scalar and a text.
func widthInGame(_ scalar: Unicode.Scalar) -> Int { scalar.cellWidth }
func widthInGame(_ text: String) -> Int { text.cellWidth }
