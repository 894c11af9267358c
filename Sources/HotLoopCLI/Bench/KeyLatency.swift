import CGameABI
import Engine
import Foundation
import Glibc
import HostSystem
import Synchronization
import TerminalRenderer

/// From a key to the picture: the loop and the terminal as they are in play, a game that changes one cell for each
/// press, and somebody who types at any moment and watches for the first byte.
struct KeyLatency {
  static let ticksPerSecond = 60
  /// In turns: a terminal does not tell releases, so the same key again would count as still held.
  private static let keys = Array("abcdefghijklmnoprstuvwx".unicodeScalars)

  /// From the press to the first byte of the change.
  var total = Samples()
  /// From the beginning of the tick that saw the press.
  var afterTick = Samples()

  mutating func measure(presses: Int) throws {
    let size = CellSize(columns: 80, rows: 24)
    let arrival = Arrival()
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
    // The first picture, and what is asked of a terminal at the beginning, are not what is measured.
    while terminal.report.framesShown < 10 { usleep(10_000) }
    var random = SystemRandomNumberGenerator()
    for press in 0..<presses {
      // A person does not press in step with the ticks: presses come at every point between two of them.
      usleep(20_000 + UInt32.random(in: 0..<17_000, using: &random))
      arrival.expect()
      let pressed = MonotonicClock.now()
      screen.type(String(Self.keys[press % Self.keys.count]))
      guard let shown = arrival.wait(milliseconds: 1000) else {
        throw CommandError("a key press changed nothing on the screen within a second")
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

/// When the first byte came after it was asked for.
private final class Arrival: Sendable {
  private let time = Atomic<UInt64>(1)
  private let came = DispatchSemaphore(value: 0)

  func expect() { time.store(0, ordering: .releasing) }

  func note() {
    let now = MonotonicClock.now()
    if time.compareExchange(expected: 0, desired: now, ordering: .acquiringAndReleasing).exchanged {
      came.signal()
    }
  }

  func wait(milliseconds: Int) -> UInt64? {
    came.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
      ? time.load(ordering: .acquiring) : nil
  }
}

/// A game that counts presses and shows in one cell whether the count is even.
private final class KeyGame: GameProvider, Sendable {
  private let presses = Atomic<Int>(0)
  private let seen = Atomic<UInt64>(0)
  private let ticks = Atomic<UInt64>(0)

  /// When the tick began that saw the last press (ns).
  var pressSeen: UInt64 { seen.load(ordering: .acquiring) }

  let actions: [String] = []
  let ticksPerSecond: Int? = nil
  let generation: UInt64 = 1
  let status = GameStatus()
  var tick: UInt64 { ticks.load(ordering: .relaxed) }

  func reachSafePoint() {}

  func step(input: InputSample, dt: Double) -> Bool {
    if input.pressed != 0 {
      seen.store(MonotonicClock.now(), ordering: .releasing)
      presses.add(1, ordering: .relaxed)
    }
    ticks.add(1, ordering: .relaxed)
    return true
  }

  func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool {
    let glyph: UInt32 = presses.load(ordering: .relaxed) % 2 == 0 ? 0x2D : 0x2B  // - and +
    picture[10, 10] = Cell(glyph: glyph, fore: 0xFFFFFF, back: 0x000000, style: 0)
    return true
  }

  func perform(_ command: HostCommand) {}
}
