import CGameABI
import Engine
import Testing

@testable import TerminalRenderer

/// tmux shows the pictures that the encoder was given.
@Suite("The encoder and tmux") struct TmuxOracleTests {
  @Test("tmux shows every random picture exactly", arguments: ColorDepth.allCases, [false, true])
  func randomPictures(depth: ColorDepth, repeats: Bool) throws {
    let size = CellSize(columns: 60, rows: 18)
    let screen = try TmuxScreen(size: size)
    let encoder = FrameEncoder(
      depth: depth, asciiOnly: false, dialect: EncoderDialect(repeats: repeats, synchronized: repeats))
    var pictures = RandomPictures(seed: repeats ? 11 : 7, size: size)
    let output = ByteBuffer()
    output.append("\u{1B}[?7l")
    for frame in 0..<100 {
      let picture = pictures.next()
      encoder.encode(picture, limit: size, into: output)
      let found = try screen.show(output.bytes)
      output.removeAll()
      if let odd = difference(encoder.shownPicture, found) {
        Issue.record("frame \(frame): \(odd)")
        return
      }
      if depth == .truecolor, let odd = difference(wellFormed(picture), found) {
        Issue.record("frame \(frame), as drawn: \(odd)")
        return
      }
    }
  }

  @Test("tmux shows every picture exactly after each resize")
  func resizes() throws {
    var size = CellSize(columns: 40, rows: 12)
    let screen = try TmuxScreen(size: size)
    let encoder = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect(repeats: true))
    var pictures = RandomPictures(seed: 3, size: size)
    let output = ByteBuffer()
    output.append("\u{1B}[?7l")
    for columns in [40, 1, 2, 7, 200, 31, 80] {
      size = CellSize(columns: columns, rows: max(1, columns / 3))
      try screen.resize(to: size)
      pictures.resize(to: size)
      for _ in 0..<8 {
        let picture = pictures.next()
        encoder.encode(picture, limit: size, into: output)
        let found = try screen.show(output.bytes)
        output.removeAll()
        #expect(difference(wellFormed(picture), found) == nil, "at \(size)")
      }
    }
  }

  @Test("A picture larger than the terminal is cut off")
  func largePicture() throws {
    let size = CellSize(columns: 20, rows: 6)
    let screen = try TmuxScreen(size: size)
    let encoder = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect())
    var pictures = RandomPictures(seed: 5, size: CellSize(columns: 50, rows: 20))
    let output = ByteBuffer()
    for _ in 0..<10 {
      let picture = pictures.next()
      encoder.encode(picture, limit: size, into: output)
      let found = try screen.show(output.bytes)
      output.removeAll()
      #expect(difference(encoder.shownPicture, found) == nil)
    }
  }

  /// The picture with malformed wide characters as spaces, as the contract of `Cell` says. Independent of the renderer's
  /// code.
  private func wellFormed(_ picture: CellBuffer) -> CellBuffer {
    var result = picture
    for row in 0..<picture.size.rows {
      var column = 0
      while column < picture.size.columns {
        let glyph = picture[column, row].glyph
        let wide = Unicode.Scalar(glyph)?.cellWidth == 2
        let hasRightHalf = column + 1 < picture.size.columns && picture[column + 1, row].glyph == 0
        if wide && hasRightHalf {
          column += 2
        } else {
          if wide || glyph == 0 { result[column, row].glyph = 0x20 }
          column += 1
        }
      }
    }
    for index in 0..<result.cells.count {
      let (column, row) = (index % result.size.columns, index / result.size.columns)
      var cell = result[column, row]
      // A half block of one colour looks like a space.
      if cell.glyph == 0x2580 || cell.glyph == 0x2584, cell.fore == cell.back, cell.fore <= 0xFF_FFFF,
        cell.style & ~(CellStyleBold.rawValue | CellStyleItalic.rawValue) == 0
      {
        cell.glyph = 0x20
      }
      result[column, row] = cell
    }
    return result
  }
}
