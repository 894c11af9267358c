import CGameABI
import Testing

@testable import Engine

@Suite("Trails of a loop")
struct PictureTrailTests {
  private static let size = CellSize(columns: 12, rows: 4)
  private static let star = CellAppearance(fore: 0xF0F000, back: 0x101010)

  /// A star in a column of the given row, on a ground whose colour flickers.
  private func picture(star column: Int, row: Int = 0, flicker: UInt32 = 0) -> CellBuffer {
    var picture = CellBuffer(size: Self.size)
    picture.fill(
      column: 0, row: 0, columns: 12, rows: 4,
      style: CellAppearance(fore: 0xFFFFFF, back: 0x101010 + flicker))
    picture.write("*", column: column, row: row, style: Self.star)
    return picture
  }

  @Test("Cells that a thing passed are drawn dimmed, where nothing else is now")
  func path() {
    var trail = PictureTrail(size: Self.size)
    for column in 0..<10 { trail.add(picture(star: column, flicker: UInt32(column % 3))) }
    var now = picture(star: 4, row: 1)
    trail.path.paint(on: &now)
    for column in 0..<10 { #expect(now[column, 0].glyph == UInt32(ascii: "*")) }
    #expect(now[5, 0].style & CellStyleDim.rawValue != 0 && now[5, 0].fore == 0xFAFAAA)
    #expect(now[10, 0].glyph == 0x20 && now[11, 0].glyph == 0x20)
    #expect(now[4, 1] == picture(star: 4, row: 1)[4, 1])
    for column in 0..<12 where column != 4 { #expect(now[column, 1].glyph == 0x20) }
  }

  @Test("A thing that rests is background, and a picture that changes all the time has no trail")
  func noPath() {
    var resting = PictureTrail(size: Self.size)
    for _ in 0..<10 { resting.add(picture(star: 3)) }
    var now = picture(star: 3)
    resting.path.paint(on: &now)
    #expect(now.cells == picture(star: 3).cells)

    var scrolling = PictureTrail(size: Self.size)
    for number in 0..<12 {
      var picture = CellBuffer(size: Self.size)
      for column in 0..<12 {
        picture.write(
          String(UnicodeScalar(UInt8(65 + (column + number) % 26))), column: column, row: 0, style: Self.star)
      }
      scrolling.add(picture)
    }
    now = picture(star: 3)
    scrolling.path.paint(on: &now)
    #expect(now.cells == picture(star: 3).cells)
  }

  @Test("The trail of the round before a save is drawn in the rounds after it")
  func loop() {
    var trails = LoopTrails()
    var status = TimeStatus(reachable: 0...100, position: 0)
    status.mode = .looping
    func frame(_ position: Int, row: Int, generation: UInt64) -> CellBuffer {
      status.position = position
      var shown = picture(star: position, row: row)
      trails.compose(&shown, status, generation: generation)
      return shown
    }
    for _ in 0..<2 {
      for position in 0..<10 { #expect(frame(position, row: 0, generation: 1)[5, 0].style == 0) }
    }
    _ = frame(0, row: 1, generation: 2)
    let shown = frame(3, row: 1, generation: 2)
    #expect(shown[7, 0].glyph == UInt32(ascii: "*") && shown[7, 0].style & CellStyleDim.rawValue != 0)
    #expect(shown[3, 1].style == 0)
    status.mode = .now
    var after = picture(star: 1)
    trails.compose(&after, status, generation: 2)
    #expect(after.cells == picture(star: 1).cells)
    // Another loop begins without it.
    status.mode = .looping
    #expect(frame(4, row: 1, generation: 2)[7, 0].glyph == 0x20)
  }
}

extension UInt32 {
  fileprivate init(ascii: Unicode.Scalar) { self = ascii.value }
}
