import CGameABI
import Engine
import Testing

@testable import TerminalRenderer

extension NcursesTests {
  /// Pictures on the terminal types that people use, from opening to closing.
  @Suite("Common terminals") struct CommonTerminalTests {
    @Test(
      "Every common terminal type shows the pictures exactly",
      arguments: [
        "xterm", "xterm-256color", "screen", "screen-256color", "tmux", "tmux-256color", "linux", "rxvt",
      ])
    func commonTerminals(term: String) throws {
      let size = CellSize(columns: 50, rows: 14)
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let options = TerminalOptions(color: .indexed16, glyphs: .unicode)
      let terminal = try NcursesTerminal(
        options: options, output: pty.slave, stop: { _ in },
        environment: { $0 == "TERM" ? term : nil })
      let reference = FrameEncoder(depth: .indexed16, asciiOnly: false, dialect: EncoderDialect())
      let screen = VtermScreen(size: size)
      var pictures = RandomPictures(seed: 61, size: size)
      var fed = 0
      for frame in 1...30 {
        let picture = pictures.next()
        reference.encode(picture, limit: size, into: ByteBuffer())
        terminal.present(picture, frame: UInt64(frame))
        try pty.wait("picture \(frame) on \(term)") {
          let bytes = pty.bytes
          let found = screen.show(Array(bytes[fed...]))
          fed = bytes.count
          return difference(asVtermSeesIt(reference.shownPicture), found) == nil
        }
      }
      terminal.close()
      try pty.wait("the alternate screen to be left") { pty.isCooked }
      #expect(!rings(pty.bytes), "no bell")
    }

    /// Whether the bytes have a BEL other than the end of a title.
    private func rings(_ bytes: [UInt8]) -> Bool {
      var inTitle = false
      for (index, byte) in bytes.enumerated() {
        if byte == 0x5D, index > 0, bytes[index - 1] == 0x1B { inTitle = true }
        if byte == 0x07 {
          if !inTitle { return true }
          inTitle = false
        }
      }
      return false
    }
  }
}
