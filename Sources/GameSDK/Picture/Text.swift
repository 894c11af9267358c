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
  /// Without a background, the text stands on the pixels that are there. Control characters are left out; a mark that
  /// combines with the character before it (an accent of its own) is too.
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
      // Half of a wide character cannot be shown.
      let fits = column >= 0 && column + width <= end
      write(fits ? scalar.value : 0x20, column, row, color, background, style)
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

extension String {
  /// Cells that the text takes in a row.
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
