import CGameABI
import Synchronization
import Testing
import WorldState

@testable import Engine

/// A game that records what the loop does to it.
final class RecordingGame: GameProvider {
  let name = "Recorder"
  var minSize = CellSize(columns: 0, rows: 0)
  var actions = ["left", "fire"]
  var ticksPerSecond: Int?
  var generation: UInt64 = 1
  var tick: UInt64 = 0
  var samples: [InputSample] = []
  var draws = 0
  private(set) var evaluated: [String] = []
  var performed: [HostCommand] = []
  /// Every call but `draw`, in order; commands by name.
  var calls: [String] = []
  var onSafePoint: () -> Void = {}
  /// Called in `step`, after the tick was counted.
  var onStep: () -> Void = {}
  var onDraw: () -> Bool = { true }
  /// The world that the inspector shows.
  var world: InspectedWorld?
  var place: PicturePlace?
  var picturePlace: PicturePlace? { place }
  var shownWorld: WorldReader? { world?.reader }
  var drawn = DrawnThing.unknown
  /// The cells that were asked for.
  private(set) var inspected: [String] = []
  var status: GameStatus { GameStatus() }
  var stopsOnCrash = false
  var holdsSaves = false
  /// Set by tests.
  var delayedReload: DelayedReload?
  /// Set by tests.
  var tickStop: TickStop?
  var resolved: [TickStopRequest] = []
  var tweakRequests: [TweakRequest] = []
  /// Set by tests.
  var time = TimeStatus.none
  private(set) var travelled: [TimeRequest] = []

  func reachSafePoint() {
    calls.append("safe point")
    onSafePoint()
  }

  func step(input: InputSample, dt: Double) -> Bool {
    guard generation != 0 else { return false }
    calls.append("step")
    samples.append(input)
    tick += 1
    onStep()
    return true
  }

  func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool {
    guard generation != 0 else { return false }
    draws += 1
    picture.write("tick \(tick)", column: 0, row: top, style: .init(fore: 0xFFFFFF, back: 0))
    return onDraw()
  }

  func change(_ request: WorldRequest) -> WorldAnswer { world?.change(request) ?? .refusal("no world") }

  func drawnThing(column: Int, row: Int, in size: CellSize) -> DrawnThing {
    inspected.append("\(column),\(row)")
    return drawn
  }

  func evaluate(_ code: String) -> String? {
    evaluated.append(code)
    return code == "no" ? "not now" : nil
  }

  func tweak(_ request: TweakRequest) -> TweakAnswer {
    tweakRequests.append(request)
    return .refusal("This game has no source")
  }

  func travel(_ request: TimeRequest) -> String? {
    travelled.append(request)
    if case .show(let position) = request { (time.mode, time.position) = (.viewing, position) }
    if request == .now { (time.mode, time.position) = (.now, time.reachable.upperBound) }
    return nil
  }

  func resolve(_ request: TickStopRequest) -> String? {
    resolved.append(request)
    tickStop = nil
    if request == .skip { tick += 1 }
    return nil
  }

  func perform(_ command: HostCommand) {
    calls.append(command.rawValue)
    performed.append(command)
  }
}

/// A loop with a recording game, on a clock that only sleeping moves.
struct TestLoop {
  let game = RecordingGame()
  let clock = ManualClock(start: 1_000_000)
  let terminal = HeadlessTerminal(size: CellSize(columns: 40, rows: 6))
  let gateway: LoopGateway<GameLoop>
  let events = EventBus()
  let assets = AssetStore()
  let board: OverlayBoard
  let loop: GameLoop
  /// What the key binder saved.
  let saved = Recorded<[String]>([])
  private let log = Recorded<[HostEvent]>([])

  /// - Parameters:
  ///   - script: lines of an input script.
  ///   - keys: the content of `keys.yaml`, if the loop is to read it.
  ///   - terminal: replaces the headless terminal.
  ///   - commands: those that the player has.
  init(
    ticks: UInt64? = 60, script: String? = nil, keys: String? = nil, on other: (any Terminal)? = nil,
    endsWhenHeld: Bool = false, title: String = "", commands: Set<HostCommand> = Set(HostCommand.keyCommands)
  ) throws {
    var options = GameLoop.Options()
    options.tickLimit = ticks
    options.endsWhenHeld = endsWhenHeld
    options.title = title
    gateway = LoopGateway(clock: clock)
    board = OverlayBoard(clock: clock)
    var terminal: any Terminal = other ?? self.terminal
    if let script {
      terminal = ScriptedTerminal(terminal, script: try InputScript(name: "script", text: script), game: game)
    }
    let binder = KeyBinder(assets: assets, events: events, commands: commands) { [saved] text in
      saved.append(text)
    }
    if let keys { _ = assets.apply([KeyBinder.path: AssetContent(keys.utf8)]) }
    loop = GameLoop(
      game: game, terminal: terminal, clock: clock, events: events, gateway: gateway, board: board,
      keys: keys == nil ? nil : binder, options: options)
    events.listen { [log] in log.append($0.event) }
  }

  /// Runs a number of iterations of the loop, also while no ticks run, and ends it.
  /// - Parameter during: called at the start of each iteration with its number, from 1.
  func run(iterations: Int, during: @escaping (Int) -> Void = { _ in }) {
    var iteration = 0
    loop.onIteration = { [unowned loop] in
      iteration += 1
      during(iteration)
      if iteration == iterations { loop.requestExit("enough iterations") }
    }
    _ = loop.run()
  }

  func press(_ key: Key) { terminal.post(.key(key, .press)) }

  /// Generations of the `firstFrame` events so far.
  var firstFrames: [UInt64] {
    log.value.compactMap { if case .firstFrame(let generation) = $0 { generation } else { nil } }
  }

  /// Generations of the `firstTick` events so far.
  var firstTicks: [UInt64] {
    log.value.compactMap { if case .firstTick(let generation) = $0 { generation } else { nil } }
  }

  var keyProblems: [FileProblem] {
    log.value.compactMap { if case .keysRejected(let problem) = $0 { problem } else { nil } }
  }

  var keyReloads: Int {
    log.value.count { if case .keysReloaded = $0 { true } else { false } }
  }
}

/// A value that listeners on any thread add to.
final class Recorded<Value: Sendable>: Sendable {
  private let state: Mutex<Value>
  init(_ value: Value) { state = Mutex(value) }
  var value: Value { state.withLock { $0 } }
}

extension Recorded {
  func append<Element: Sendable>(_ element: Element) where Value == [Element] {
    state.withLock { $0.append(element) }
  }
}

/// A terminal that takes frames and reports them only when told to.
final class LaggingTerminal: Terminal {
  let size = CellSize(columns: 20, rows: 4)
  let reportsReleases = true
  var report = TerminalReport()
  private(set) var presented: UInt64 = 0

  func setTitle(_ title: String) {}
  func drainEvents() -> [TerminalEvent] { [] }
  func present(_ picture: CellBuffer, frame: UInt64) { presented = frame }
  func ringBell() {}
  func close() {}

  /// Reports everything up to the last presented frame as shown.
  func catchUp(at time: UInt64 = 0) {
    report.lastFrame = presented
    report.lastFrameTime = time
  }
}
