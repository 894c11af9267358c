import CGameABI
import Engine
import Testing

@testable import TerminalRenderer

/// What stands after a character of any width is in its column, whatever table of widths the terminal has.
@Suite("Alignment") struct AlignmentTests {
  private static let lines = [
    "⚡1 ⭐2 ✅3 ❌4 ☕5 🟢6 🪐7 🃏8|", "⌚1 ⏩2|", "☔1⛔2⚪3❓4世5か6가7|", "❤\u{FE0F}1 👍🏽2 🇩🇪3 e\u{301}4 →5 ●6 \u{AD}7|",
  ]

  /// A picture with a line in each row, drawn by a game.
  private func picture(columns: Int = 40) -> CellBuffer {
    var picture = CellBuffer(size: CellSize(columns: columns, rows: Self.lines.count))
    for (row, line) in Self.lines.enumerated() {
      for (column, cell) in cellsDrawnByGame(line, columns: columns).enumerated() {
        picture[column, row] = cell
      }
    }
    return picture
  }

  private func encoded(_ pictures: [CellBuffer]) -> [UInt8] {
    let encoder = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect(repeats: true))
    let output = ByteBuffer()
    output.append("\u{1B}[?7l")
    for picture in pictures { encoder.encode(picture, limit: picture.size, into: output) }
    return output.bytes
  }

  /// ASCII in its columns, and each icon in the column before its digit.
  private func expectAligned(_ picture: CellBuffer, _ found: (Int, Int) -> UInt32, ignoring: Set<UInt32> = [])
  {
    for row in 0..<picture.size.rows {
      for column in 0..<picture.size.columns {
        let glyph = picture[column, row].glyph
        if glyph == 0 || ignoring.contains(glyph) { continue }
        #expect(found(column, row) == glyph, "column \(column), row \(row)")
      }
    }
  }

  @Test("The plain-text screenshot has the icons, and the columns of the terminal")
  func screenshot() {
    let text = picture().text.split(separator: "\n")
    #expect(text[0].hasPrefix("⚡1 ⭐2 ✅3 ❌4 ☕5 🟢6 🪐7 🃏8|"))
    #expect(text[1].hasPrefix("⌚1 ⏩2|"))
  }

  @Test("libvterm shows a game's icons and digits in their columns")
  func linesInVterm() {
    let found = VtermScreen(size: picture().size).show(encoded([picture()]))
    expectAligned(picture()) { found[$0, $1].glyph }
  }

  @Test("tmux shows a game's icons and digits in their columns")
  func linesInTmux() throws {
    let found = try TmuxScreen(size: picture().size).show(encoded([picture()]))
    expectAligned(picture()) { found[$0, $1].glyph }
  }

  @Test(
    "A terminal that knows no emoji, one that shows every symbol wide, and one that combines too much are aligned"
  )
  func lineTables() {
    let start = CellBuffer(size: picture().size)
    var filled = start
    for row in 0..<start.size.rows {
      for column in 0..<start.size.columns { filled[column, row].glyph = 0x78 }
    }
    for table in WidthTable.allCases {
      for pictures in [
        [picture()], [filled, picture()], [picture(), filled, picture()], [picture(), filled],
      ] {
        var emulator = TableEmulator(size: start.size, width: table.width)
        emulator.feed(encoded(pictures))
        let expected = pictures.last!
        for row in 0..<expected.size.rows {
          for column in 0..<expected.size.columns where (0x21..<0x7F).contains(expected[column, row].glyph) {
            #expect(
              emulator[column, row] == expected[column, row].glyph, "\(table): column \(column), row \(row)")
          }
          // No old content is left beside a narrower glyph.
          if pictures.count == 2, expected.text == picture().text {
            #expect(!(0..<expected.size.columns).contains { emulator[$0, row] == 0x78 }, "\(table)")
          }
        }
      }
    }
  }

  @Test(
    "Every wide and every disputed narrow character leaves the text after it in its column",
    arguments: [1, 2])
  func allScalarsInAnyTable(width: Int) {
    let scalars = Unicode.Scalar.all(width: width).filter { $0.isAssigned && $0.value < 0x20000 }
    for table in WidthTable.allCases {
      var sheets = GlyphSheets(size: CellSize(columns: 120, rows: 60), scalars: scalars)
      let encoder = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect())
      var emulator = TableEmulator(size: sheets.size, width: table.width)
      while let sheet = sheets.next() {
        let output = ByteBuffer()
        encoder.encode(sheet, limit: sheet.size, into: output)
        emulator.feed(output.bytes)
        if let misplaced = GlyphSheets.misplacedMarker(in: sheet, found: { emulator[$0, $1] }) {
          Issue.record("\(table): \(misplaced)")
          return
        }
      }
    }
  }

  @Test("libvterm, by its own table, leaves the text after every character in its column", arguments: [1, 2])
  func allScalarsInVterm(width: Int) {
    let scalars = Unicode.Scalar.all(width: width).filter { width == 2 || $0.isAssigned }
    var sheets = GlyphSheets(size: CellSize(columns: 120, rows: 60), scalars: scalars)
    let screen = VtermScreen(size: sheets.size)
    let encoder = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect())
    _ = screen.show(Array("\u{1B}[?7l".utf8))
    while let sheet = sheets.next() {
      let output = ByteBuffer()
      encoder.encode(sheet, limit: sheet.size, into: output)
      let found = screen.show(output.bytes)
      if let misplaced = GlyphSheets.misplacedMarker(in: sheet, found: { found[$0, $1].glyph }) {
        Issue.record("\(misplaced)")
        return
      }
    }
  }

  @Test("tmux, by its own table, leaves the text after every wide character in its column")
  func allWideScalarsInTmux() throws {
    // Of the ideographs of planes 2 and 3, which are all alike, a part.
    let scalars = Unicode.Scalar.all(width: 2).filter {
      $0.isAssigned && ($0.value < 0x20000 || $0.value % 97 == 0)
    }
    var sheets = GlyphSheets(size: CellSize(columns: 240, rows: 100), scalars: scalars)
    let screen = try TmuxScreen(size: sheets.size)
    let encoder = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect())
    var bytes = Array("\u{1B}[?7l".utf8)
    while let sheet = sheets.next() {
      let output = ByteBuffer()
      encoder.encode(sheet, limit: sheet.size, into: output)
      bytes += output.bytes
      let found = try screen.show(bytes)
      bytes = []
      if let misplaced = GlyphSheets.misplacedMarker(in: sheet, found: { found[$0, $1].glyph }) {
        Issue.record("\(misplaced)")
        return
      }
    }
  }
}

/// Tables of widths that a terminal may have instead of ours.
enum WidthTable: CaseIterable {
  /// Everything that is disputed is one cell wide.
  case narrow
  /// Everything that is disputed is two cells wide.
  case wide
  /// Everything that is disputed and no symbol is a combining mark.
  case combining

  var width: (UInt32) -> Int {
    { glyph in
      if glyph < 0x7F || GlyphAdvance.isCertain(glyph) { return Unicode.Scalar(glyph)?.cellWidth ?? 1 }
      switch self {
      case .narrow: return 1
      case .wide: return 2
      case .combining: return (0x2010...0x2BFF).contains(glyph) || glyph > 0x1F000 ? 1 : 0
      }
    }
  }
}
