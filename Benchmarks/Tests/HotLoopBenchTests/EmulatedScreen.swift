import CGameABI
import CTerminalScreen
import Engine

/// The screen that libvterm shows for the bytes written to it.
// Safe: the emulator is freed only with this object.
@safe final class EmulatedScreen {
  private let screen: OpaquePointer
  private let size: CellSize

  init(size: CellSize) {
    self.size = size
    unsafe screen = terminal_screen_open(UInt32(size.columns), UInt32(size.rows))
  }

  deinit { unsafe terminal_screen_close(screen) }

  func write(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBufferPointer { unsafe terminal_screen_write(screen, $0.baseAddress, $0.count) }
  }

  /// The first cell that does not look like that of the picture; nil if there is none.
  func difference(from expected: CellBuffer) -> String? {
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let found = unsafe terminal_screen_cell(screen, UInt32(column), UInt32(row))
        let shown = look(Cell(glyph: found.glyph, fore: found.fore, back: found.back, style: found.style))
        let wanted = look(expected[column, row])
        if wanted.glyph == 0 && shown.glyph == 0 { continue }
        if wanted != shown { return "column \(column), row \(row): expected \(wanted), found \(shown)" }
      }
    }
    return nil
  }

  /// The cell without what is invisible: the foreground of a space, and the style dim, which libvterm does not know.
  private func look(_ cell: Cell) -> Cell {
    var cell = cell
    cell.style &= ~CellStyleDim.rawValue
    if cell.glyph == 0x20, cell.style & (CellStyleUnderline.rawValue | CellStyleReverse.rawValue) == 0 {
      cell.fore = Cell.blank.fore
      cell.style = 0
    }
    return cell
  }
}
