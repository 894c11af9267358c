import CGameABI
import Engine

/// Translated cells of a whole screen: what the terminal shows.
// Safe: all access is by rows and columns below `size`, given by the encoder that also resizes it.
@safe final class ScreenImage {
  private(set) var size = CellSize(columns: 0, rows: 0)
  private(set) var cells: UnsafeMutablePointer<Cell>

  init() {
    unsafe cells = .allocate(capacity: 1)
  }

  deinit { unsafe cells.deallocate() }

  /// Takes on a size, all blank.
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
