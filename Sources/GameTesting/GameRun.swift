import CGameABI
import Engine
public import GameSDK
import Timeline
import WorldState

/// A run of a game without a host and without a terminal, for the tests of its author:
///
///     let run = try GameRun(Snake.self, seed: 1)
///     run.hold(.left)
///     try run.advance(by: 60)
///     #expect(run.world.score == 3)
///     #expect(try run.picture.text.contains("game over"))
///
/// The game is linked into the test; a trap of its code ends the process. Ticks take no real time, and are as long as in the
/// real game. Used on one thread at a time; several runs may be used on several threads.
public final class GameRun<G: Game> {
  /// The size of the terminal, for the next picture.
  public var size: TerminalSize
  /// The keys and the mouse, as the next tick finds them.
  public var input = TestInput<G.Action>()
  /// Whether each tick is computed a second time by another value of the game, and compared. It throws if `step` depends on
  /// something besides the world, the tick and the files.
  public var checksDeterminism = false

  let host: TestHost
  var game: LinkedGame
  let layout: Layout
  var arena: Arena
  /// Computes ticks a second time; nil until one is.
  var second: GameRun?

  /// Starts the game in a fresh world.
  /// - Parameters:
  ///   - seed: of the world's random numbers.
  ///   - size: of the terminal.
  ///   - assets: the folder with the game's files; nil for that of the package which has the test.
  ///   - files: the texts of files by name, in place of those in the folder.
  ///   - stored: what the game kept in an earlier run, by name, such as `stored.texts` of that run.
  ///   - file: a file of that package.
  /// - Throws: `GameFailure` if the game cannot be used or `start` fails.
  public init(
    _ type: G.Type = G.self, seed: UInt64 = 1, size: TerminalSize = TerminalSize(columns: 80, rows: 24),
    assets: String? = nil, replacing files: [String: String] = [:], stored: [String: String] = [:],
    file: StaticString = #filePath
  ) throws {
    self.size = size
    host = TestHost(assets: assets ?? PackageFolder.path(of: "assets", near: "\(file)"))
    for (name, text) in files { host.assets[name] = text }
    for (name, text) in stored { host.stored[name] = text }
    game = LinkedGame(G.self)
    layout = try Self.layout(of: game)
    arena = try Arena(name: "hotloop test world", bytesReserved: worldSize)
    host.actions = actionNames
    try start(seed: seed)
  }

  /// Takes over the world of a run, as a build does that was swapped in.
  init(_ type: G.Type, host: TestHost, size: TerminalSize) throws {
    self.host = host
    self.size = size
    game = LinkedGame(G.self)
    layout = try Self.layout(of: game)
    arena = try Arena(name: "hotloop test world", bytesReserved: worldSize)
    host.actions = actionNames
  }

  private static func layout(of game: LinkedGame) throws -> Layout {
    if let defect = unsafe game.table.defect {
      throw GameFailure(callback: nil, tick: 0, reason: unsafe String(cString: defect))
    }
    guard let table = unsafe game.table.layout else {
      throw GameFailure(callback: nil, tick: 0, reason: "the game has no layout")
    }
    return try unsafe Layout(table: table, enums: game.table.enums)
  }

  // MARK: Time

  /// The number of the next tick.
  public var tick: Int { Int(arena.header.tick) }

  /// Ticks in a second.
  public var ticksPerSecond: Int { G.ticksPerSecond == 0 ? 60 : G.ticksPerSecond }

  /// Runs some ticks.
  /// - Throws: `GameFailure` if `step` fails. The world is then as `step` left it.
  public func advance(by ticks: Int = 1) throws {
    for _ in 0..<ticks { try step() }
  }

  /// Runs ticks until this one is the next.
  public func advance(to tick: Int) throws {
    while self.tick < tick { try step() }
  }

  /// Runs some seconds of play.
  public func advance(seconds: Double) throws {
    try advance(by: Int((seconds * Double(ticksPerSecond)).rounded(.up)))
  }

  /// Runs ticks until a condition holds.
  /// - Returns: whether it does.
  public func advance(atMost ticks: Int, until condition: (GameRun) throws -> Bool) throws -> Bool {
    for _ in 0..<ticks {
      if try condition(self) { return true }
      try step()
    }
    return try condition(self)
  }

  private func step() throws {
    let messages = host.services.next
    host.services.next = TickMessages()
    try compute(
      PlayedTick(
        tick: arena.header.tick, dt: 1 / Double(ticksPerSecond), input: input.take(), messages: messages))
  }

  /// Computes the next tick.
  func compute(_ tick: PlayedTick) throws {
    host.requests.readsText = false
    let second = checksDeterminism ? try prepareSecondStep() : nil
    try step(tick)
    if let second { try compare(with: second, tick) }
    arena.header.tick += 1
  }

  func step(_ tick: PlayedTick) throws {
    host.services.now = tick.messages
    defer { host.services.now = TickMessages() }
    var info = tick.info
    try unsafe call("step") { unsafe $0.step($1, &info) }
  }

  func call(
    _ name: String, _ body: (GameTable, UnsafeMutablePointer<WorldHeader>) -> HotloopStatus
  ) throws {
    let status = unsafe game.call(host.table) { unsafe body($0, arena.headerPointer) }
    if status == HotloopStatusOK { return }
    throw GameFailure(callback: name, tick: tick, reason: host.lastError)
  }

  // MARK: What the game did

  /// The files under `assets/`. Changes are seen in the next callback, and do not reach the disk.
  public var assets: TestFiles {
    get { host.assets }
    set { host.assets = newValue }
  }
  /// What the game keeps by name. Nothing reaches the disk.
  public var stored: TestFiles {
    get { host.stored }
    set { host.stored = newValue }
  }
  /// What the game logged.
  public var log: [LoggedLine] { host.log }
  /// The files that the game could not read, each with line and reason.
  public var rejectedFiles: [String] { host.rejected }
  /// The warnings and errors that it logged, and the files that it could not read.
  public var problems: [String] {
    log.filter { $0.level == .warning || $0.level == .error }.map(\.text) + rejectedFiles
  }
  /// What the game asked the host for.
  public var requests: GameRequests { host.requests }

  /// What the game draws now, on a terminal of `size`.
  /// - Throws: `GameFailure` if `draw` fails.
  public var picture: Picture { get throws { try picture(alpha: 1) } }

  /// What the game draws on a terminal of `size` at a time between two ticks: from 0, the one before the last, to 1, the last.
  /// - Throws: `GameFailure` if `draw` fails.
  public func picture(alpha: Float) throws -> Picture {
    var picture = CellBuffer(size: CellSize(columns: size.columns, rows: size.rows))
    try unsafe call("draw") { table, world in
      unsafe picture.withUnsafeMutableCells { cells in
        var frame = unsafe Frame(
          cells: cells.baseAddress, columns: UInt32(size.columns), rows: UInt32(size.rows), alpha: alpha,
          unused: 0)
        return unsafe table.draw(world, &frame)
      }
    }
    return Picture(picture)
  }
}

/// The memory of a world in a test, in bytes.
let worldSize = 64 << 20
