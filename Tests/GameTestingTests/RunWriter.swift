import CGameABI
import Foundation
import GameSDK
import Timeline
import WorldState

@testable import GameTesting

/// Records a game that plays in a test, as a host does, with a world every 30 ticks.
final class RunWriter<G: Game> {
  let run: GameRun<G>
  /// Removed with this object.
  let path = NSTemporaryDirectory() + "hotloop-\(UUID()).run"
  private var entries: [RecordingEntry] = []
  private var position = 0
  private var (codes, files): (UInt32, UInt32) = (0, 0)
  private var assets: [RecordedContext.File] = []

  init(_ type: G.Type, level: String? = nil) throws {
    run = try GameRun(type, seed: 7, assets: "/none")
    if let level {
      run.assets["level.txt"] = level
      try run.start(seed: 7)
    }
    entries.append(
      .run(
        RecordedRun(
          game: "Another Name", host: "tests", revision: "", isFresh: true, seed: 7, time: 1_700_000_000)))
    code("first")
    self.level(level)
    try world(isCut: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Other code is in force.
  func code(_ hash: String, isTweaked: Bool = false, actions: [String]? = nil) {
    entries.append(
      .code(
        RecordedCode(
          generation: 1, sourceHash: hash, isOptimised: false, isTweaked: isTweaked,
          actions: actions ?? run.actionNames, layout: run.layout)))
    codes += 1
    if codes > 1 { context() }
  }

  /// The game sees another file.
  func level(_ text: String?) {
    run.assets["level.txt"] = text
    assets = []
    if let text {
      entries.append(.file(Array(text.utf8)))
      assets = [RecordedContext.File(name: "level.txt", content: files)]
      files += 1
    }
    context()
  }

  private func context() {
    entries.append(.context(RecordedContext(code: codes - 1, assets: assets, stored: [])))
  }

  func world(isCut: Bool = false) throws {
    entries.append(
      .keyframe(
        RecordedKeyframe(position: position, isCut: isCut, world: try run.snapshot().bytes)))
  }

  /// Plays some ticks with a key held.
  func play(_ ticks: Int, _ action: G.Action? = nil) throws {
    for number in 0..<ticks {
      if position % 30 == 0, position > 0, number > 0 { try world() }
      let tick = recorded(action, isFirst: number == 0)
      entries.append(.ticks(position: position, [tick]))
      try run.compute(PlayedTick(tick: run.arena.header.tick, dt: tick.dt, input: tick.input))
      position += 1
    }
  }

  func crash(_ action: G.Action, _ reason: String) {
    entries.append(
      .crash(RecordedCrash(position: position, tick: recorded(action, isFirst: true), reason: reason)))
  }

  private func recorded(_ action: G.Action?, isFirst: Bool) -> RecordedTick {
    let held: UInt64 = action.map { 1 << UInt64($0.rawValue) } ?? 0
    return RecordedTick(
      input: InputSample(
        held: held, pressed: isFirst ? held : 0, released: 0, mouse_column: -1, mouse_row: -1,
        mouse_buttons: 0),
      dt: 1 / Double(run.ticksPerSecond), worldHash: WorldHash(of: run.arena).short)
  }

  /// Writes the file.
  func write(hasEnd: Bool = true) throws {
    let writer = try RecordingWriter(creating: path)
    for entry in entries { try writer.append(entry) }
    try writer.append(
      .keyframe(RecordedKeyframe(position: position, isCut: false, world: run.snapshot().bytes)))
    if hasEnd { try writer.append(.end) }
  }
}
