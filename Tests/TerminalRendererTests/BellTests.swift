import Engine
import Testing

@testable import TerminalRenderer

extension NcursesTests {
  @Suite("Bell") struct BellTests {
    private let size = CellSize(columns: 60, rows: 18)

    @Test(
      "The bell rings with its frame, also if the picture did not change",
      arguments: [TerminalOptions.Drawing.encoder, .curses])
    func ringing(drawing: TerminalOptions.Drawing) throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let options = TerminalOptions(color: .truecolor, glyphs: .unicode, drawing: drawing)
      let terminal = try NcursesTerminal(
        options: options, output: pty.slave, stop: { _ in },
        environment: { $0 == "TERM" ? "xterm-256color" : nil })
      defer { terminal.close() }
      var number: UInt64 = 0
      func present(_ picture: CellBuffer) throws {
        number += 1
        terminal.present(picture, frame: number)
        try pty.wait("frame \(number)") { terminal.report.lastFrame == number }
      }
      // What the terminal has got so far may be read later than it was written: only the order is known.
      func bells() -> Int { pty.bytes.count { $0 == 0x07 } }
      var picture = CellBuffer(size: size)
      try present(picture)
      #expect(bells() == 0)
      terminal.ringBell()
      terminal.ringBell()
      try present(picture)
      try pty.wait("the bell") { pty.bytes.last == 0x07 }
      #expect(bells() == 1 && terminal.report.cellsChanged == 0)
      try present(picture)
      picture.write("hit", column: 3, row: 3, style: .init(fore: 0xFFFFFF, back: 0))
      terminal.ringBell()
      try present(picture)
      try pty.wait("the bell after the text") {
        pty.bytes.last == 0x07 && String(decoding: pty.bytes, as: UTF8.self).contains("hit")
      }
      #expect(bells() == 2)
    }

    @Test("A bell of a frame that is replaced before it is shown rings with the next one")
    func skippedFrame() {
      let state = TerminalState(size: size)
      state.ringBell()
      state.offer(CellBuffer(size: size), frame: 1)
      state.offer(CellBuffer(size: size), frame: 2)
      guard case .frame(_, 2, rings: true) = state.nextWork() else {
        Issue.record("frame 2 does not ring")
        return
      }
      state.offer(CellBuffer(size: size), frame: 3)
      guard case .frame(_, 3, rings: false) = state.nextWork() else {
        Issue.record("frame 3 rings")
        return
      }
    }
  }
}
