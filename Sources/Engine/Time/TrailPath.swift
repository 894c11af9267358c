import CGameABI

/// The places that something passed.
struct TrailPath {
  struct Step {
    /// Of the place in the background.
    let column: Int
    let half: Int
    let background: CellHalf
    let passing: CellHalf
  }

  let steps: [Step]

  /// Draws them, dimmed, where the picture shows only its background.
  ///
  /// - Parameters:
  ///   - offset: of the picture in the background.
  ///   - area: the part of the picture that shows it.
  func paint(on picture: inout CellBuffer, at offset: HalfOffset = .zero, within area: HalfArea? = nil) {
    let area = area ?? HalfArea(columns: 0..<picture.size.columns, halves: 0..<picture.size.rows * 2)
    var cells: [Int: (upper: CellHalf?, lower: CellHalf?)] = [:]
    for step in steps {
      let (column, half) = (step.column - offset.columns, step.half - offset.halves)
      guard area.contains(column, half) else { continue }
      let index = half / 2 * picture.size.columns + column
      let shown = picture.cells[index].halves
      if half % 2 == 0 {
        if shown.upper.isLike(step.background) { cells[index, default: (nil, nil)].upper = step.passing }
      } else {
        if shown.lower.isLike(step.background) { cells[index, default: (nil, nil)].lower = step.passing }
      }
    }
    for (index, passing) in cells {
      let (row, column) = index.quotientAndRemainder(dividingBy: picture.size.columns)
      if let cell = picture.cells[index].showing(passing.upper, passing.lower) { picture[column, row] = cell }
    }
  }
}

extension Cell {
  /// This cell with what passed its halves; nil if no one character can show that.
  fileprivate func showing(_ upper: CellHalf?, _ lower: CellHalf?) -> Cell? {
    guard shownScalar?.cellWidth == 1 else { return nil }
    if let upper, let lower, !upper.isPixel, !upper.isLower, lower.isLower, upper.cell == lower.cell {
      return upper.cell.dimmed(over: self)
    }
    let shown = halves
    guard (upper ?? shown.upper).isPixel, (lower ?? shown.lower).isPixel else { return nil }
    func color(_ passing: CellHalf?, over shown: CellHalf) -> UInt32 {
      passing.map { Self.mix($0.cell.back, shown.cell.back) } ?? shown.cell.back
    }
    return Cell(upper: color(upper, over: shown.upper), lower: color(lower, over: shown.lower))
  }

  /// Two pixels. The terminal's default colour is available as a background only.
  private init(upper: UInt32, lower: UInt32) {
    if upper == lower {
      self.init(glyph: 0x20, fore: HOTLOOP_COLOR_DEFAULT, back: lower, style: 0)
    } else if upper == HOTLOOP_COLOR_DEFAULT {
      self.init(glyph: 0x2584, fore: lower, back: upper, style: 0)
    } else {
      self.init(glyph: 0x2580, fore: upper, back: lower, style: 0)
    }
  }
}
