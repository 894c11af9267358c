import CGameABI
import Engine
import Testing

@testable import TerminalRenderer

/// Fonts do not fill a cell exactly, so the two forms of a half block (▀ and, with swapped colours, ▄) differ by lines of one
/// pixel. Which form is written may depend only on the cell.
@Suite("The form of block elements") struct BlockFormTests {
  @Test(
    "After any movement the terminal has the same characters and colours as after a redraw",
    arguments: [ColorDepth.truecolor, .indexed256, .indexed16])
  func sameAsRedraw(depth: ColorDepth) {
    let size = CellSize(columns: 40, rows: 12)
    let output = ByteBuffer()
    let encoder = FrameEncoder(depth: depth, asciiOnly: false, dialect: EncoderDialect())
    let screen = VtermScreen(size: size)
    output.append("\u{1B}[?7l")
    var waves = PalettePictures(seed: 9, size: size)
    for frame in 0..<160 {
      // The waves change enough of the picture to be written in the order of their colours.
      let picture = frame % 40 < 5 ? waves.next() : movingBlock(frame, size)
      encoder.encode(picture, limit: size, into: output)
      let found = screen.show(output.bytes)
      output.removeAll()
      let redraw = FrameEncoder(depth: depth, asciiOnly: false, dialect: EncoderDialect())
      output.append("\u{1B}[?7l")
      redraw.encode(picture, limit: size, into: output)
      let expected = VtermScreen(size: size).show(output.bytes)
      output.removeAll()
      let odd = (0..<found.cells.count).first { written(found.cells[$0]) != written(expected.cells[$0]) }
      if let odd {
        Issue.record(
          "frame \(frame), cell \(odd): \(found.cells[odd]), after a redraw \(expected.cells[odd])")
        return
      }
    }
  }

  @Test("Equal pictures have one form: brighter colour in front, no full blocks, no bold")
  func normalForm() {
    let (dark, bright): (UInt32, UInt32) = (0x0000F0, 0x20A020)
    let bold = CellStyleBold.rawValue | CellStyleItalic.rawValue
    func cell(_ glyph: UInt32, _ fore: UInt32, _ back: UInt32, _ style: UInt32 = 0) -> Cell {
      Cell(glyph: glyph, fore: fore, back: back, style: style)
    }
    let none = Cell.blank.fore
    let cases: [(Cell, Cell)] = [
      (cell(0x2580, bright, dark), cell(0x2580, bright, dark)),
      (cell(0x2584, dark, bright), cell(0x2580, bright, dark)),
      (cell(0x2580, dark, bright), cell(0x2584, bright, dark)),
      (cell(0x2584, bright, dark, bold), cell(0x2584, bright, dark)),
      (cell(0x2584, dark, dark), cell(0x20, none, dark)),
      (cell(0x2588, bright, dark, bold), cell(0x20, none, bright)),
      (cell(0x2588, none, dark), cell(0x2588, none, dark)),
      (cell(0x258C, dark, bright, bold), cell(0x258C, dark, bright)),
      (cell(0x2580, dark, none), cell(0x2580, dark, none)),
      (cell(0x41, dark, bright, bold), cell(0x41, dark, bright, bold)),
    ]
    let encoder = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect())
    for (source, form) in cases {
      var picture = CellBuffer(size: CellSize(columns: 1, rows: 1))
      picture[0, 0] = source
      encoder.encode(picture, limit: picture.size, into: ByteBuffer())
      #expect(encoder.shownPicture[0, 0] == form, "\(source)")
    }
  }

  @Test(
    "A control stands between a block and another glyph of the same colours, but not between equal blocks")
  func runs() {
    let cases = [
      ("▀▀ ▀▄", "▀▀\0 \0▀\0▄"), ("ab ▐█", "ab \0▐\0█"), ("─── a", "───\0 a"),

      ("text", "text"),
    ]
    for (text, bytes) in cases {
      let encoder = FrameEncoder(depth: .mono, asciiOnly: false, dialect: EncoderDialect())
      var picture = CellBuffer(size: CellSize(columns: 6, rows: 1))
      picture.write(
        "xxxxxx", column: 0, row: 0, style: CellAppearance(fore: Cell.blank.fore, back: Cell.blank.back))
      encoder.encode(picture, limit: picture.size, into: ByteBuffer())
      picture.write(
        text, column: 0, row: 0, style: CellAppearance(fore: Cell.blank.fore, back: Cell.blank.back))
      let output = ByteBuffer()
      encoder.encode(picture, limit: picture.size, into: output)
      #expect(String(decoding: output.bytes, as: UTF8.self) == "\r" + bytes, "\(text)")
    }
  }

  /// A bright block of 5×5 half cells on a floor in two colours.
  private func movingBlock(_ frame: Int, _ size: CellSize) -> CellBuffer {
    var picture = CellBuffer(size: size)
    let (left, top) = (frame * 3 % size.columns, frame * 7 / 3 % (2 * size.rows))
    func color(_ x: Int, _ y: Int) -> UInt32 {
      if (left..<left + 5).contains(x), (top..<top + 5).contains(y) { return 0xF0E040 }
      return (x + y) % 3 == 0 ? 0x503020 : 0x202840
    }
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        picture[column, row] = Cell(
          glyph: 0x2580, fore: color(column, row * 2), back: color(column, row * 2 + 1), style: 0)
      }
    }
    return picture
  }

  /// What was written into a cell. The foreground of a space is not visible; the right half of a wide character is not
  /// written.
  private func written(_ cell: Cell) -> Cell {
    if cell.glyph == 0 { return Cell(glyph: 0, fore: 0, back: 0, style: 0) }
    return cell.glyph == 0x20 ? Cell(glyph: 0x20, fore: Cell.blank.fore, back: cell.back, style: 0) : cell
  }
}
