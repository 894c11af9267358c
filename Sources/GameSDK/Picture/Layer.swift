import CGameABI

/// A picture that is kept from frame to frame, such as a backdrop or a panel.
///
/// Cells that were not drawn on are transparent; of half blocks, each pixel. A layer is derived data of the game: it does not
/// survive a reload. Only its creation allocates memory.
// Safe: the cells live as long as the layer, and the canvas of `draw` is valid only during the call.
@safe public final class Layer {
  /// The width in cells.
  public let columns: Int
  /// The height in cells.
  public let rows: Int
  private let cells: UnsafeMutablePointer<Cell>

  /// Creates a transparent layer of a size in cells. Negative sizes count as 0.
  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    unsafe cells = .allocate(capacity: max(1, self.columns * self.rows))
    clear()
  }

  deinit { unsafe cells.deallocate() }

  /// Makes the whole layer transparent.
  public func clear() {
    let blank = Cell(glyph: 0x20, fore: HOTLOOP_COLOR_DEFAULT, back: HOTLOOP_COLOR_DEFAULT, style: 0)
    unsafe cells.initialize(repeating: blank, count: columns * rows)
  }

  /// Draws on the layer. The earlier content stays.
  public func draw(_ body: (inout Canvas) -> Void) {
    var canvas = unsafe Canvas(
      Frame(cells: cells, columns: UInt32(columns), rows: UInt32(rows), alpha: 0, unused: 0))
    body(&canvas)
  }

  subscript(column: Int, row: Int) -> Cell { unsafe cells[row * columns + column] }
}

extension Canvas {
  /// Draws a layer over the picture, with its upper left corner at a cell of the screen. Cells that are completely outside
  /// ``clip`` are not drawn.
  public mutating func layer(_ layer: Layer, column: Int = 0, row: Int = 0) {
    let left = max(-layer.columns, min(columns, column))
    let top = max(-layer.rows, min(rows, row))
    let endColumn = min(layer.columns, columns - left)
    let endRow = min(layer.rows, rows - top)
    guard max(0, -left) < endColumn, max(0, -top) < endRow else { return }
    for y in max(0, -top)..<endRow {
      for x in max(0, -left)..<endColumn { draw(layer[x, y], left + x, top + y) }
    }
  }

  private mutating func draw(_ cell: Cell, _ column: Int, _ row: Int) {
    let pixels = PixelRect(
      x: column * grid.columns, y: row * grid.rows, width: grid.columns, height: grid.rows)
    let part = pixels.intersection(clip)
    guard part.width > 0, part.height > 0, let below = self.cell(column, row) else { return }
    let shown = cell.composited(over: below)
    if shown.glyph == 0 { setRightHalf(column, row, shown) } else { setCell(column, row, shown) }
  }
}

extension Cell {
  /// This cell over another, which shows where this one is transparent.
  fileprivate func composited(over below: Cell) -> Cell {
    guard back == HOTLOOP_COLOR_DEFAULT else { return self }
    if glyph == 0x20, style == 0 { return below }
    if let mask = PixelGrid.halves.mask(glyph) {
      var halves = Halves(below)
      if mask == 1 { halves.upper = Color(bits: fore) } else { halves.lower = Color(bits: fore) }
      return halves.cell
    }
    return Cell(glyph: glyph, fore: fore, back: Halves(below).mean.bits, style: style)
  }
}
