import Engine

/// An emulator with any table of widths, for the sequences that the painters write. It shows glyphs, no colours.
struct TableEmulator {
  private(set) var glyphs: [UInt32]
  let size: CellSize
  private let width: (UInt32) -> Int
  private var column = 0
  private var row = 0
  private var last: UInt32 = 0x20

  init(size: CellSize, width: @escaping (UInt32) -> Int) {
    self.size = size
    self.width = width
    glyphs = Array(repeating: 0x20, count: size.columns * size.rows)
  }

  subscript(column: Int, row: Int) -> UInt32 { glyphs[row * size.columns + column] }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    var scalars = Array(String(decoding: Array(bytes), as: UTF8.self).unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\u{1B}": escape(&scalars)
      case "\r": column = 0
      case "\n": row = min(row + 1, size.rows - 1)
      case "\u{8}": column = max(0, min(column, size.columns - 1) - 1)
      case "\u{0E}", "\u{0F}": break
      default: put(scalar.value)
      }
    }
  }

  private mutating func escape(_ scalars: inout ArraySlice<Unicode.Scalar>) {
    guard let kind = scalars.popFirst() else { return }
    switch kind {
    case "[":
      let parameters = scalars.prefix { $0.value < 0x40 }
      scalars = scalars.dropFirst(parameters.count)
      let text = String(String.UnicodeScalarView(parameters))
      if let final = scalars.popFirst(), !text.hasPrefix("?"), !text.hasPrefix(">") {
        let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        control(final, numbers[0], numbers.count > 1 ? numbers[1] : nil)
      }
    case "]", "P": scalars = scalars.drop { $0 != "\u{7}" && $0 != "\\" }.dropFirst()
    case "(", ")": scalars = scalars.dropFirst()
    default: break
    }
  }

  private mutating func control(_ final: Unicode.Scalar, _ first: Int?, _ second: Int?) {
    let count = max(1, first ?? 1)
    // A cursor that waits to wrap stands in the last column.
    column = min(column, size.columns - 1)
    switch final {
    case "A": row = max(0, row - count)
    case "B": row = min(size.rows - 1, row + count)
    case "C": column = min(size.columns - 1, column + count)
    case "D": column = max(0, column - count)
    case "G": column = min(size.columns, count) - 1
    case "d": row = min(size.rows, count) - 1
    case "H":
      row = min(size.rows, count) - 1
      column = min(size.columns, max(1, second ?? 1)) - 1
    case "J":
      for index in glyphs.indices where first == 2 || index >= row * size.columns + column { blank(index) }
    case "K":
      let range = first == 1 ? 0..<(column + 1) : column..<size.columns
      for column in range { overwrite(column, with: 0x20) }
    case "X": for column in column..<min(size.columns, column + count) { overwrite(column, with: 0x20) }
    case "b": for _ in 0..<count { put(last) }
    default: break
    }
  }

  private mutating func put(_ glyph: UInt32) {
    let cells = width(glyph)
    if cells == 0 { return }
    last = glyph
    // Without wrapping, the last column is written again and again; half of a wide character is not shown.
    column = min(column, size.columns - 1)
    if column + cells > size.columns { return }
    overwrite(column, with: glyph)
    if cells == 2 {
      overwrite(column + 1, with: 0x20)
      glyphs[row * size.columns + column] = glyph
      glyphs[row * size.columns + column + 1] = 0
    }
    column += cells
  }

  /// Changes one cell; a wide character that loses a half becomes blank.
  private mutating func overwrite(_ column: Int, with glyph: UInt32) {
    let index = row * size.columns + column
    if glyphs[index] == 0, column > 0 { glyphs[index - 1] = 0x20 }
    if column + 1 < size.columns, glyphs[index + 1] == 0 { glyphs[index + 1] = 0x20 }
    glyphs[index] = glyph
  }

  private mutating func blank(_ index: Int) { glyphs[index] = 0x20 }
}
