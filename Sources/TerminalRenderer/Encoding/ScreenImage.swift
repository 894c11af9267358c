import CGameABI
import Engine

/// The translated cells of a whole screen.
// Safe: the painters access only rows and columns below `size`.
@safe final class ScreenImage {
  private(set) var size = CellSize(columns: 0, rows: 0)
  private(set) var cells: UnsafeMutablePointer<Cell>

  init() {
    unsafe cells = .allocate(capacity: 1)
  }

  deinit { unsafe cells.deallocate() }

  /// Changes the size and blanks all cells.
  func reset(to newSize: CellSize) {
    let count = newSize.columns * newSize.rows
    if newSize != size {
      unsafe cells.deallocate()
      unsafe cells = .allocate(capacity: max(count, 1))
      size = newSize
    }
    unsafe cells.initialize(repeating: .blank, count: count)
  }

  func row(_ row: Int) -> UnsafeMutablePointer<Cell> { unsafe cells + row &* size.columns }
}
