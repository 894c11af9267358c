import CGameABI
import CRenderFloors
import Engine
import Glibc
import Testing

@testable import TerminalRenderer

extension NcursesTests {
  /// The programs that the benchmark compares with draw the same pictures, according to libvterm.
  @Suite("Benchmark programs") struct RenderFloorTests {
    @Test(
      "The C programs of the benchmark show the pictures that they are given",
      arguments: [RenderFloorPlainNcurses, RenderFloorTunedNcurses, RenderFloorBareWriter])
    func floors(kind: RenderFloorKind) throws {
      unsafe setlocale(LC_CTYPE, "C.UTF-8")
      let size = CellSize(columns: 50, rows: 16)
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let floor = unsafe try #require(
        unsafe render_floor_open(kind, "xterm-256color", pty.slave, UInt32(size.columns), UInt32(size.rows)))
      let translator = FrameEncoder(depth: .indexed256, asciiOnly: false, dialect: EncoderDialect())
      var pictures = PalettePictures(seed: 8, size: size)
      let screen = VtermScreen(size: size)
      var fed = 0
      for frame in 0..<40 {
        translator.encode(pictures.next(), limit: size, into: ByteBuffer())
        let wanted = translator.shownPicture
        unsafe wanted.cells.withUnsafeBufferPointer { unsafe render_floor_draw(floor, $0.baseAddress) }
        var odd: String? = "nothing read"
        try pty.wait("picture \(frame), \(odd ?? "")") {
          let bytes = pty.bytes
          let found = screen.show(Array(bytes[fed...]))
          fed = bytes.count
          odd = difference(asVtermSeesIt(wanted), found)
          return odd == nil
        }
      }
      unsafe render_floor_close(floor)
    }
  }
}
