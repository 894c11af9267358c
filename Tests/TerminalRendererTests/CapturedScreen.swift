import CGameABI
import Engine

/// Reads what `tmux capture-pane -e` prints: text with SGR sequences, whose state continues from line to line.
enum CapturedScreen {
  /// - Parameter widths: of all characters of the text that are not ASCII.
  static func cells(_ text: String, size: CellSize, widths: [Unicode.Scalar: Int]) -> CellBuffer {
    var picture = CellBuffer(size: size)
    var pen = Cell.blank
    var column = 0
    var row = 0
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\n": (column, row) = (0, row + 1)
      case "\u{1B}":
        let sequence = scalars.prefix { !($0.properties.isAlphabetic) }
        scalars = scalars.dropFirst(sequence.count + 1)
        let text = String(String.UnicodeScalarView(sequence))
        select(
          text.dropFirst().split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }, &pen)
      default:
        let width = widths[scalar] ?? 1
        if width == 0 { continue }
        var cell = pen
        cell.glyph = scalar.value
        picture[column, row] = cell
        cell.glyph = 0
        if width == 2 { picture[column + 1, row] = cell }
        column += width
      }
    }
    return picture
  }

  private static func select(_ numbers: [Int], _ pen: inout Cell) {
    var numbers = numbers[...]
    while let number = numbers.popFirst() {
      switch number {
      case 0: pen = .blank
      case 1: pen.style |= CellStyleBold.rawValue
      case 2: pen.style |= CellStyleDim.rawValue
      case 3: pen.style |= CellStyleItalic.rawValue
      case 4: pen.style |= CellStyleUnderline.rawValue
      case 7: pen.style |= CellStyleReverse.rawValue
      case 30...37: pen.fore = indexed(number - 30)
      case 38: pen.fore = extended(&numbers)
      case 39: pen.fore = Cell.blank.fore
      case 40...47: pen.back = indexed(number - 40)
      case 48: pen.back = extended(&numbers)
      case 49: pen.back = Cell.blank.back
      case 90...97: pen.fore = indexed(number - 82)
      case 100...107: pen.back = indexed(number - 92)
      default: break
      }
    }
  }

  private static func indexed(_ index: Int) -> UInt32 { 0x0100_0000 | UInt32(index) }

  private static func extended(_ numbers: inout ArraySlice<Int>) -> UInt32 {
    if numbers.popFirst() == 5 { return indexed(numbers.popFirst() ?? 0) }
    let rgb = numbers.prefix(3).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    numbers = numbers.dropFirst(3)
    return rgb
  }
}
