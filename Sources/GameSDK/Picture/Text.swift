import CGameABI

/// How text looks besides its colour.
public struct TextStyle: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let bold = TextStyle(rawValue: CellStyleBold.rawValue)
  public static let dim = TextStyle(rawValue: CellStyleDim.rawValue)
  public static let italic = TextStyle(rawValue: CellStyleItalic.rawValue)
  public static let underline = TextStyle(rawValue: CellStyleUnderline.rawValue)
  public static let reverse = TextStyle(rawValue: CellStyleReverse.rawValue)
}

/// On which side of its room a text stands.
public enum TextAlignment: Sendable {
  case left, center, right
}

extension Canvas {
  /// Writes one line of text at a cell of the screen. What does not fit is cut off.
  ///
  /// Without a background, the text stands on the pixels that are there. Control characters are left out.
  ///
  /// A cell holds one Unicode scalar. A combining mark is composed with its base where Unicode has a precomposed
  /// character, and is dropped otherwise. An emoji sequence (skin tone, U+200D) is drawn as its first emoji, a flag as its
  /// two letters. What follows is never shifted.
  public mutating func text(
    _ text: String, column: Int, row: Int, _ color: Color = .terminal, on background: Color? = nil,
    style: TextStyle = []
  ) {
    write(text, column: column, row: row, color, on: background, style: style, end: columns)
  }

  private mutating func write(
    _ text: String, column: Int, row: Int, _ color: Color, on background: Color?, style: TextStyle, end: Int
  ) {
    guard row >= 0, row < rows else { return }
    var column = column
    for (glyph, width) in TextCells(text) {
      if column >= end { return }
      // Half of a wide character cannot be shown.
      let fits = column >= 0 && column + width <= end
      write(fits ? glyph : 0x20, column, row, color, background, style)
      if width == 2, column + 1 >= 0, column + 1 < end {
        write(fits ? 0 : 0x20, column + 1, row, color, background, style)
      }
      column += width
    }
  }

  /// Writes one line of text at one side of a range of columns, or in its middle. What does not fit in the range is cut.
  public mutating func text(
    _ text: String, in range: Range<Int>, row: Int, align: TextAlignment, _ color: Color = .terminal,
    on background: Color? = nil, style: TextStyle = []
  ) {
    let free = max(0, range.count - text.cellWidth)
    var column = range.lowerBound
    switch align {
    case .left: break
    case .center: column += free / 2
    case .right: column += free
    }
    let end = min(columns, range.upperBound)
    write(text, column: column, row: row, color, on: background, style: style, end: end)
  }

  /// Writes one line of text in the middle of a row.
  public mutating func centered(
    _ text: String, row: Int, _ color: Color = .terminal, on background: Color? = nil, style: TextStyle = []
  ) {
    self.text(text, column: (columns - text.cellWidth) / 2, row: row, color, on: background, style: style)
  }

  /// Writes one line of text at a place of the world.
  public mutating func label(_ text: String, x: Int, y: Int, _ color: Color, style: TextStyle = []) {
    let column = Int.floor(x &- camera.x, grid.columns)
    self.text(text, column: column, row: Int.floor(y &- camera.y, grid.rows), color, style: style)
  }

  private mutating func write(
    _ glyph: UInt32, _ column: Int, _ row: Int, _ color: Color, _ background: Color?, _ style: TextStyle
  ) {
    guard let old = cell(column, row) else { return }
    let back = background ?? Halves(old).middle
    if glyph == 0 {
      // The right half: written without splitting the left one from it.
      setRightHalf(column, row, Cell(glyph: 0, fore: color.bits, back: back.bits, style: style.rawValue))
    } else {
      setCell(column, row, Cell(glyph: glyph, fore: color.bits, back: back.bits, style: style.rawValue))
    }
  }
}

extension Int {
  /// The quotient, rounded down also below zero.
  fileprivate static func floor(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -1 &- (-1 &- a) / b }
}
