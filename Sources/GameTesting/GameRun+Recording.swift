public import GameSDK
import WorldState

/// Recordings of `hotloop play --record FILE` and `hotloop ctl record FILE` as tests.
extension GameRun {
  /// Plays a recording in the present code: from its first world, with the input and the files that were recorded. The run can
  /// then be continued like any other; no key is held.
  ///
  /// Where the world came from elsewhere when it was recorded (it was edited or loaded, or the player went back in time), the
  /// recorded one is taken over. Of branches, the last one counts.
  /// - Parameters:
  ///   - recording: the path, relative to the package of the test, such as `Tests/Recordings/wall.run`.
  ///   - tick: plays until this tick, counted from the start of the world, is the next; nil to play all of it.
  ///   - size: of the terminal.
  ///   - file: a file of that package.
  /// - Throws: `UnplayableRecording` if it is not complete, or if a tick crashed, the code was reloaded or a literal was tweaked
  ///   before `tick`; `GameFailure` if `step` fails.
  @discardableResult
  public convenience init(
    _ type: G.Type = G.self, replaying recording: String, to tick: Int? = nil,
    size: TerminalSize = TerminalSize(columns: 80, rows: 24), file: StaticString = #filePath
  ) throws {
    let recording = try TestRecording(recording, near: "\(file)")
    try self.init(type, host: TestHost(assets: nil), size: size)
    try RecordedPlay(recording, in: self).play(to: tick)
  }

  /// Plays a recording, and compares each world with the recorded one, as `hotloop replay FILE --headless --verify` does. The
  /// run can then be continued from the end of the recording.
  ///
  /// If the run began with a fresh world, `start` has to make it again. If the world has another layout now, it is migrated, and
  /// the fields that both layouts have are compared. The parameters are those of ``init(_:replaying:to:size:file:)``.
  /// - Throws: `RecordingDifference` with the first tick that makes another world, and the fields that differ;
  ///   `UnplayableRecording` if the recording is not complete or a tick crashed; `GameFailure` if `step` fails.
  @discardableResult
  public convenience init(
    _ type: G.Type = G.self, verifying recording: String,
    size: TerminalSize = TerminalSize(columns: 80, rows: 24), file: StaticString = #filePath
  ) throws {
    let recording = try TestRecording(recording, near: "\(file)")
    try self.init(type, host: TestHost(assets: nil), size: size)
    try RecordedPlay(recording, in: self).verify()
  }
}

extension GameRun {
  /// Takes over a recorded world, as a build does that was swapped in. It is migrated if it has another layout.
  func enter(_ recorded: Snapshot) throws {
    if recorded.layout.hash == layout.hash {
      try arena.copy(from: recorded.bytes)
      try takeOver()
      // What was recorded followed from exactly these bytes.
      return try arena.copy(from: recorded.bytes)
    }
    let source = try Arena(name: "hotloop test world to migrate", bytesReserved: worldSize)
    try source.copy(from: recorded.bytes)
    try migrate(source, of: recorded.layout)
    try takeOver()
  }

  /// The names of the actions, by their bit in the input.
  var actionNames: [String] {
    let table = unsafe game.table
    return unsafe (0..<Int(table.action_count)).map { index in
      unsafe table.actions?[index].map { unsafe String(cString: $0) } ?? "?"
    }
  }

  /// A fresh world, which `start` fills.
  func start(seed: UInt64) throws {
    try arena.prepareFreshWorld(layout: layout, worldVersion: UInt32(G.worldVersion), seed: seed)
    try unsafe call("start") { unsafe $0.start($1) }
  }
}
