import CGameABI
import Engine

/// Pictures full of glyphs, each followed by a marker: `⚡1⭐2✅3…`. From picture to picture the glyphs change and the
/// markers mostly stay.
struct GlyphSheets {
  let size: CellSize
  private var rest: ArraySlice<Unicode.Scalar>
  private var indent = 0

  init(size: CellSize, scalars: [Unicode.Scalar]) {
    self.size = size
    rest = scalars[...]
  }

  static func isMarker(_ glyph: UInt32) -> Bool { (0x30...0x39).contains(glyph) }

  /// The next picture, and nil after the last one.
  mutating func next() -> CellBuffer? {
    if rest.isEmpty { return nil }
    var picture = CellBuffer(size: size)
    indent = (indent + 1) % 2
    for row in 0..<size.rows {
      var column = indent
      while let scalar = rest.first, column + scalar.cellWidth < size.columns {
        rest.removeFirst()
        column = write(scalar.value, width: scalar.cellWidth, column, row, on: &picture)
      }
    }
    return picture
  }

  private func write(_ glyph: UInt32, width: Int, _ column: Int, _ row: Int, on picture: inout CellBuffer)
    -> Int
  {
    picture[column, row].glyph = glyph
    if width == 2 { picture[column + 1, row].glyph = 0 }
    picture[column + width, row].glyph = UInt32(0x30 + column % 10)
    return column + width + 1
  }

  /// The first cell that has a marker in only one of the expected and the found picture.
  static func misplacedMarker(in expected: CellBuffer, found: (_ column: Int, _ row: Int) -> UInt32)
    -> String?
  {
    for row in 0..<expected.size.rows {
      for column in 0..<expected.size.columns {
        let glyph = expected[column, row].glyph
        let shown = found(column, row)
        if isMarker(glyph) ? shown != glyph : isMarker(shown) {
          let before = column > 1 ? [expected[column - 2, row].glyph, expected[column - 1, row].glyph] : []
          return "column \(column), row \(row): expected \(glyph), found \(shown), after "
            + before.map { String($0, radix: 16) }.joined(separator: " ")
        }
      }
    }
    return nil
  }
}

extension Unicode.Scalar {
  static func all(width: Int) -> [Unicode.Scalar] {
    (0x20...0x10FFFF as ClosedRange<UInt32>).lazy.compactMap { Unicode.Scalar($0) }.filter {
      $0.cellWidth == width && !GlyphSheets.isMarker($0.value)
    }
  }

  /// Without the code points that have no character and without the private ones.
  var isAssigned: Bool {
    switch properties.generalCategory {
    case .unassigned, .privateUse, .surrogate, .control: false
    default: true
    }
  }
}
