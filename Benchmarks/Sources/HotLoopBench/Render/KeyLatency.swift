import Engine
import Foundation
import Glibc
import HostSystem
import HotLoopProduct
import TerminalRenderer

/// The time from a key press to the picture. The loop and the terminal are those of play; the game changes one cell for
/// each press. Keys are typed at random times, and the first byte of the change is awaited.
struct KeyLatency {
  static let ticksPerSecond = 60
  /// A different key each time: terminals do not report releases, so a repeated key would count as held.
  private static let keys = Array("abcdefghijklmnoprstuvwx".unicodeScalars)

  /// From the press to the first byte of the change.
  var total = Samples()
  /// From the start of the tick that saw the press.
  var afterTick = Samples()

  mutating func measure(presses: Int) throws {
    let size = CellSize(columns: 80, rows: 24)
    let arrival = ArrivalTime()
    let screen = try unsafe DrainedTerminal(size: size) { _ in arrival.note() }
    defer { screen.end() }
    let terminal = try NcursesTerminal(descriptor: screen.slave, name: "xterm-256color")
    let (loop, game) = makeLoop(on: terminal)
    nonisolated(unsafe) let confined = loop
    let thread = try HostThread("hotloop.loop") { _ = unsafe confined.run() }
    defer {
      loop.gateway.post { $0.requestExit("measured") }
      thread.join()
      terminal.close()
    }
    // Exclude the first picture and the queries that a terminal gets at the start.
    while terminal.report.framesShown < 10 { usleep(10_000) }
    var random = SystemRandomNumberGenerator()
    for press in 0..<presses {
      // People do not press in step with the ticks, so presses come at random points between two of them.
      usleep(20_000 + UInt32.random(in: 0..<17_000, using: &random))
      arrival.expect()
      let pressed = MonotonicClock.now()
      screen.type(String(Self.keys[press % Self.keys.count]))
      guard let shown = arrival.wait(milliseconds: 1000) else {
        throw ProgramError("a key press changed nothing on the screen within a second")
      }
      total.add(nanoseconds: shown - pressed)
      afterTick.add(nanoseconds: shown - game.pressSeen)
    }
  }

  private func makeLoop(on terminal: NcursesTerminal) -> (GameLoop, KeyGame) {
    let clock = MonotonicClock()
    let board = OverlayBoard(clock: clock)
    board.overlay.showsHUD = false
    var options = GameLoop.Options()
    options.ticksPerSecond = Self.ticksPerSecond
    let game = KeyGame()
    let loop = GameLoop(
      game: game, terminal: terminal, clock: clock, events: EventBus(),
      gateway: LoopGateway(clock: clock),
      board: board, options: options)
    loop.bindings = KeyBindings(
      entries: Self.keys.enumerated().map { index, key in
        .init(name: String(key), target: .game(index), keys: [Key(.character(key))])
      })
    return (loop, game)
  }
}
