import CGameABI
import Engine
import Glibc
import Testing

@testable import TerminalRenderer

extension NcursesTests {
  /// A slow terminal makes us skip frames but delays no tick, and it shows whole pictures only.
  @Suite("Slow terminals") struct SlowTerminalTests {
    private let size = CellSize(columns: 60, rows: 18)

    private func open(_ pty: PseudoTerminal) throws -> NcursesTerminal {
      try NcursesTerminal(
        options: TerminalOptions(color: .truecolor, glyphs: .unicode), output: pty.slave, stop: { _ in },
        environment: { $0 == "TERM" ? "xterm-256color" : nil })
    }

    /// A picture with the number of its frame in every cell.
    private func picture(_ frame: Int) -> CellBuffer {
      var picture = CellBuffer(size: size)
      for row in 0..<size.rows {
        for column in 0..<size.columns {
          let glyph = UInt32(0x21 + (column * 7 + row * 3 + frame) % 90)
          picture[column, row] = Cell(glyph: glyph, fore: UInt32(frame), back: UInt32(column * row), style: 0)
        }
      }
      return picture
    }

    @Test("At a megabyte per second every picture is shown as a whole")
    func wholePictures() throws {
      let pty = try PseudoTerminal(size: size, bytesPerMillisecond: 1000)
      defer { pty.end() }
      let terminal = try open(pty)
      try pty.wait("the query") { pty.text.contains("\u{1B}[?2026$p") }
      pty.type("\u{1B}[?2026;2$y\u{1B}[?62c")
      var frame = 0
      while frame < 1000 || !pty.text.contains("\u{1B}[?2026h") {
        frame += 1
        terminal.present(picture(frame), frame: UInt64(frame))
      }
      try pty.wait("the last frame") { terminal.report.lastFrame == UInt64(frame) }
      #expect(terminal.report.framesSkipped > 0)
      terminal.close()
      try pty.wait("the alternate screen to be left") { pty.text.contains("\u{1B}[?1049l") }
      let screen = VtermScreen(size: size)
      var seen: [UInt32] = []
      for bytes in split(pty.bytes, after: "\u{1B}[?2026l") {
        guard String(decoding: bytes, as: UTF8.self).contains("\u{1B}[?2026h") else { continue }
        let colors = Set(screen.show(bytes).cells.map(\.fore))
        #expect(colors.count == 1, "parts of frames \(colors.sorted())")
        seen += colors
      }
      #expect(seen.count > 1)
      #expect(seen == seen.sorted())
      #expect(seen.last == UInt32(frame))
    }

    private func split(_ bytes: [UInt8], after mark: String) -> [[UInt8]] {
      let mark = Array(mark.utf8)
      var parts: [[UInt8]] = [[]]
      for byte in bytes {
        parts[parts.count - 1].append(byte)
        if parts[parts.count - 1].suffix(mark.count).elementsEqual(mark) { parts.append([]) }
      }
      return parts
    }

    @Test("A terminal that stops reading delays no tick")
    func ticks() throws {
      let pty = try PseudoTerminal(size: size, reading: false)
      defer { pty.end() }
      let terminal = try open(pty)
      let game = CountingGame { [picture] in picture($0) }
      let clock = ManualClock()
      var options = GameLoop.Options()
      options.tickLimit = 2000
      let loop = GameLoop(
        game: game, terminal: terminal, clock: clock, events: EventBus(),
        gateway: LoopGateway(clock: clock),
        board: OverlayBoard(clock: clock), options: options)
      loop.board.overlay.showsHUD = false
      #expect(loop.run() == "reached 2000 ticks")
      #expect(game.ticks == 2000)
      #expect(loop.board.overlay.hud.droppedTicks == 0)
      #expect(terminal.report.framesSkipped > 1000)
      pty.startReading()
      try pty.wait("the newest picture") { terminal.report.lastFrame >= 1999 }
      terminal.close()
    }
  }
}

/// A game without a world that draws a picture of its tick.
private final class CountingGame: GameProvider {
  private(set) var ticks = 0
  private let picture: (Int) -> CellBuffer

  init(picture: @escaping (Int) -> CellBuffer) { self.picture = picture }

  let name = ""
  let minSize = CellSize(columns: 0, rows: 0)
  let actions: [String] = []
  let ticksPerSecond: Int? = nil
  let generation: UInt64 = 1
  let status = GameStatus()
  var tick: UInt64 { UInt64(ticks) }

  func reachSafePoint() {}
  func step(input: InputSample, dt: Double) -> Bool {
    ticks += 1
    return true
  }
  func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool {
    picture = self.picture(ticks)
    return true
  }
  func perform(_ command: HostCommand) {}
}
