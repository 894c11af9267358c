import CGameABI
import Testing

@testable import Engine

@Suite("How far a picture scrolled")
struct PictureShiftTests {
  private func shift(_ from: CellBuffer, _ to: CellBuffer, guess: HalfOffset = .zero) -> HalfOffset? {
    let from = HalfPicture(from)
    return PictureShift(from: from, within: from.area).to(HalfPicture(to), guess: guess)
  }

  /// Of a camera, in columns and rows.
  private static let moves = [(0, 0), (1, 0), (-3, 0), (0, 1), (0, -4), (2, 2), (-8, 3), (5, -4)]

  @Test("In one and in two directions, whatever was guessed", arguments: [Land.Kind.text, .wide])
  func characters(_ kind: Land.Kind) {
    let land = Land(kind: kind)
    for (columns, rows) in Self.moves {
      let expected = HalfOffset(columns: -columns, halves: -2 * rows)
      for guess in [.zero, expected, HalfOffset(columns: 1, halves: 0)] {
        #expect(
          shift(land.picture(7, 5), land.picture(7 + columns, 5 + rows), guess: guess) == expected,
          "\(columns), \(rows)")
      }
    }
  }

  @Test("Pixels, by half rows; colours may flicker")
  func pixels() {
    for (columns, halves) in Self.moves {
      let (land, later) = (Land(kind: .pixels), Land(kind: .pixels, flicker: 0x040404))
      #expect(
        shift(land.picture(7, 5), later.picture(7 + columns, 5 + halves))
          == HalfOffset(columns: -columns, halves: -halves))
    }
  }

  @Test("With a status line and a border that do not scroll", arguments: Land.Kind.allCases)
  func fixedParts(_ kind: Land.Kind) {
    let land = Land(kind: kind, hud: "score 00120   lives 3   wave 7 of 12   shield ready", hasBorder: true)
    for (columns, rows) in Self.moves {
      let factor = kind == .pixels ? 1 : 2
      #expect(
        shift(land.picture(7, 5), land.picture(7 + columns, 5 + rows))
          == HalfOffset(columns: -columns, halves: -factor * rows))
    }
  }

  @Test("Things that move over a background that rests do not look like a background that scrolls")
  func things() {
    func things(_ step: Int) -> [(x: Int, y: Int)] {
      (0..<30).map { (7 + $0 * 17 % 55 + step, 5 + $0 * 7 % 20) }
    }
    let land = Land()
    #expect(shift(land.picture(7, 5, things: things(0)), land.picture(7, 5, things: things(1))) == .zero)
    // Nor on a background without features.
    func blank(_ column: Int) -> CellBuffer {
      var picture = CellBuffer(size: land.size)
      picture.write("<o>", column: column, row: 8, style: CellAppearance(fore: 0xFFFFFF, back: 0))
      return picture
    }
    #expect(shift(blank(10), blank(11)) == .zero)
    // And they do not hide that it scrolls.
    let expected = HalfOffset(columns: -1, halves: 0)
    #expect(shift(land.picture(7, 5, things: things(0)), land.picture(8, 5, things: things(1))) == expected)
  }

  @Test("A picture that repeats itself rests if it can")
  func ties() {
    func stripes(_ first: Int) -> CellBuffer {
      var picture = CellBuffer(size: CellSize(columns: 40, rows: 12))
      for row in 0..<12 {
        for column in 0..<40 where (column + first) % 4 == 0 {
          picture.write("|", column: column, row: row, style: CellAppearance(fore: 0xFFFFFF, back: 0))
        }
      }
      return picture
    }
    #expect(shift(stripes(0), stripes(4), guess: HalfOffset(columns: -4, halves: 0)) == .zero)
    #expect(shift(stripes(0), stripes(1)) == HalfOffset(columns: -1, halves: 0))
  }

  @Test("Nothing for a cut, and for a move that is too far", arguments: Land.Kind.allCases)
  func cut(_ kind: Land.Kind) {
    let land = Land(kind: kind)
    #expect(shift(land.picture(7, 5), Land(kind: kind, number: 3).picture(7, 5)) == nil)
    #expect(shift(land.picture(7, 5), land.picture(30, 5)) == nil)
    #expect(shift(land.picture(7, 5), CellBuffer(size: land.size)) == nil)
  }

  @Test("The lines at the edges that stay are found", arguments: Land.Kind.allCases)
  func edges(_ kind: Land.Kind) {
    let land = Land(kind: kind, hud: "score 00120   lives 3   wave 7 of 12   shield ready", hasBorder: true)
    let first = HalfPicture(land.picture(0, 0))
    var scrolling = ScrollingArea(first.area)
    for step in 0..<6 {
      let (from, to) = (HalfPicture(land.picture(step, step)), HalfPicture(land.picture(step + 1, step + 1)))
      scrolling.learn(from, to, HalfOffset(columns: -1, halves: kind == .pixels ? -1 : -2))
    }
    // One line more at each edge.
    #expect(scrolling.area == first.area.without(left: 2, right: 2, top: 4, bottom: 4))
  }
}
