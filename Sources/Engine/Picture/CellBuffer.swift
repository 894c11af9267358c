import CGameABI

/// A width and a height in character cells.
public struct CellSize: Hashable, Sendable, CustomStringConvertible {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  public var description: String { "\(columns)×\(rows)" }
  /// As it is typed: `80x24`.
  public var plain: String { "\(columns)x\(rows)" }

  /// Of a terminal. A hostile one must not make us allocate gigabytes.
  public static let largest = CellSize(columns: 2000, rows: 1000)
}

/// A picture made of character cells: the game and the overlays draw into it, a terminal shows it.
///
/// It has value semantics: a terminal that was handed a picture is not affected by later changes.
public struct CellBuffer: Sendable, Equatable {
  public private(set) var size: CellSize
  /// `size.rows × size.columns` cells, row by row.
  public private(set) var cells: [Cell]

  public init(size: CellSize) {
    self.size = size
    self.cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  /// One cell. Outside the buffer, reads return a blank and writes do nothing.
  public subscript(column: Int, row: Int) -> Cell {
    get { contains(column, row) ? cells[row * size.columns + column] : .blank }
    set { if contains(column, row) { cells[row * size.columns + column] = newValue } }
  }

  private func contains(_ column: Int, _ row: Int) -> Bool {
    column >= 0 && row >= 0 && column < size.columns && row < size.rows
  }

  public mutating func clear() {
    for index in cells.indices { cells[index] = .blank }
  }

  /// Changes the size and blanks the content.
  public mutating func resize(to newSize: CellSize) {
    self = CellBuffer(size: newSize)
  }

  /// Gives code that draws through the C contract access to the cells, row by row.
  public mutating func withUnsafeMutableCells<R>(_ body: (UnsafeMutableBufferPointer<Cell>) -> R) -> R {
    unsafe cells.withUnsafeMutableBufferPointer { unsafe body($0) }
  }
}

extension Cell {
  /// A space in the terminal's default colours.
  public static let blank = Cell(
    glyph: 0x20, fore: UInt32(HOTLOOP_COLOR_DEFAULT), back: UInt32(HOTLOOP_COLOR_DEFAULT), style: 0)

  /// The scalar that a terminal shows in this cell; nil for the right half of a wide character.
  public var shownScalar: Unicode.Scalar? {
    if glyph == 0 { return nil }
    guard glyph >= 0x20, !(0x7F..<0xA0).contains(glyph), let scalar = Unicode.Scalar(glyph) else {
      return " "
    }
    return scalar
  }
}

// Cell is declared in this package, in C: no other module can declare the conformance.
// swift-format-ignore: AvoidRetroactiveConformances
extension Cell: @retroactive Equatable {
  public static func == (a: Cell, b: Cell) -> Bool {
    a.glyph == b.glyph && a.fore == b.fore && a.back == b.back && a.style == b.style
  }
}
