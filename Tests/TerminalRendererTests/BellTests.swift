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
      func present(_ picture: CellBuffer) throws -> [UInt8] {
        number += 1
        let before = pty.bytes.count
        terminal.present(picture, frame: number)
        try pty.wait("frame \(number)") { terminal.report.lastFrame == number }
        try pty.wait("its bytes") { pty.bytes.count >= before + terminal.report.frameBytes }
        return Array(pty.bytes[before...])
      }
      var picture = CellBuffer(size: size)
      #expect(!(try present(picture)).contains(0x07))
      terminal.ringBell()
      terminal.ringBell()
      #expect(try present(picture) == [0x07])
      #expect(try present(picture) == [])
      picture.write("hit", column: 3, row: 3, style: .init(fore: 0xFFFFFF, back: 0))
      terminal.ringBell()
      let bytes = try present(picture)
      #expect(bytes.last == 0x07 && bytes.count { $0 == 0x07 } == 1)
      #expect(String(decoding: bytes, as: UTF8.self).contains("hit"))
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
