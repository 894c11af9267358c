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
  /// Without a background colour, the text keeps the mean colour of the pixels behind it. Control characters and combining
  /// marks are omitted.
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
    for scalar in text.unicodeScalars {
      let width = scalar.cellWidth
      if width == 0 { continue }
      if column >= end { return }
      // A wide character that does not fit completely becomes a space.
      let fits = column >= 0 && column + width <= end
      write(fits ? scalar.value : 0x20, column, row, color, background, style)
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

extension String {
  /// The number of cells that the text occupies in a row.
  public var cellWidth: Int {
    unicodeScalars.reduce(0) { $0 + $1.cellWidth }
  }
}

extension Unicode.Scalar {
  /// Cells that the character takes: 0 for controls and combining marks, 2 for the wide ones of East Asia and emoji.
  var cellWidth: Int {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x0300...0x036F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2064,
      0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFEFF:
      0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
