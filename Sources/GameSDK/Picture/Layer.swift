import CGameABI

/// A picture of its own that is kept from frame to frame: a backdrop that is drawn once, a panel that is put above.
///
/// What was not drawn on is transparent: cells, and of half blocks each pixel. It belongs to the game, not to the world:
/// make it anew after a reload. It allocates when it is made and never again.
// Safe: the cells live as long as the layer, and a canvas upon them only during `draw`.
@safe public final class Layer {
  public let columns: Int
  public let rows: Int
  private let cells: UnsafeMutablePointer<Cell>

  /// The size in cells.
  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    unsafe cells = .allocate(capacity: max(1, self.columns * self.rows))
    clear()
  }

  deinit { unsafe cells.deallocate() }

  /// Makes all of it transparent.
  public func clear() {
    let blank = Cell(glyph: 0x20, fore: HOTLOOP_COLOR_DEFAULT, back: HOTLOOP_COLOR_DEFAULT, style: 0)
    unsafe cells.initialize(repeating: blank, count: columns * rows)
  }

  /// Draws on what is there already.
  public func draw(_ body: (inout Canvas) -> Void) {
    var canvas = unsafe Canvas(
      Frame(cells: cells, columns: UInt32(columns), rows: UInt32(rows), alpha: 0, unused: 0))
    body(&canvas)
  }

  subscript(column: Int, row: Int) -> Cell { unsafe cells[row * columns + column] }
}

extension Canvas {
  /// Puts a layer above what is drawn so far, with its upper left corner at a cell of the screen. Cells that lie wholly
  /// outside `clip` are left out.
  public mutating func layer(_ layer: Layer, column: Int = 0, row: Int = 0) {
    let left = max(-layer.columns, min(columns, column))
    let top = max(-layer.rows, min(rows, row))
    let endColumn = min(layer.columns, columns - left)
    let endRow = min(layer.rows, rows - top)
    guard max(0, -left) < endColumn, max(0, -top) < endRow else { return }
    for y in max(0, -top)..<endRow {
      for x in max(0, -left)..<endColumn { put(layer[x, y], left + x, top + y) }
    }
  }

  private mutating func put(_ cell: Cell, _ column: Int, _ row: Int) {
    let pixels = PixelRect(
      x: column * grid.columns, y: row * grid.rows, width: grid.columns, height: grid.rows)
    let part = pixels.intersection(clip)
    guard part.width > 0, part.height > 0, let below = self.cell(column, row) else { return }
    let shown = cell.laid(over: below)
    if shown.glyph == 0 { setRightHalf(column, row, shown) } else { setCell(column, row, shown) }
  }
}

extension Cell {
  /// This cell with what is under it where it is transparent.
  fileprivate func laid(over below: Cell) -> Cell {
    guard back == HOTLOOP_COLOR_DEFAULT else { return self }
    if glyph == 0x20, style == 0 { return below }
    if let mask = PixelGrid.halves.mask(glyph) {
      var halves = Halves(below)
      if mask == 1 { halves.upper = Color(bits: fore) } else { halves.lower = Color(bits: fore) }
      return halves.cell
    }
    return Cell(glyph: glyph, fore: fore, back: Halves(below).middle.bits, style: style)
  }
}
