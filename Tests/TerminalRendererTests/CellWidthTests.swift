import CCellWidth
import CGameABI
import Engine
import Testing

@Suite("Cell widths") struct CellWidthTests {
  @Test("Every Unicode scalar has the same width in the SDK and in the host")
  func sameWidthOnBothSides() {
    for value in 0...0x10FFFF as ClosedRange<UInt32> {
      guard let scalar = Unicode.Scalar(value) else {
        #expect(hotloop_cell_width(value) == 0)
        continue
      }
      if widthInGame(scalar) != scalar.cellWidth {
        Issue.record("U+\(String(value, radix: 16)): \(widthInGame(scalar)) and \(scalar.cellWidth)")
        return
      }
    }
    #expect(hotloop_cell_width(0x110000) == 0)
    #expect(hotloop_cell_width(.max) == 0)
  }

  @Test(
    "Characters have the widths that Unicode gives them",
    arguments: [
      (
        0,
        "\u{0}\u{7}\u{1B}\u{7F}\u{9B}\u{300}\u{20D7}\u{200B}\u{200D}\u{FE0F}\u{2028}\u{FEFF}\u{E0041}\u{1160}"
      ),
      (1, " a~é\u{AD}±→●★♥❤▶…│█⠿αЖ\u{600}\u{E000}\u{1F1E9}\u{FFA0}\u{10FFFD}"),
      (2, "世界字가か！⚡⭐✅❌☔⛔⚪❓🪐☕🟢🃏⌚⏩⏰😀🦀🫠\u{1F3FB}\u{20000}\u{3FFFD}\u{1FAE9}\u{3164}\u{115F}"),
    ])
  func knownWidths(width: Int, scalars: String) {
    for scalar in scalars.unicodeScalars {
      #expect(scalar.cellWidth == width, "U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test(
    "Sequences become single glyphs, and what follows is not shifted",
    arguments: [
      ("e\u{301}|", "é|"), ("a\u{323}\u{302}|", "ậ|"), ("か\u{3099}|", "が|"),
      ("\u{1112}\u{1161}\u{11AB}|", "한|"), ("x\u{301}\u{20D7}|", "x|"), ("\u{301}a|", "a|"),
      ("❤\u{FE0F}|", "❤|"), ("1\u{FE0F}\u{20E3}|", "1|"), ("👍🏽|", "👍|"), ("☝🏽|", "☝|"), ("🏻🏿|", "🏻🏿|"),
      ("👨\u{200D}👩\u{200D}👧|", "👨|"), ("🏳\u{FE0F}\u{200D}🌈|", "🏳|"), ("❤\u{FE0F}\u{200D}🔥|", "❤|"),
      ("🇩🇪|", "\u{1F1E9}\u{1F1EA}|"), ("क\u{94D}\u{200D}ष|", "कष|"), ("a\tb\u{7}|", "ab|"), ("", ""),
    ])
  func sequences(text: String, shown: String) {
    let columns = 12
    var picture = CellBuffer(size: CellSize(columns: columns, rows: 1))
    let style = CellBuffer(size: CellSize(columns: 1, rows: 1))[0, 0]
    let end = picture.write(
      text, column: 0, row: 0, style: CellAppearance(fore: style.fore, back: style.back))
    let visible = String(String.UnicodeScalarView(picture.cells.compactMap(\.shownScalar)))
    #expect(
      visible.unicodeScalars.elementsEqual(
        (shown + String(repeating: " ", count: columns - end)).unicodeScalars))
    #expect(end == shown.unicodeScalars.reduce(0) { $0 + $1.cellWidth })
    #expect(text.cellWidth == end)
    #expect(widthInGame(text) == end)
    #expect(cellsDrawnByGame(text, columns: columns) == picture.cells)
  }

  @Test("A mark is composed with its base wherever Unicode has one character for both")
  func compositions() {
    for value in 0x20...0x2FFFF as ClosedRange<UInt32> {
      guard let scalar = Unicode.Scalar(value), scalar.cellWidth > 0 else { continue }
      let cells = cellsDrawnByGame("\(scalar)\u{301}|", columns: 4)
      #expect(cells[scalar.cellWidth].glyph == 0x7C)
      let expected = "\(scalar)\u{301}"
      let found = Unicode.Scalar(cells[0].glyph).map { String($0) } ?? ""
      // Swift compares by canonical equivalence.
      if cells[0].glyph != value { #expect(found == expected) }
    }
  }

  @Test("A cut text keeps whole glyphs and fits")
  func truncation() {
    #expect("⚡⭐✅".truncated(toCells: 6) == "⚡⭐✅")
    #expect("⚡⭐✅".truncated(toCells: 5) == "⚡⭐…")
    #expect("⚡⭐✅".truncated(toCells: 4) == "⚡…")
    #expect("e\u{301}e\u{301}e\u{301}".truncated(toCells: 2) == "é…")
    #expect("ab".truncated(toCells: 0) == "")
  }
}
