import CGameABI

/// The drawing target of ``Game/draw(_:on:)``: a grid of character cells, each with two or more pixels (see ``grid``).
///
/// Pixels have **world coordinates**: ``camera`` is the pixel of the world in the upper left corner. Text has cell
/// coordinates of the screen. Any coordinate is allowed; pixels outside the canvas or outside ``clip`` are not drawn.
///
/// Pixels are stored directly in the cells. Drawing allocates no memory.
// Safe: the cells are the host's and valid until `draw` returns; a canvas cannot be copied out of it.
@safe public struct Canvas: ~Copyable {
  private let cells: UnsafeMutablePointer<Cell>?

  /// The width in cells.
  public let columns: Int
  /// The height in cells.
  public let rows: Int

  /// The time of this frame between the previous tick (0) and the next one (1).
  ///
  /// Draw moving objects at `previous + (current - previous) * alpha`.
  public let alpha: Float

  /// The pixel of the world in the upper left corner.
  public var camera: (x: Int, y: Int) = (0, 0) {
    didSet { if camera != (0, 0) { (worldCamera, worldGrid) = (camera, grid) } }
  }
  /// The last camera that was not at the origin, where a game draws what does not move with the world; and the grid that it
  /// counted.
  private(set) var worldCamera: (x: Int, y: Int) = (0, 0)
  private(set) var worldGrid = PixelGrid.halves

  /// The part of the screen in which pixels are drawn, in screen pixels. Does not apply to text.
  public var clip: PixelRect {
    get { window }
    set { window = newValue.intersection(PixelRect(x: 0, y: 0, width: width, height: height)) }
  }
  private var window: PixelRect

  /// The pixels per cell. May change within a frame; a change resets ``clip`` to the whole screen.
  public var grid: PixelGrid = .halves {
    didSet {
      window = PixelRect(x: 0, y: 0, width: width, height: height)
      if worldCamera == camera { worldGrid = grid }
    }
  }

  init(_ frame: Frame) {
    unsafe cells = frame.cells
    columns = unsafe frame.cells == nil ? 0 : Int(frame.columns)
    rows = unsafe frame.cells == nil ? 0 : Int(frame.rows)
    alpha = unsafe frame.alpha
    window = PixelRect(x: 0, y: 0, width: columns, height: rows * 2)
  }

  /// The width in pixels.
  public var width: Int { columns * grid.columns }
  /// The height in pixels.
  public var height: Int { rows * grid.rows }

  /// The pixels of the world that are on the screen and inside ``clip``.
  public var visible: PixelRect {
    PixelRect(x: window.x &+ camera.x, y: window.y &+ camera.y, width: window.width, height: window.height)
  }

  /// The cell at a position of the screen; nil outside of it.
  func cell(_ column: Int, _ row: Int) -> Cell? {
    guard let cells = unsafe cells, column >= 0, row >= 0, column < columns, row < rows else { return nil }
    return unsafe cells[row * columns + column]
  }

  /// Replaces a cell. Does nothing outside the screen.
  mutating func setCell(_ column: Int, _ row: Int, _ cell: Cell) {
    guard let cells = unsafe cells, column >= 0, row >= 0, column < columns, row < rows else { return }
    let index = row * columns + column
    // If this cell was half of a wide character, the other half becomes a space.
    if unsafe cells[index].glyph == 0, column > 0 { unsafe cells[index - 1].glyph = 0x20 }
    if column + 1 < columns, unsafe cells[index + 1].glyph == 0 { unsafe cells[index + 1].glyph = 0x20 }
    unsafe cells[index] = cell
  }

  /// Writes the right half of a wide character, after its left half.
  mutating func setRightHalf(_ column: Int, _ row: Int, _ cell: Cell) {
    guard let cells = unsafe cells, column > 0, row >= 0, column < columns, row < rows else { return }
    let index = row * columns + column
    if column + 1 < columns, unsafe cells[index + 1].glyph == 0 { unsafe cells[index + 1].glyph = 0x20 }
    unsafe cells[index] = cell
  }

  /// The colour of a pixel; ``Color/terminal`` outside the canvas.
  public func pixel(_ x: Int, _ y: Int) -> Color {
    let x = x &- camera.x
    let y = y &- camera.y
    guard grid == .halves else { return dot(x, y) }
    guard y >= 0, let cell = cell(x, y / 2) else { return .terminal }
    let halves = Halves(cell)
    return y % 2 == 0 ? halves.upper : halves.lower
  }

  /// Sets the colour of a pixel.
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

  /// Replaces the colour of a pixel by a function of it.
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

/// A rectangle of pixels.
public struct PixelRect: Hashable, Sendable {
  /// The left edge.
  public var x: Int
  /// The upper edge.
  public var y: Int
  /// The number of pixels across.
  public var width: Int
  /// The number of pixels down.
  public var height: Int

  /// Creates a rectangle. A negative width or height counts as 0.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The first `x` to the right of the rectangle.
  public var maxX: Int { x &+ width }
  /// The first `y` below the rectangle.
  public var maxY: Int { y &+ height }

  /// Whether a pixel is inside.
  public func contains(_ x: Int, _ y: Int) -> Bool {
    x >= self.x && y >= self.y && x < maxX && y < maxY
  }

  /// The common part of two rectangles, with a width or height of 0 if there is none.
  public func intersection(_ other: PixelRect) -> PixelRect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return PixelRect(
      x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }
}
