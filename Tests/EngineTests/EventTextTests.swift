import Testing
import WorldState

@testable import Engine

@Suite("Text log")
struct EventTextTests {
  private static func crash(signal: Int32? = 4) -> HostEvent.Crash {
    let details = Deferred<HostEvent.CrashDetails>()
    details.complete(
      .init(
        reason: "Fatal error: no", location: "Game/A.swift:3", backtrace: ["A.step Game/A.swift:3", "main"]))
    return HostEvent.Crash(
      generation: 2, callback: "step", signal: signal, headline: "trap", details: details)
  }

  private static let diagnostics: [HostEvent.Diagnostic] = [
    .init(
      severity: .error, file: "Game/A.swift", line: 3, column: 5, message: "no such thing",
      sourceLine: "let x = y", notes: ["declared here"]),
    .init(
      severity: .warning, file: "Game/B.swift", line: 1, column: 1, message: "unused", sourceLine: nil,
      notes: []),
    .init(
      severity: .error, file: nil, line: 0, column: 0, message: "undefined symbol: f", sourceLine: nil,
      notes: []),
  ]

  private static func built(
    _ files: [String], optimised: Bool = false, partial: Bool = false, reused: Bool = false,
    background: Bool = false, warnings: [HostEvent.Diagnostic] = []
  ) -> HostEvent {
    .buildFinished(
      .init(
        files: files, isOptimised: optimised, isPartial: partial, isReused: reused, milliseconds: 211.6,
        isBackground: background, warnings: warnings))
  }

  private static var migration: HostEvent.MigrationSummary {
    var migration = HostEvent.MigrationSummary()
    migration.changes = ["added": 1]
    return migration
  }

  /// Longer than a frame.
  private static var slowMigration: HostEvent.MigrationSummary {
    var slow = migration
    slow.duration = 249_000_000
    return slow
  }

  /// Every event with its lines. Those that begin with a space belong to the one above.
  private static let table: [(HostEvent, [String])] = [
    (.started(pid: 7, generation: 0), ["started, process 7"]),
    (
      .resumed(.init(pid: 8, death: "killed by signal 9", blamed: 2, generation: 1, tick: 30)),
      [
        "error: the host died: killed by signal 9. Generation 2 is blamed and may not run again.",
        "process 8 resumes: generation 1 continues from tick 30",
      ]
    ),
    (.resumeFailed(reason: "r"), ["error: the run of the host that died cannot be continued: r"]),
    (.stopped(pid: 7, generation: 3, reason: "quit"), ["ended while generation 3 ran: quit"]),
    (.saved(paths: ["Game/A.swift", "Game/B.swift"]), ["saved Game/A.swift, Game/B.swift"]),
    (
      .unchanged(paths: ["Game/A.swift"], generation: 3),
      ["Game/A.swift: nothing changed, generation 3 has this source"]
    ),
    (.buildPreparing(reason: "dependencies", isBackground: false), ["preparing: dependencies"]),
    (
      .buildStarted(.init(files: ["Game/A.swift"], isOptimised: false, isBackground: false)),
      ["building Game/A.swift …"]
    ),
    (
      .buildStarted(.init(files: (0..<9).map { "\($0)" }, isOptimised: true, isBackground: true)),
      ["building 9 files (optimised, in the background) …"]
    ),
    (built(["Game/A.swift"], partial: true), ["built Game/A.swift in 212 ms, changed bodies only"]),
    (built([], reused: true), ["an earlier image has this source, found in 212 ms"]),
    (
      built(["Game/B.swift"], warnings: [diagnostics[1]]),
      ["built Game/B.swift in 212 ms, 1 warning", "  Game/B.swift:1:1: warning: unused"]
    ),
    (
      built(["Game/B.swift"], optimised: true, background: true, warnings: [diagnostics[1]]),
      ["built Game/B.swift (optimised, in the background) in 212 ms, 1 warning"]
    ),
    (
      .buildFailed(.init(reason: "r", diagnostics: diagnostics, isOptimised: false, isBackground: false)),
      [
        "error: build failed, 2 errors", "  Game/A.swift:3:5: error: no such thing",
        "    note: declared here",
        "  Game/B.swift:1:1: warning: unused", "  error: undefined symbol: f",
      ]
    ),
    (
      .buildFailed(
        .init(reason: "the disk\nis full", diagnostics: [], isOptimised: true, isBackground: true)),
      ["error: build failed (optimised, in the background), 0 errors", "  the disk", "  is full"]
    ),
    (.buildReused, ["an image of an earlier run starts"]),
    (.watchFailed(reason: "too many files"), ["error: too many files"]),
    (
      .preflight(.init(generation: 3, verdict: .ok, ticks: 30, duration: 12_340_000)),
      ["generation 3 passed its trial: 30 ticks, 12.3 ms"]
    ),
    (
      .preflight(.init(generation: 3, verdict: .skipped, reason: "busy")),
      ["warning: generation 3 was not tried: busy"]
    ),
    (
      .preflight(
        .init(
          generation: 3, verdict: .crashed, callback: "step", reason: "Fatal error: no",
          location: "Game/A.swift:3", backtrace: ["A.step"])),
      [
        "error: Generation 3 crashed in step in preflight: Fatal error: no", "  at Game/A.swift:3",
        "  A.step",
      ]
    ),
    (
      .rejected(.init(generation: 3, stage: "migration", reason: "no\nway")),
      ["error: generation 3 rejected (migration): no", "  way"]
    ),
    (
      .rejected(.init(generation: 3, stage: "preflight", reason: "no")),
      ["error: generation 3 rejected (preflight)"]
    ),
    (
      .rejected(.init(generation: 3, stage: "after_reload", reason: "no", crash: crash())),
      ["error: generation 3 rejected (after_reload)"]
    ),
    (
      .swapped(
        .init(
          generation: 3, from: 2, cause: .save, isOptimised: false, changedFiles: ["Game/A.swift"],
          stall: 240_000, migration: migration)),
      ["generation 3 runs after 2, cause: save, Game/A.swift, world: 1 added, 0.2 ms in the loop"]
    ),
    (
      .swapped(.init(generation: 1, from: 0, cause: .start, isOptimised: false)),
      ["generation 1 runs, cause: start"]
    ),
    (
      .swapped(
        .init(generation: 4, from: 3, cause: .save, isOptimised: false, migration: slowMigration)),
      ["generation 4 runs after 3, cause: save, world: 1 added, the game stood still for 249 ms"]
    ),
    (
      .swapped(.init(generation: 3, from: 3, cause: .optimised, isOptimised: true)),
      ["generation 3: optimised image swapped in"]
    ),
    (
      .swapped(
        .init(generation: 3, from: 3, cause: .optimised, isOptimised: true, resetVariables: ["Stats.shots"])),
      ["generation 3: optimised image swapped in, Stats.shots starts anew"]
    ),
    (
      .swapped(
        .init(generation: 3, from: 2, cause: .force, isOptimised: true, resetVariables: ["a", "b", "c"])),
      ["generation 3 runs after 2, cause: force, a, b and c start anew"]
    ),
    (
      .swapped(
        .init(
          generation: 3, from: 2, cause: .save, isOptimised: true, resetVariables: ["a", "b", "c", "d", "e"])),
      ["generation 3 runs after 2, cause: save, a, b, c and 2 more variables start anew"]
    ),
    (
      .worldRolledBack(.init(generation: 2, from: 3, cause: .rollback, isOptimised: false, restoredTick: 40)),
      ["generation 2 runs after 3, cause: rollback, with its world of tick 40"]
    ),
    (
      .watchPolls(folder: "/p/Game", fileSystem: "nfs"),
      [
        "/p/Game: saves are looked for four times a second, because the file system (nfs) does not report all changes"
      ]
    ),
    (
      .watchPolls(folder: "/p/Game", fileSystem: nil),
      [
        "warning: /p/Game: saves are looked for four times a second, because a change came without a report of the system"
      ]
    ),
    (
      .oldThreads([
        .init(thread: 7, generation: 1, function: "closure in Beacon.begin"),
        .init(thread: 9, generation: 2, function: "closure in Beacon.begin"),
      ]),
      [
        "warning: 2 threads still run code of generations 1, 2 (closure in Beacon.begin). End them in beforeReload"
      ]
    ),
    (
      .oldThreads([.init(thread: 7, generation: 1, function: nil)]),
      ["warning: 1 thread still runs code of generation 1. End it in beforeReload"]
    ),
    (.oldThreads([]), ["No thread runs code of an earlier generation any more"]),
    (
      .renameAsked(question, number: 1, count: 2),
      ["warning: was World.hp (int32) renamed to World.health (float), or is that one new? (1 of 2)"]
    ),
    (
      .renameAsked(question, number: 1, count: 1),
      [
        "warning: was World.hp (int32) renamed to World.health (float), or is that one new?",
        "  the old values are kept; answer with a key, or with hotloop ctl answer renamed|new|later",
      ]
    ),
    (
      .renameAnswered(question, .renamed, .init(restored: 2, total: 3)),
      ["World.hp was renamed to World.health: 2 of 3 values are back"]
    ),
    (
      .renameAnswered(question, .renamed, .init(restored: 0, total: 0)),
      ["World.hp was renamed to World.health: nothing that had one of its values is left"]
    ),
    (.renameAnswered(question, .new, .init()), ["World.health is new, World.hp is gone"]),
    (.renameWithdrawn(question), ["World.hp (int32) → World.health (float): not asked any more"]),
    (
      .renameDeclared(.init(text: "t", place: .init(path: "Game/A.swift", line: 3))),
      ["Game/A.swift:3: declared t"]
    ),
    (
      .renameDeclared(.init(text: "t", obstacle: "it is locked")),
      [
        "warning: the rename was not written into the source: it is locked",
        "  write it into the type that is the game: t",
      ]
    ),
    (
      .renameDeclared(.init(text: ".field()", obstacle: "it is locked")),
      [
        "warning: the rename was not written into the source: it is locked",
        "  add it to `renames` in the game's source: .field()",
      ]
    ),
    (.questionsChanged([question]), []),
    (.statusChanged(GameStatus()), []),
    (.firstTick(generation: 1), []),
    (.rolledBack(from: 3, to: 2, cause: .player), ["rolled back from generation 3 to 2"]),
    (.rolledBack(from: 2, to: 3, cause: .player), ["forward from generation 2 to 3"]),
    (
      .rolledBack(from: 3, to: 2, cause: .playerWithWorld),
      ["rolled back from generation 3 to 2, with its world"]
    ),
    (
      .rolledBack(from: 3, to: 2, cause: .crash(.crashed)),
      ["warning: generation 2 takes over from generation 3, which crashed"]
    ),
    (
      .rolledBack(from: 3, to: 2, cause: .crash(.hung)),
      ["warning: generation 2 takes over from generation 3, which hung"]
    ),
    (
      .rollbackRefused(.quarantined(generation: 3, .hung)),
      ["warning: Generation 3 hung; it cannot run again"]
    ),
    (
      .worldRestarted(generation: 2, tick: 9),
      ["generation 2 runs in a fresh world; the one of tick 9 is retained"]
    ),
    (.timeBranched(tick: 7, left: 3), ["continued from tick 7; the 3 ticks after it are kept"]),
    (.loopBegun(tick: 7, ticks: 300), ["playing 300 ticks again from tick 7"]),
    (
      .loopInputUnknown(actions: ["fire", "jump"]),
      [
        "warning: The recorded input presses fire, jump, which this code does not have; it is left out"
      ]
    ),
    (.timeTravelFailed(reason: "r"), ["error: the earlier tick is not shown: r"]),
    (
      .startChanged(generation: 2), ["generation 2: start changed; a restart makes a world with it"]
    ),
    (
      .reloadRequestIgnored,
      ["warning: the game requests a reload again; nothing was saved since the last one"]
    ),
    (.rollbackRefused(.noEarlierGeneration), ["warning: There is no earlier generation to roll back to"]),
    (
      .migrated(log: ["World.a: added", "World.b: dropped"]),
      ["migration: World.a: added", "migration: World.b: dropped"]
    ),
    (
      .valuesSaturated(field: "World.a", count: 2),
      ["warning: migration: World.a: 2 values did not fit and were clamped"]
    ),
    (
      .valuesWithoutConstant("World.kind: 1 value without a constant of enum Kind, kept as numbers"),
      ["warning: migration: World.kind: 1 value without a constant of enum Kind, kept as numbers"]
    ),
    (
      .crashed(crash()),
      [
        "error: Generation 2 crashed in step: Fatal error: no", "  at Game/A.swift:3",
        "  A.step Game/A.swift:3",
        "  main",
      ]
    ),
    (
      .crashHandled(crash(signal: nil), .couldNotTakeOver),
      ["generation 2, after the hang: It could not take over."]
    ),
    (
      .callbackFailed(.init(generation: 2, callback: "before_reload", reason: nil)),
      ["error: generation 2: before_reload failed: it returned an error, and logged no reason"]
    ),
    (
      .callsFailing(.init(generation: 2, callback: "step", reason: "no such level")),
      ["error: generation 2: step failed: no such level"]
    ),
    (.callsFailing(.init(generation: 2, callback: "step", reason: "no such level", count: 61)), []),
    (
      .callsFailingEnded(.init(generation: 2, callback: "step", reason: "no such level", count: 120)),
      ["generation 2: step failed 120 times in all"]
    ),
    (
      .processRepaired(generation: 2, reason: "its code called fork()"),
      ["warning: generation 2: its code called fork()"]
    ),
    (.sentFunctions(["A.f(_:)", "g()"]), ["not in the source: A.f(_:), g()"]),
    (
      .evaluated(.init(code: "a", outcome: .finished, text: "3", changesWorld: false)), ["eval `a` ran: 3"]
    ),
    (.worldEdited(path: "a.b", before: "1", after: "2"), ["world changed by hand: a.b from 1 to 2"]),
    (.worldSaved(path: "a.world", tick: 4), ["world of tick 4 saved to a.world"]),
    (.worldSaveFailed(reason: "disk full"), ["error: the world was not saved: disk full"]),
    (
      .recordingFailed(path: "a.run", reason: "a.run: disk full"),
      ["error: a recording of the run cannot be written: a.run: disk full"]
    ),
    (
      .worldLoaded(path: "a.world", generation: 2, tick: 4, migration: migration),
      ["a.world loaded in generation 2, tick 4, world: 1 added"]
    ),
    (
      .worldRejected(path: "a.world", generation: 2, stage: "migrate", reason: "no"),
      ["error: a.world was not loaded (migrate): no"]
    ),
    (.quickLoadFailed(reason: "no file"), ["error: no saved world can be loaded: no file"]),
    (
      .worldDamaged(purpose: "the tick", reason: "bad magic"),
      ["error: no checkpoint of the world can be taken for the tick: bad magic"]
    ),
    (.assetReloaded(path: "assets/a"), ["assets/a reloaded"]),
    (.keysReloaded(path: "assets/keys.yaml"), ["assets/keys.yaml reloaded"]),
    (
      .assetRejected(path: "assets/a", problem: .init(file: "assets/a", line: 2, message: "bad tile")),
      ["error: assets/a:2: bad tile; the last good version stays in use"]
    ),
    (
      .assetRejected(path: "b", problem: .init(file: "b", line: 0, message: "no file", isMissing: true)),
      ["error: b: no file; the game goes on without it"]
    ),
    (
      .keysRejected(.init(file: "assets/keys.yaml", line: 5, message: "bound twice")),
      ["error: assets/keys.yaml:5: bound twice; the last good version stays in use"]
    ),
    (.keysNotSaved(reason: "keys.yaml cannot be written"), ["error: keys.yaml cannot be written"]),
    (.pauseChanged(isPaused: true), ["paused"]),
    (.pauseChanged(isPaused: false), ["continued"]),
    (.overrun(dropped: 1), ["warning: the loop was too late for 1 tick"]),
    (.frames(.init()), []),
  ]

  @Test("Every event has its lines")
  func lines() {
    for (event, expected) in Self.table {
      var text = EventText()
      let lines = text.lines(for: .init(event: event, time: 0, tick: 0)).map(\.description)
      #expect(lines == expected)
    }
  }

  @Test("The time from save to frame is a line when the frame is shown")
  func saveToFrame() {
    var text = EventText()
    func lines(_ event: HostEvent, at time: UInt64) -> [String] {
      text.lines(for: .init(event: event, time: time, tick: 0)).map(\.text)
    }
    _ = lines(
      .swapped(.init(generation: 3, from: 2, cause: .save, isOptimised: false, savedAt: 5_000_000)), at: 0)
    #expect(lines(.firstFrame(generation: 2), at: 100_000_000).isEmpty)
    #expect(lines(.firstFrame(generation: 3), at: 217_000_000) == ["generation 3: 212 ms from save to frame"])
    #expect(lines(.firstFrame(generation: 3), at: 300_000_000).isEmpty)
  }

  @Test("A machine that is too slow for every tick has one line in ten seconds")
  func overruns() {
    var text = EventText()
    let lines = (0..<1200).flatMap { tick in
      text.lines(for: .init(event: .overrun(dropped: 1), time: UInt64(tick) * 16_666_667, tick: 0))
    }
    #expect(lines.map(\.text) == ["the loop was too late for 1 tick", "the loop was too late for 600 ticks"])
  }
}
