import CGameABI
import Engine
import Testing

@testable import TerminalRenderer

@Suite("Recordings") struct RecordingTests {
  @Test("A played cast shows the pictures at their times")
  func cast() throws {
    var size = CellSize(columns: 40, rows: 12)
    let cast = CastEncoder(size: size, time: 5_000_000_000)
    let header = try #require(JSONValue(parsing: cast.header(title: "a \"title\"", date: 1_700_000_000)))
    #expect(header["version"] == .integer(2))
    #expect(header["width"] == .integer(40) && header["height"] == .integer(12))
    #expect(header["timestamp"] == .integer(1_700_000_000))
    let screen = VtermScreen(size: size)
    _ = screen.show(Array("\u{1B}[?7l".utf8))
    let reference = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect())
    var pictures = RandomPictures(seed: 31, size: size)
    for frame in 0..<60 {
      if frame == 30 {
        size = CellSize(columns: 50, rows: 9)
        pictures.resize(to: size)
        reference.invalidate()
      }
      let picture = pictures.next()
      reference.encode(picture, limit: size, into: ByteBuffer())
      let lines = cast.lines(picture, at: 5_000_000_000 + UInt64(frame) * 16_000_000)
      for line in lines {
        guard case .array(let members)? = JSONValue(parsing: line), members.count == 3 else {
          Issue.record("not a cast's line: \(line)")
          return
        }
        if members[1] == .string("r") {
          #expect(members[2] == .string("50x9"))
          screen.resize(to: size)
        } else {
          #expect(members[1] == .string("o"))
          _ = screen.show(Array((members[2].string ?? "").utf8))
        }
        if case .number(let time) = members[0] { #expect(abs(time - Double(frame) * 0.016) < 0.000_01) }
      }
      #expect(difference(asVtermSeesIt(reference.shownPicture), screen.show([])) == nil, "frame \(frame)")
    }
    #expect(cast.lines(pictures.picture, at: 9_000_000_000).isEmpty, "nothing changed")
  }

  @Test("The ANSI text shows the picture when it is printed")
  func ansiText() {
    let size = CellSize(columns: 30, rows: 8)
    var pictures = RandomPictures(seed: 12, size: size)
    let reference = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect())
    for _ in 0..<40 {
      var picture = pictures.next()
      reference.encode(picture, limit: size, into: ByteBuffer())
      picture = reference.shownPicture
      let screen = VtermScreen(size: CellSize(columns: 31, rows: 9))
      // The terminal driver would add a return to each line feed.
      let found = screen.show(Array(picture.ansi.replacing("\n", with: "\r\n").utf8))
      var shown = CellBuffer(size: size)
      for row in 0..<size.rows { for column in 0..<size.columns { shown[column, row] = found[column, row] } }
      #expect(difference(asVtermSeesIt(picture), shown) == nil)
    }
  }

  @Test("A picture can be shown as on a terminal with fewer colours and characters")
  func looks() {
    var picture = CellBuffer(size: CellSize(columns: 3, rows: 1))
    picture.write("é▀█", column: 0, row: 0, style: CellAppearance(fore: 0xF80408, back: 0x100000))
    #expect(TerminalLook().picture(picture).cells == picture.cells)
    let few = TerminalLook(color: .indexed16).picture(picture)
    #expect(few[0, 0] == Cell(glyph: 0xE9, fore: 0xFF0000, back: 0, style: 0))
    #expect(few[2, 0].glyph == 0x20 && few[2, 0].back == 0xFF0000)
    let none = TerminalLook(color: .mono, glyphs: .ascii).picture(picture)
    #expect(none.cells.allSatisfy { $0.fore == Cell.blank.fore && $0.back == Cell.blank.back })
    #expect(none.text.utf8.allSatisfy { $0 < 0x7F } && none.text.hasPrefix("e"))
  }
}
