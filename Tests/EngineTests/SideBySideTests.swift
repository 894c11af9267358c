import Testing

@testable import Engine

@Suite("Pictures beside each other")
struct SideBySideTests {
  private let style = CellAppearance(fore: 0xFFFFFF, back: 0)

  private func picture(_ lines: [String], columns: Int) -> CellBuffer {
    var picture = CellBuffer(size: CellSize(columns: columns, rows: lines.count))
    for (row, line) in lines.enumerated() { picture.write(line, column: 0, row: row, style: style) }
    return picture
  }

  /// The characters of each row.
  private func rows(_ picture: CellBuffer) -> [String] {
    (0..<picture.size.rows).map { row in
      var text = ""
      for column in 0..<picture.size.columns {
        if let scalar = picture[column, row].shownScalar { text.unicodeScalars.append(scalar) }
      }
      return text
    }
  }

  @Test("Both halves keep their cells, below their titles and with a line between them")
  func halves() {
    let left = picture(["ab⚡", "cdef"], columns: 4)
    let right = picture(["1234", "56"], columns: 4)
    let whole = CellBuffer(left: left, "old", right: right, "new 7")
    #expect(whole.size == CellSize(columns: 9, rows: 3))
    #expect(whole.size == CellBuffer.sizeSideBySide(left.size))
    #expect(rows(whole) == [" old│ ne…", "ab⚡│1234", "cdef│56  "])
    for row in 0..<2 {
      for column in 0..<4 {
        #expect(whole[column, row + 1] == left[column, row])
        #expect(whole[column + 5, row + 1] == right[column, row])
      }
    }
  }

  @Test("Half a wide character at the edge does not cover what is beside it")
  func edge() {
    let cut = picture(["abc⚡"], columns: 4)
    #expect(cut[3, 0].shownScalar == "⚡")
    #expect(rows(CellBuffer(left: cut, "", right: cut, ""))[1] == "abc │abc ")
  }

  @Test("Pictures of different sizes get the same room")
  func sizes() {
    let (small, large) = (picture(["a"], columns: 1), picture(["bcd", "efg"], columns: 3))
    let whole = CellBuffer(left: small, "", right: large, "")
    #expect(rows(whole) == ["   │   ", "a  │bcd", "   │efg"])
  }

  @Test("A reason takes the place of a picture, in lines that fit")
  func reason() {
    let picture = CellBuffer(size: CellSize(columns: 12, rows: 4), insteadOfPicture: "it has no tick left")
    #expect(rows(picture) == ["            ", " it has no  ", " tick left  ", "            "])
  }
}
