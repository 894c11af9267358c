import CGameABI

/// What a game draws on: a grid of character cells, each of two pixels, one above the other, or of more (see `grid`).
///
/// Pixels are drawn in **world coordinates**: `camera` is the world's pixel in the upper left corner. Text is drawn in
/// cells of the screen. Whatever lies outside the canvas or outside `clip` is left out; no coordinate is wrong.
///
/// A pixel is stored straight in its cell, as a half block with one colour in front and one behind. Nothing is allocated.
///
/// Safe to hold: the cells are the host's and live until `draw` returns; a canvas cannot be copied out of it.
@safe public struct Canvas: ~Copyable {
  private let cells: UnsafeMutablePointer<Cell>?

  /// The size in cells.
  public let columns: Int
  public let rows: Int

  /// How far the moment of this picture is between the last tick (0) and the next (1). What moves is drawn at
  /// `previous + (now - previous) * alpha`.
  public let alpha: Float

  /// The world's pixel that is drawn in the upper left corner.
  public var camera: (x: Int, y: Int) = (0, 0)

  /// The part of the screen that pixels are drawn in, in pixels of the screen. Text is not clipped.
  public var clip: PixelRect {
    get { window }
    set { window = newValue.intersection(PixelRect(x: 0, y: 0, width: width, height: height)) }
  }
  private var window: PixelRect

  /// How pixels are drawn from now on. It may change within a picture; `clip` is then the whole screen again.
  public var grid: PixelGrid = .halves {
    didSet { window = PixelRect(x: 0, y: 0, width: width, height: height) }
  }

  init(_ frame: Frame) {
    unsafe cells = frame.cells
    columns = unsafe frame.cells == nil ? 0 : Int(frame.columns)
    rows = unsafe frame.cells == nil ? 0 : Int(frame.rows)
    alpha = unsafe frame.alpha
    window = PixelRect(x: 0, y: 0, width: columns, height: rows * 2)
  }

  /// The size in pixels.
  public var width: Int { columns * grid.columns }
  public var height: Int { rows * grid.rows }

  /// The pixels of the world that are on the screen and inside `clip`.
  public var visible: PixelRect {
    PixelRect(x: window.x &+ camera.x, y: window.y &+ camera.y, width: window.width, height: window.height)
  }

  /// Reads or changes one cell; nil or nothing where there is none.
  func cell(_ column: Int, _ row: Int) -> Cell? {
    guard let cells = unsafe cells, column >= 0, row >= 0, column < columns, row < rows else { return nil }
    return unsafe cells[row * columns + column]
  }

  mutating func setCell(_ column: Int, _ row: Int, _ cell: Cell) {
    guard let cells = unsafe cells, column >= 0, row >= 0, column < columns, row < rows else { return }
    let index = row * columns + column
    // The other half of a wide character that loses this half becomes a space.
    if unsafe cells[index].glyph == 0, column > 0 { unsafe cells[index - 1].glyph = 0x20 }
    if column + 1 < columns, unsafe cells[index + 1].glyph == 0 { unsafe cells[index + 1].glyph = 0x20 }
    unsafe cells[index] = cell
  }

  /// Writes the right half of a wide character whose left half has just been written.
  mutating func setRightHalf(_ column: Int, _ row: Int, _ cell: Cell) {
    guard let cells = unsafe cells, column > 0, row >= 0, column < columns, row < rows else { return }
    let index = row * columns + column
    if column + 1 < columns, unsafe cells[index + 1].glyph == 0 { unsafe cells[index + 1].glyph = 0x20 }
    unsafe cells[index] = cell
  }

  /// The colour of a pixel; the terminal's own outside the canvas.
  public func pixel(_ x: Int, _ y: Int) -> Color {
    let x = x &- camera.x
    let y = y &- camera.y
    guard grid == .halves else { return dot(x, y) }
    guard y >= 0, let cell = cell(x, y / 2) else { return .terminal }
    let halves = Halves(cell)
    return y % 2 == 0 ? halves.upper : halves.lower
  }

  /// Colours a pixel.
  public mutating func setPixel(_ x: Int, _ y: Int, _ color: Color) {
    setScreenPixel(x &- camera.x, y &- camera.y, color)
  }

  mutating func setScreenPixel(_ x: Int, _ y: Int, _ color: Color) {
    guard grid == .halves else { return setDot(x, y, color) }
    guard window.contains(x, y), let cell = cell(x, y / 2) else { return }
    var halves = Halves(cell)
    if y % 2 == 0 { halves.upper = color } else { halves.lower = color }
    setCell(x, y / 2, halves.cell)
  }

  /// Colours a pixel anew from the colour that it has.
  mutating func changeScreenPixel(_ x: Int, _ y: Int, _ change: (Color) -> Color) {
    guard grid == .halves else { return setDot(x, y, change(dot(x, y))) }
    guard window.contains(x, y), let cell = cell(x, y / 2) else { return }
    var halves = Halves(cell)
    if y % 2 == 0 { halves.upper = change(halves.upper) } else { halves.lower = change(halves.lower) }
    setCell(x, y / 2, halves.cell)
  }
}

// Pixels of the finer grids.
extension Canvas {
  private func dot(_ x: Int, _ y: Int) -> Color {
    guard x >= 0, y >= 0, let cell = cell(x / grid.columns, y / grid.rows) else { return .terminal }
    return Dots(cell, grid)[grid.bit(x % grid.columns, y % grid.rows)]
  }

  private mutating func setDot(_ x: Int, _ y: Int, _ color: Color) {
    guard window.contains(x, y), let cell = cell(x / grid.columns, y / grid.rows) else { return }
    var dots = Dots(cell, grid)
    dots.set(grid.bit(x % grid.columns, y % grid.rows), color)
    setCell(x / grid.columns, y / grid.rows, dots.cell)
  }
}

/// A rectangle of pixels: `x` and `y` are its left and upper edge.
public struct PixelRect: Hashable, Sendable {
  public var x: Int
  public var y: Int
  public var width: Int
  public var height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// Just behind the right and the lower edge.
  public var maxX: Int { x &+ width }
  public var maxY: Int { y &+ height }

  public func contains(_ x: Int, _ y: Int) -> Bool {
    x >= self.x && y >= self.y && x < maxX && y < maxY
  }

  public func intersection(_ other: PixelRect) -> PixelRect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return PixelRect(
      x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }
}
