import CGameABI
import Engine
import Testing

@testable import TerminalRenderer

extension NcursesTests {
  /// Drawn by ncurses, what stands after a character is in its column too.
  @Suite("Alignment with ncurses") struct CursesAlignmentTests {
    private static let lines = ["⚡1 ⭐2 ✅3 ❌4 ☕5 🟢6 🪐7 🃏8|", "⌚1 ⏩2|", "❤1→2●3世4か5 x|", "plain text 0123|"]

    private func pictures() -> [CellBuffer] {
      var picture = CellBuffer(size: CellSize(columns: 36, rows: Self.lines.count))
      var pictures = [picture]
      for row in 0..<Self.lines.count {
        for column in 0..<36 { picture[column, row].glyph = 0x78 }
      }
      pictures.append(picture)
      for (row, line) in Self.lines.enumerated() {
        for (column, cell) in cellsDrawnByGame(line, columns: 36).enumerated() { picture[column, row] = cell }
      }
      pictures.append(picture)
      // A change at both ends of each row: ncurses may write what stands between as well.
      for row in 0..<Self.lines.count {
        picture[0, row] = Cell(glyph: 0x23, fore: Cell.blank.fore, back: Cell.blank.back, style: 0)
        if picture[1, row].glyph == 0 { picture[1, row].glyph = 0x20 }
        picture[34, row].glyph = 0x40
      }
      pictures.append(picture)
      return pictures
    }

    /// The bytes that ncurses writes for each picture.
    private func drawn(_ pictures: [CellBuffer], term: String) throws -> [[UInt8]] {
      let pty = try PseudoTerminal(size: pictures[0].size)
      defer { pty.end() }
      let options = TerminalOptions(color: .indexed256, glyphs: .unicode, drawing: .curses, mouse: false)
      let terminal = try NcursesTerminal(
        options: options, output: pty.slave, stop: { _ in }, environment: { $0 == "TERM" ? term : nil })
      defer { terminal.close() }
      var parts: [[UInt8]] = []
      var fed = 0
      for (index, picture) in pictures.enumerated() {
        terminal.present(picture, frame: UInt64(index + 1))
        try pty.wait("picture \(index + 1)") {
          terminal.report.lastFrame == index + 1 && hasAllFrames(pty, terminal)
        }
        let bytes = pty.bytes
        parts.append(Array(bytes[fed...]))
        fed = bytes.count
      }
      return parts
    }

    @Test(
      "tmux shows a game's icons and digits in their columns", arguments: ["tmux-256color", "xterm-256color"])
    func linesInTmux(term: String) throws {
      let pictures = pictures()
      let screen = try TmuxScreen(size: pictures[0].size)
      for (picture, bytes) in zip(pictures, try drawn(pictures, term: term)) {
        let found = try screen.show(bytes)
        for row in 0..<picture.size.rows {
          for column in 0..<picture.size.columns where picture[column, row].glyph != 0 {
            #expect(found[column, row].glyph == picture[column, row].glyph, "column \(column), row \(row)")
          }
        }
      }
    }

    @Test("A terminal without colours shows coloured text")
    func withoutColors() throws {
      var picture = CellBuffer(size: CellSize(columns: 36, rows: 4))
      picture.write("embers", column: 2, row: 1, style: CellAppearance(fore: 0xFFC850, back: 0x201000))
      let pty = try PseudoTerminal(size: picture.size)
      defer { pty.end() }
      let terminal = try NcursesTerminal(
        options: TerminalOptions(), output: pty.slave, stop: { _ in },
        environment: { $0 == "TERM" ? "vt100" : nil })
      defer { terminal.close() }
      terminal.present(picture, frame: 1)
      try pty.wait("the text") { String(decoding: pty.bytes, as: UTF8.self).contains("embers") }
    }

    @Test("Terminals with other tables of widths are aligned", arguments: WidthTable.allCases)
    func lineTables(table: WidthTable) throws {
      let pictures = pictures()
      var emulator = TableEmulator(size: pictures[0].size, width: table.width)
      for (picture, bytes) in zip(pictures, try drawn(pictures, term: "xterm-256color")) {
        emulator.feed(bytes)
        for row in 0..<picture.size.rows {
          for column in 0..<picture.size.columns where (0x21..<0x7F).contains(picture[column, row].glyph) {
            #expect(emulator[column, row] == picture[column, row].glyph, "column \(column), row \(row)")
          }
        }
      }
    }

    @Test(
      "Every assigned wide character leaves the text after it in its column", arguments: WidthTable.allCases)
    func allWideScalars(table: WidthTable) throws {
      let scalars = Unicode.Scalar.all(width: 2).filter {
        $0.isAssigned && !GlyphAdvance.isCertain($0.value) && ($0.value < 0x20000 || $0.value % 997 == 0)
      }
      var sheets = GlyphSheets(size: CellSize(columns: 160, rows: 40), scalars: scalars)
      var pictures: [CellBuffer] = []
      while let sheet = sheets.next() { pictures.append(sheet) }
      var emulator = TableEmulator(size: sheets.size, width: table.width)
      for (picture, bytes) in zip(pictures, try drawn(pictures, term: "xterm-256color")) {
        emulator.feed(bytes)
        let misplaced = GlyphSheets.misplacedMarker(in: picture) { emulator[$0, $1] }
        #expect(misplaced == nil)
        if misplaced != nil { return }
      }
    }
  }
}
