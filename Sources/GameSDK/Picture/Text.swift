import CGameABI

/// The attributes of text besides its colours.
public struct TextStyle: OptionSet, Sendable {
  /// The bits of the contract's `CellStyle`.
  public let rawValue: UInt32
  /// Creates a set from the bits of the contract's `CellStyle`.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Bold.
  public static let bold = TextStyle(rawValue: CellStyleBold.rawValue)
  /// Dimmed.
  public static let dim = TextStyle(rawValue: CellStyleDim.rawValue)
  /// Italic.
  public static let italic = TextStyle(rawValue: CellStyleItalic.rawValue)
  /// Underlined.
  public static let underline = TextStyle(rawValue: CellStyleUnderline.rawValue)
  /// Foreground and background exchanged.
  public static let reverse = TextStyle(rawValue: CellStyleReverse.rawValue)
}

/// The alignment of text within a range of columns.
public enum TextAlignment: Sendable {
  /// At the left end.
  case left
  /// In the middle.
  case center
  /// At the right end.
  case right
}

extension Canvas {
  /// Writes one line of text at a cell of the screen. Text beyond the edges is cut off.
  ///
  /// Without a background colour, the text keeps the mean colour of the pixels behind it. Control characters are omitted.
  ///
  /// A cell holds one Unicode scalar. A combining mark is composed with its base if Unicode has a precomposed character, and
  /// is dropped otherwise. An emoji sequence (skin tone, U+200D) is drawn as its first emoji, a flag as its two letters.
  /// What follows is never shifted.
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
      // A wide character that does not fit completely becomes a space.
      let fits = column >= 0 && column + width <= end
      write(fits ? glyph : 0x20, column, row, color, background, style)
      if width == 2, column + 1 >= 0, column + 1 < end {
        write(fits ? 0 : 0x20, column + 1, row, color, background, style)
      }
      column += width
    }
  }

  /// Writes one line of text, aligned within a range of columns. Text beyond the range is cut off.
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

  /// Writes one line of text, centred in a row of the screen.
  public mutating func centered(
    _ text: String, row: Int, _ color: Color = .terminal, on background: Color? = nil, style: TextStyle = []
  ) {
    self.text(text, column: (columns - text.cellWidth) / 2, row: row, color, on: background, style: style)
  }

  /// Writes one line of text at the cell of a pixel of the world.
  public mutating func label(_ text: String, x: Int, y: Int, _ color: Color, style: TextStyle = []) {
    let column = Int.floor(x &- camera.x, grid.columns)
    self.text(text, column: column, row: Int.floor(y &- camera.y, grid.rows), color, style: style)
  }

  private mutating func write(
    _ glyph: UInt32, _ column: Int, _ row: Int, _ color: Color, _ background: Color?, _ style: TextStyle
  ) {
    guard let old = cell(column, row) else { return }
    let back = background ?? Halves(old).mean
    if glyph == 0 {
      // The right half of a wide character; `setCell` would erase the left half.
      setRightHalf(column, row, Cell(glyph: 0, fore: color.bits, back: back.bits, style: style.rawValue))
    } else {
      setCell(column, row, Cell(glyph: glyph, fore: color.bits, back: back.bits, style: style.rawValue))
    }
  }
}

extension Int {
  /// The quotient, rounded towards negative infinity.
  fileprivate static func floor(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -1 &- (-1 &- a) / b }
}
