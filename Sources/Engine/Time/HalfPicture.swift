import CGameABI

/// The upper or the lower half of a cell.
struct CellHalf {
  /// A space if the half is a pixel; else the cell that it is a part of.
  var cell: Cell
  /// False for a pixel: it can move from one half to the other.
  var isLower = false

  static let blank = CellHalf(cell: .blank)

  var isPixel: Bool { cell.glyph == 0x20 && cell.style == 0 }

  func isLike(_ other: CellHalf) -> Bool { isLower == other.isLower && cell.isLike(other.cell) }

  fileprivate init(cell: Cell, isLower: Bool = false) {
    self.cell = cell
    self.isLower = isLower
  }

  fileprivate init(pixel color: UInt32) {
    cell = Cell(glyph: 0x20, fore: HOTLOOP_COLOR_DEFAULT, back: color, style: 0)
  }
}

extension Cell {
  /// Half blocks and spaces are pixels, other characters have two parts.
  var halves: (upper: CellHalf, lower: CellHalf) {
    switch (glyph, style) {
    case (0x20, 0): (CellHalf(pixel: back), CellHalf(pixel: back))
    case (0x2580, 0): (CellHalf(pixel: fore), CellHalf(pixel: back))
    case (0x2584, 0): (CellHalf(pixel: back), CellHalf(pixel: fore))
    case (0x2588, 0): (CellHalf(pixel: fore), CellHalf(pixel: fore))
    default: (CellHalf(cell: self), CellHalf(cell: self, isLower: true))
    }
  }
}

/// A distance in columns and in halves of rows; to the right and down.
struct HalfOffset: Hashable {
  var columns: Int
  var halves: Int

  static let zero = HalfOffset(columns: 0, halves: 0)

  static prefix func - (offset: HalfOffset) -> HalfOffset {
    HalfOffset(columns: -offset.columns, halves: -offset.halves)
  }
  static func - (a: HalfOffset, b: HalfOffset) -> HalfOffset {
    HalfOffset(columns: a.columns - b.columns, halves: a.halves - b.halves)
  }
}

/// A rectangle of columns and of halves of rows.
struct HalfArea: Equatable {
  var columns: Range<Int>
  var halves: Range<Int>

  var count: Int { columns.count * halves.count }

  func contains(_ column: Int, _ half: Int) -> Bool { columns.contains(column) && halves.contains(half) }

  func moved(by offset: HalfOffset) -> HalfArea {
    HalfArea(
      columns: columns.lowerBound + offset.columns..<columns.upperBound + offset.columns,
      halves: halves.lowerBound + offset.halves..<halves.upperBound + offset.halves)
  }

  /// Without a number of columns at the left and the right, and of halves at the top and the bottom; it may become empty.
  func without(left: Int, right: Int, top: Int, bottom: Int) -> HalfArea {
    func cut(_ range: Range<Int>, _ first: Int, _ last: Int) -> Range<Int> {
      let start = min(range.lowerBound + first, range.upperBound)
      return start..<max(start, range.upperBound - last)
    }
    return HalfArea(columns: cut(columns, left, right), halves: cut(halves, top, bottom))
  }
}

/// A picture in halves of cells: a game that draws with half blocks can scroll by half a row.
struct HalfPicture {
  let area: HalfArea
  private let halves: [CellHalf]

  init(_ picture: CellBuffer) {
    let columns = picture.size.columns
    area = HalfArea(columns: 0..<columns, halves: 0..<picture.size.rows * 2)
    var halves = Array(repeating: CellHalf.blank, count: picture.cells.count * 2)
    for row in 0..<picture.size.rows {
      for column in 0..<columns {
        let parts = picture.cells[row * columns + column].halves
        halves[row * 2 * columns + column] = parts.upper
        halves[(row * 2 + 1) * columns + column] = parts.lower
      }
    }
    self.halves = halves
  }

  /// - Precondition: the half is in the area.
  subscript(column: Int, half: Int) -> CellHalf { halves[half * area.columns.count + column] }
}
