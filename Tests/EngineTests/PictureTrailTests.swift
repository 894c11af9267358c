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
    var trail = PictureTrail()
    for column in 0..<10 { trail.add(HalfPicture(picture(star: column, flicker: UInt32(column % 3)))) }
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
    var resting = PictureTrail()
    for _ in 0..<10 { resting.add(HalfPicture(picture(star: 3))) }
    var now = picture(star: 3)
    resting.path.paint(on: &now)
    #expect(now.cells == picture(star: 3).cells)

    var changing = PictureTrail()
    for number in 0..<12 {
      var picture = CellBuffer(size: Self.size)
      for column in 0..<12 {
        picture.write(
          String(UnicodeScalar(UInt8(65 + (column + number) % 26))), column: column, row: 0, style: Self.star)
      }
      changing.add(HalfPicture(picture))
    }
    #expect(changing.path.steps.isEmpty)
  }

  @Test("Pixels keep what is in the other half of their cell")
  func pixels() {
    func picture(_ half: Int?, ground: UInt32 = 0x101010) -> CellBuffer {
      var picture = CellBuffer(size: CellSize(columns: 4, rows: 4))
      picture.fill(
        column: 0, row: 0, columns: 4, rows: 4, style: CellAppearance(fore: 0xFFFFFF, back: ground))
      guard let half else { return picture }
      let style = CellAppearance(fore: 0xF01010, back: ground)
      picture.write(half % 2 == 0 ? "▀" : "▄", column: 1, row: half / 2, style: style)
      return picture
    }
    var trail = PictureTrail()
    for half in [0, 3, 6, 6] { trail.add(HalfPicture(picture(half))) }
    var now = picture(2)
    trail.path.paint(on: &now)
    // Below the pixel of now is what passed the lower half of its cell.
    #expect(now[1, 1] == Cell(glyph: 0x2580, fore: 0xF01010, back: 0x5A1010, style: 0))
    #expect(now[1, 0] == Cell(glyph: 0x2580, fore: 0x5A1010, back: 0x101010, style: 0))
    #expect(now[1, 2] == picture(2)[1, 2])
    // Where the picture shows something else, it stays.
    var other = picture(nil, ground: 0xA0A0A0)
    trail.path.paint(on: &other)
    #expect(other.cells == picture(nil, ground: 0xA0A0A0).cells)
  }

  @Test("What turns out to stay on the screen has no trail, wherever the background was before")
  func status() {
    var picture = CellBuffer(size: Self.size)
    picture.write("score 0", column: 0, row: 0, style: Self.star)
    let halves = HalfPicture(picture)
    var trail = PictureTrail()
    for moved in [0, 0, 0, 2, 4] { trail.add(halves, at: HalfOffset(columns: 0, halves: moved)) }
    #expect(!trail.path.steps.isEmpty)
    let scrolling = halves.area.without(left: 0, right: 0, top: 2, bottom: 0)
    trail.add(halves, at: HalfOffset(columns: 0, halves: 4), within: scrolling)
    #expect(trail.path.steps.isEmpty)
  }

  @Test("A wide character has no trail, and none is drawn over one")
  func wide() {
    var trail = PictureTrail()
    for column in 0..<5 {
      var picture = CellBuffer(size: Self.size)
      picture.write("火", column: column, row: 0, style: Self.star)
      picture.write("*", column: column, row: 1, style: Self.star)
      trail.add(HalfPicture(picture))
    }
    let blank = CellBuffer(size: Self.size)
    var now = blank
    trail.path.paint(on: &now)
    for column in 0..<12 { #expect(now[column, 0] == .blank) }
    #expect(now[3, 1].glyph == UInt32(ascii: "*"))
    now = blank
    now.write("木", column: 3, row: 1, style: Self.star)
    let wood = (now[3, 1], now[4, 1])
    trail.path.paint(on: &now)
    #expect(now[3, 1] == wood.0 && now[4, 1] == wood.1)
  }

  @Test("Of a thing that shines, its core is drawn, not the light behind it")
  func core() {
    func picture(_ column: Int?) -> CellBuffer {
      var picture = CellBuffer(size: CellSize(columns: 100, rows: 1))
      for index in 0..<100 {
        let distance = column.map { abs($0 - index) } ?? 99
        let color: UInt32 = distance == 0 ? 0xF0F0F0 : distance < 3 ? 0x602010 : 0x101010
        picture.fill(
          column: index, row: 0, columns: 1, rows: 1, style: CellAppearance(fore: 0xFFFFFF, back: color))
      }
      return picture
    }
    var trail = PictureTrail()
    for column in [
      200, 200, 0, 2, 4, 6, 8, 10, 12, 14, 16, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200,
    ] {
      trail.add(HalfPicture(picture(column)))
    }
    let cores = trail.path.steps.filter { $0.passing.cell.back == 0xF0F0F0 }.map(\.column)
    #expect(Set(cores) == Set(stride(from: 0, through: 16, by: 2)))
  }

  /// A star that is in the column of the position.
  private struct Loop {
    var trails = LoopTrails()
    var status = TimeStatus(reachable: 0...100, position: 0)
    private let picture: (_ column: Int, _ row: Int, _ flicker: UInt32) -> CellBuffer

    init(_ picture: @escaping (Int, Int, UInt32) -> CellBuffer) {
      self.picture = picture
      status.mode = .looping
    }

    mutating func frame(_ position: Int, row: Int, generation: UInt64) -> CellBuffer {
      status.position = position
      var shown = picture(position, row, 0)
      trails.compose(&shown, status, generation: generation)
      return shown
    }
  }

  @Test("Two saves within two rounds: the path between them is the whole one")
  func saves() {
    var loop = Loop(picture)
    func frame(_ position: Int, row: Int, generation: UInt64) -> CellBuffer {
      loop.frame(position, row: row, generation: generation)
    }
    for _ in 0..<2 { for position in 0..<10 { _ = frame(position, row: 0, generation: 1) } }
    // One at the end of a round, the next in the middle of the one after it.
    for position in 0..<10 {
      _ = frame(position, row: position < 7 ? 0 : 1, generation: position < 7 ? 1 : 2)
    }
    for position in 0..<5 { _ = frame(position, row: 1, generation: 2) }
    let shown = frame(5, row: 2, generation: 3)
    for column in [1, 2, 3, 8] { #expect(shown[column, 1].glyph == UInt32(ascii: "*"), "\(column)") }
  }

  @Test("The trail of the round before a save is drawn in the rounds after it")
  func loop() {
    var loop = Loop(picture)
    func frame(_ position: Int, row: Int, generation: UInt64) -> CellBuffer {
      loop.frame(position, row: row, generation: generation)
    }
    for _ in 0..<2 {
      for position in 0..<10 { #expect(frame(position, row: 0, generation: 1)[5, 0].style == 0) }
    }
    _ = frame(0, row: 1, generation: 2)
    let shown = frame(3, row: 1, generation: 2)
    #expect(shown[7, 0].glyph == UInt32(ascii: "*") && shown[7, 0].style & CellStyleDim.rawValue != 0)
    #expect(shown[3, 1].style == 0)
    // The next save shows the round of the code before it, not that of the first.
    for position in 4..<10 { _ = frame(position, row: 1, generation: 2) }
    _ = frame(0, row: 2, generation: 3)
    let next = frame(3, row: 2, generation: 3)
    #expect(next[7, 1].glyph == UInt32(ascii: "*") && next[7, 0].glyph == 0x20)
    loop.status.mode = .now
    var after = picture(star: 1)
    loop.trails.compose(&after, loop.status, generation: 3)
    #expect(after.cells == picture(star: 1).cells)
    // Another loop begins without it.
    loop.status.mode = .looping
    #expect(frame(4, row: 1, generation: 3)[7, 0].glyph == 0x20)
  }
}

extension UInt32 {
  fileprivate init(ascii: Unicode.Scalar) { self = ascii.value }
}
