import CGameABI
import Engine
import SeededRandom

/// Pictures like those of games. Each is a change of the previous one.
struct RandomPictures {
  var generator: SplitMix64
  private(set) var picture: CellBuffer

  private static let glyphs: [UInt32] = Array(
    " abcXYZ019.#@~éß│┌─┘█▀▄░▒▓⠿⣀▲●世界字→".unicodeScalars.map(\.value))

  init(seed: UInt64, size: CellSize) {
    generator = SplitMix64(seed: seed)
    picture = CellBuffer(size: size)
  }

  mutating func resize(to size: CellSize) { picture.resize(to: size) }

  /// Changes a part or all of the picture and returns it.
  mutating func next() -> CellBuffer {
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: picture.clear()
    case 1: rectangle(random(columns: true), random(columns: false))
    case 2: for _ in 0..<picture.cells.count { scatter(cell()) }
    case 3, 4: text()
    case 5: plasma()
    case 6: scroll()
    default: for _ in 0..<Int.random(in: 0..<40, using: &generator) { scatter(cell()) }
    }
    return picture
  }

  private mutating func random(columns: Bool) -> Int {
    Int.random(in: 0..<max(1, columns ? picture.size.columns : picture.size.rows), using: &generator)
  }

  private mutating func color() -> UInt32 {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0, 1: UInt32(HOTLOOP_COLOR_DEFAULT)
    case 2: 0x00FF_0000
    case 3: 0x0000_0000
    default: UInt32.random(in: 0...0xFF_FFFF, using: &generator)
    }
  }

  private mutating func cell() -> Cell {
    let styled = Int.random(in: 0..<4, using: &generator) == 0
    return Cell(
      glyph: RandomPictures.glyphs.randomElement(using: &generator)!, fore: color(), back: color(),
      style: styled ? UInt32.random(in: 0..<32, using: &generator) : 0)
  }

  /// Puts a cell at a random position. A wide glyph mostly gets its right half and is sometimes left malformed.
  private mutating func scatter(_ cell: Cell) {
    let column = random(columns: true)
    let row = random(columns: false)
    put(cell, column, row)
  }

  private mutating func put(_ cell: Cell, _ column: Int, _ row: Int) {
    picture[column, row] = cell
    let wide = Unicode.Scalar(cell.glyph)?.cellWidth == 2
    if wide, Int.random(in: 0..<8, using: &generator) > 0 {
      picture[column + 1, row] = Cell(glyph: 0, fore: cell.fore, back: cell.back, style: cell.style)
    }
  }

  private mutating func rectangle(_ column: Int, _ row: Int) {
    let fill = cell()
    for y in row..<min(row + 6, picture.size.rows) {
      for x in column..<min(column + 30, picture.size.columns) { picture[x, y] = fill }
    }
  }

  private mutating func text() {
    let row = random(columns: false)
    var column = random(columns: true)
    let style = cell()
    for _ in 0..<Int.random(in: 1..<30, using: &generator) {
      var letter = style
      letter.glyph = UInt32.random(in: 0x20..<0x7F, using: &generator)
      put(letter, column, row)
      column += 1
    }
  }

  private mutating func plasma() {
    let phase = UInt32.random(in: 0..<255, using: &generator)
    for y in 0..<picture.size.rows {
      for x in 0..<picture.size.columns {
        let shade = (UInt32(x * 3 + y * 5) + phase) & 0xFF
        picture[x, y] = Cell(glyph: 0x2580, fore: shade << 16 | 0x40, back: (shade ^ 0xF0) << 8, style: 0)
      }
    }
  }

  private mutating func scroll() {
    for y in 0..<picture.size.rows {
      for x in 0..<picture.size.columns { picture[x, y] = picture[x, y + 1] }
    }
  }
}
