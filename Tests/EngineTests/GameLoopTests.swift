import CGameABI
import Engine
import Synchronization
import Testing

/// A game that counts: what the loop does to it can be read off.
private final class CountingGame: GameProvider {
  var actions = ["left", "fire"]
  var ticksPerSecond: Int?
  var generation: UInt64 = 1
  var tick: UInt64 = 0
  var samples: [InputSample] = []
  var draws = 0
  var safePoints = 0
  var performed: [ReloadAction] = []
  var status: GameStatus { GameStatus() }
  var onStep: (CountingGame) -> Void = { _ in }

  func reachSafePoint() { safePoints += 1 }
  func step(input: InputSample, dt: Double) -> Bool {
    samples.append(input)
    tick += 1
    onStep(self)
    return true
  }
  func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool {
    draws += 1
    picture.write("tick \(tick)", column: 0, row: top, style: CellAppearance(fore: 0xFFFFFF, back: 0))
    return true
  }
  func perform(_ action: ReloadAction) { performed.append(action) }
}

/// A loop on a clock that is moved by sleeping on it.
private struct Bench {
  let game = CountingGame()
  let clock = ManualClock(start: 1_000_000)
  let terminal = HeadlessTerminal(size: CellSize(columns: 40, rows: 6))
  let queue: LoopGateway<GameLoop>
  let events = EventBus()
  let loop: GameLoop

  init(_ change: (inout GameLoop.Options) -> Void = { _ in }) {
    var options = GameLoop.Options()
    options.tickLimit = 60
    change(&options)
    queue = LoopGateway(clock: clock)
    loop = GameLoop(
      game: game, terminal: terminal, clock: clock, events: events, gateway: queue,
      board: OverlayBoard(clock: clock), options: options)
  }
}

@Suite("Game loop")
struct GameLoopTests {
  @Test("sixty ticks take one second, and each has its frame")
  func pace() {
    let bench = Bench()
    #expect(bench.loop.run() == "reached 60 ticks")
    #expect(bench.game.tick == 60)
    #expect(bench.game.draws == 60)
    let seconds = Double(bench.clock.now() - 1_000_000) / 1e9
    #expect(abs(seconds - 59.0 / 60) < 0.001)
  }

  @Test("a game that asks for 30 ticks a second gets them, and frames between them")
  func gameRate() {
    let bench = Bench { $0.tickLimit = 30 }
    bench.game.ticksPerSecond = 30
    _ = bench.loop.run()
    #expect(abs(Double(bench.clock.now()) / 1e9 - 29.0 / 30) < 0.05)
    #expect((55...62).contains(bench.game.draws))
  }

  @Test("a tick that takes long is caught up with, and what is beyond the limit is dropped and counted")
  func overrun() {
    let bench = Bench()
    bench.game.onStep = { game in
      if game.tick == 10 { bench.clock.advance(by: 1_000_000_000) }
    }
    _ = bench.loop.run()
    #expect(bench.loop.board.overlay.hud.droppedTicks == 55)
  }

  @Test("keys become the actions they are bound to, at the tick they arrive in")
  func keys() throws {
    let bench = Bench { $0.tickLimit = 10 }
    bench.loop.bindings = try KeyBindingsFile(name: "k", text: "game:\n  fire: space\n")
      .bindings(gameActions: bench.game.actions)
    bench.game.onStep = { game in
      if game.tick == 3 { bench.terminal.post(.key(Key(.character(" ")), .press)) }
      if game.tick == 6 { bench.terminal.post(.key(Key(.character(" ")), .release)) }
    }
    _ = bench.loop.run()
    #expect(bench.game.samples.map(\.held) == [0, 0, 0, 2, 2, 2, 0, 0, 0, 0])
    #expect(bench.game.samples.map(\.pressed) == [0, 0, 0, 2, 0, 0, 0, 0, 0, 0])
    #expect(bench.game.samples.map(\.released) == [0, 0, 0, 0, 0, 0, 2, 0, 0, 0])
  }

  @Test("a pause stops ticks and not frames; a single step runs one tick")
  func pause() {
    let bench = Bench { $0.tickLimit = 8 }
    bench.game.onStep = { game in
      if game.tick == 5 { bench.terminal.post(.key(Key(.character("p")), .press)) }
    }
    // The game sees each safe point, so it can count turns of the loop.
    let driver = TurnCounter(bench.game)
    let loop = GameLoop(
      game: driver, terminal: bench.terminal, clock: bench.clock, events: EventBus(), gateway: bench.queue,
      board: OverlayBoard(clock: bench.clock), options: bench.loop.options)
    driver.onTurn = { turn in
      if turn == 50 {
        #expect(driver.inner.tick == 5)
        #expect(loop.isPaused)
        loop.perform(.step)
      }
      if turn == 100 {
        #expect(driver.inner.tick == 6)
        #expect(driver.inner.draws > 90)
        loop.perform(.pause)
      }
    }
    #expect(loop.run() == "reached 8 ticks")
  }

  @Test("keys of the reload reach the game, and quit ends the run")
  func hostKeys() {
    let bench = Bench()
    for number in 5...10 { bench.terminal.post(.key(Key(.function(number)), .press)) }
    bench.terminal.post(.key(Key(.character("q")), .press))
    #expect(bench.loop.run() == "quit")
    #expect(bench.game.performed == [.reload, .rollback, .forward, .rollbackWorld, .save, .load])
  }

  @Test("a script presses keys and resizes at its ticks")
  func script() throws {
    let script = try InputScript(
      name: "s", text: "3 press fire\n5 release fire\n6 key f6\n8 resize 20x4\n")
    let bench = Bench {
      $0.tickLimit = 20
      $0.script = script
    }
    _ = bench.loop.run()
    #expect(bench.game.samples.prefix(7).map(\.held) == [0, 0, 0, 2, 2, 0, 0])
    #expect(bench.game.performed == [.rollback])
    #expect(bench.terminal.picture.size == CellSize(columns: 20, rows: 4))
  }

  @Test("work of other threads is done at the safe point, in order")
  func queue() {
    let bench = Bench { $0.tickLimit = 2 }
    for number in 0..<3 {
      bench.queue.post { loop in loop.board.overlay.appendLog("\(number)") }
    }
    _ = bench.loop.run()
    #expect(bench.loop.board.overlay.log == ["0", "1", "2"])
  }

  @Test("the first frame of each generation is told once, when the terminal has it")
  func firstFrame() {
    let bench = Bench()
    let shown = Mutex<[UInt64]>([])
    bench.events.listen { stamped in
      if case .firstFrame(let generation) = stamped.event { shown.withLock { $0.append(generation) } }
    }
    bench.game.onStep = { game in if game.tick == 20 { game.generation = 2 } }
    _ = bench.loop.run()
    #expect(shown.withLock { $0 } == [1, 2])
  }

  @Test("the picture is the game's with the overlay above it")
  func picture() {
    let bench = Bench { $0.tickLimit = 3 }
    _ = bench.loop.run()
    let lines = bench.terminal.picture.text.split(separator: "\n")
    #expect(lines[0].contains("gen 1"))
    #expect(lines[1].hasPrefix("tick 3"))
  }
}

/// Passes everything on to a game and counts the turns of the loop.
private final class TurnCounter: GameProvider {
  let inner: CountingGame
  var turns = 0
  var onTurn: (Int) -> Void = { _ in }

  init(_ inner: CountingGame) { self.inner = inner }

  var actions: [String] { inner.actions }
  var ticksPerSecond: Int? { inner.ticksPerSecond }
  var generation: UInt64 { inner.generation }
  var tick: UInt64 { inner.tick }
  var status: GameStatus { inner.status }
  func reachSafePoint() {
    turns += 1
    onTurn(turns)
  }
  func step(input: InputSample, dt: Double) -> Bool { inner.step(input: input, dt: dt) }
  func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool {
    inner.draw(into: &picture, top: top, alpha: alpha)
  }
  func perform(_ action: ReloadAction) {}
}
