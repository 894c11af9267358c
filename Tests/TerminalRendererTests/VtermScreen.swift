import CGameABI
import CVterm
import Engine

/// A second emulator, independent of tmux: libvterm, in this process.
// Safe: the emulator lives exactly as long as this object.
@safe final class VtermScreen {
  /// The styles that libvterm knows: all but dim.
  static let knownStyles: UInt32 = 31 & ~CellStyleDim.rawValue

  private let emulator: OpaquePointer
  private let screen: OpaquePointer
  private(set) var size: CellSize

  init(size: CellSize) {
    self.size = size
    unsafe emulator = vterm_new(Int32(size.rows), Int32(size.columns))
    unsafe vterm_set_utf8(emulator, 1)
    unsafe screen = vterm_obtain_screen(emulator)
    unsafe vterm_screen_enable_altscreen(screen, 1)
    unsafe vterm_screen_reset(screen, 1)
  }

  deinit { unsafe vterm_free(emulator) }

  func resize(to newSize: CellSize) {
    size = newSize
    unsafe vterm_set_size(emulator, Int32(newSize.rows), Int32(newSize.columns))
  }

  /// Sends bytes and returns the screen.
  func show(_ bytes: [UInt8]) -> CellBuffer {
    _ = unsafe bytes.withUnsafeBytes {
      unsafe vterm_input_write(
        emulator, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
    }
    var picture = CellBuffer(size: size)
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = unsafe hotloop_vterm_cell(screen, Int32(row), Int32(column))
        picture[column, row] = Cell(glyph: cell.glyph, fore: cell.fore, back: cell.back, style: cell.style)
      }
    }
    return picture
  }
}

/// The picture without the styles that libvterm does not know.
func asVtermSeesIt(_ picture: CellBuffer) -> CellBuffer {
  var result = picture
  for row in 0..<picture.size.rows {
    for column in 0..<picture.size.columns { result[column, row].style &= VtermScreen.knownStyles }
  }
  return result
}
