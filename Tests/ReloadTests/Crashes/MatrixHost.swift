import CCrashGuard
import CGameABI
import Engine
import Foundation
import GameBuilder
import WorldState

@testable import HotReload

/// A host without a loop. The test does the loop's work, on its own thread.
final class MatrixHost {
  let game: ReloadableGame
  private let images: TroubleImages
  private let services: HostServices
  private let eventLog: EventLog
  private let eventFile: String
  private let watchdog: Watchdog?
  private var picture = CellBuffer(size: CellSize(columns: 20, rows: 6))
  private var count: UInt64 = 0

  init(_ images: TroubleImages) throws {
    self.images = images
    crash_guard_install(nil)
    _ = unsafe crash_guard_enter_thread()
    watchdog = Watchdog(limit: 0.1)
    let clock = ManualClock()
    services = HostServices(assets: AssetStore()) { _, _ in }
    eventFile = NSTemporaryDirectory() + "hotloop-matrix-\(UUID().uuidString).jsonl"
    let eventLog = try EventLog(path: eventFile)
    self.eventLog = eventLog
    let events = EventBus()
    events.listen { eventLog.write($0) }
    let crashes = CrashInvestigator(
      root: images.root, symbolizer: images.toolchain.symbolizer, output: nil)
    game = ReloadableGame(
      services: services, events: events, crashes: crashes, packageRoot: images.root, seed: 1,
      memory: try RunMemory(worldReservation: 1 << 20), gateway: LoopGateway(clock: clock))
  }

  func close() {
    watchdog?.stop()
    try? FileManager.default.removeItem(atPath: eventFile)
  }

  /// Sets the fault of the bad games, as `KIND CALLBACK`; empty for none.
  func setFault(_ text: String) throws {
    _ = services.assets.apply(["trouble.txt": AssetContent(Array(text.utf8))])
  }

  func adopt(isGood: Bool) throws {
    count += 1
    let next = try images.load(count, isGood: isGood, services, after: game.history.newest)
    game.propose(next, cause: .save, savedAt: nil)
    game.reachSafePoint()
  }

  func tick() throws {
    try expect(game.step(input: InputSample(), dt: 0.1), "a tick runs")
    try expect(draw(), "a frame is drawn")
  }

  func draw() -> Bool { game.draw(into: &picture, top: 0, alpha: 0) }

  var worldBytes: [UInt8] { unsafe game.store.world.withBytes { unsafe Array($0) } }

  /// Compares the whole world byte by byte, except for the changes by the given number of ticks of a good game.
  func expectWorld(_ before: [UInt8], ticks: UInt64 = 0, pushes: Int32 = 0) throws {
    var expected = before
    func add<T: FixedWidthInteger>(_ amount: T, at offset: Int) {
      unsafe expected.withUnsafeMutableBytes { bytes in
        let value = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: T.self)
        unsafe bytes.storeBytes(of: value + amount, toByteOffset: offset, as: T.self)
      }
    }
    guard let tickOffset = MemoryLayout<WorldHeader>.offset(of: \.tick),
      let versionOffset = MemoryLayout<WorldHeader>.offset(of: \.world_version),
      let pushesOffset = game.history.current?.image.layout.world.field(named: "pushes")?.offset
    else { throw TestFailure("the world has no such fields") }
    add(ticks, at: tickOffset)
    add(pushes, at: pushesOffset)
    // The world version depends on the game that runs, which may differ.
    var current = worldBytes
    for index in versionOffset..<versionOffset + 4 {
      current[index] = 0
      expected[index] = 0
    }
    try expect(current == expected, "the world is unchanged, byte for byte")
  }

  /// Sets a world of another run as the initial world, and returns its bytes.
  func beginWithSavedWorld() throws -> [UInt8] {
    let other = try MatrixHost(images)
    defer { other.close() }
    try other.adopt(isGood: true)
    try other.tick()
    game.initialWorld = try other.game.snapshot()
    return other.worldBytes
  }

  func expectReport(of event: String, callback: String, reasons: [String]) throws {
    let all = try events()
    let found = all.filter { $0["event"] as? String == event }.contains { report in
      let reason = report["reason"] as? String ?? ""
      return report["callback"] as? String == callback && reasons.contains { reason.contains($0) }
        && (report["location"] as? String)?.hasPrefix("Game/Beacon.swift:") == true
        && (report["backtrace"] as? [String])?.isEmpty == false
    }
    try expect(
      found,
      "an event \(event) in \(callback), with a location and one of \(reasons); the events:\n"
        + all.map { "\($0)" }.joined(separator: "\n"))
  }

  /// All events so far.
  func events() throws -> [[String: Any]] {
    eventLog.flush()
    return try String(contentsOfFile: eventFile, encoding: .utf8).split(separator: "\n").compactMap { line in
      try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    }
  }
}
