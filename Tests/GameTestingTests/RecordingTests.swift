import Foundation
import GameSDK
import GameTesting
import Testing
import Timeline
import WorldFixtures

@Suite("Recordings in a test")
struct RecordingTests {
  /// 100 ticks: three items, and a marker that goes to the left.
  private func hopper(level: String? = nil) throws -> RunWriter<Hopper> {
    let writer = try RunWriter(Hopper.self, level: level)
    try writer.play(10)
    try writer.play(25, .left)
    for _ in 0..<3 { try writer.play(5, .up) }
    try writer.play(50, .left)
    return writer
  }

  @Test("A recording is played from its first world, and can be compared; the run goes on")
  func played() throws {
    let writer = try hopper(level: "42")
    try writer.write()
    let worlds = [
      try GameRun(Hopper.self, replaying: writer.path), try GameRun(Hopper.self, verifying: writer.path),
    ]
    for run in worlds {
      #expect(run.tick == 100 && run.world.items.map(\.value) == [35, 40, 45])
      #expect(try run.copyOfWorld() == writer.run.copyOfWorld())
      #expect(try run.picture.text.contains("items 3 of 3, level 42"))
      try run.press(.up)
      #expect(run.world.items.count == 4)
    }
    let early = try GameRun(Hopper.self, replaying: writer.path, to: 41)
    #expect(early.tick == 41 && early.world.items.map(\.value) == [35, 40])
    let late = #expect(throws: UnplayableRecording.self) {
      try GameRun(Hopper.self, replaying: writer.path, to: 101)
    }
    #expect(late?.reason == "it has no tick 101: it ends before tick 100")
  }

  @Test(
    "Other code plays the same input; the first tick that differs is found, with the values of the next world"
  )
  func difference() throws {
    let writer = try hopper()
    try writer.write()
    // Its actions have other numbers, and its ticks another length.
    let run = try GameRun(Hasty.self, replaying: writer.path)
    #expect(run.world.items.map(\.value) == [35, 40, 45])
    #expect(run.world.items.map(\.weight) == writer.run.world.items.map(\.weight))
    #expect(run.world.marker == writer.run.world.marker - 50)
    let failure = #expect(throws: RecordingDifference.self) {
      try GameRun(Hasty.self, verifying: writer.path)
    }
    let difference = try #require(failure)
    // Two a tick, from tick 50 on.
    #expect(difference.tick == 50 && difference.fieldsTick == 59 && difference.notes.isEmpty)
    let early = try GameRun(Hopper.self, replaying: writer.path, to: 60)
    let marker = early.world.marker
    #expect(
      difference.fields.map { [$0.path, $0.recorded, $0.computed] } == [
        ["marker", "\(marker)", "\(marker - 10)"]
      ])
    #expect(
      difference.description == """
        \(writer.path): different from tick 50 on
          after tick 59, the next whose world was recorded:
            marker: recorded \(marker), now \(marker - 10)
          if this is intended: hotloop replay \(writer.path) --headless --update
        """)
  }

  @Test("A fresh run begins with what start makes now; another world is a difference")
  func start() throws {
    let writer = try hopper(level: "42")
    try writer.write()
    let failure = #expect(throws: RecordingDifference.self) {
      try GameRun(Hasty.self, verifying: writer.path)
    }
    #expect(failure?.tick == nil && failure?.fields.map(\.path) == ["marker"])
    #expect(failure?.description.contains("start makes another world:\n    marker: recorded ") == true)
  }

  @Test("The files are those that the game saw, also where they changed")
  func files() throws {
    let writer = try hopper(level: "1")
    writer.level("2")
    try writer.play(10)
    try writer.write()
    #expect(try GameRun(Hopper.self, replaying: writer.path, to: 100).picture.text.contains("level 1"))
    #expect(try GameRun(Hopper.self, verifying: writer.path).picture.text.contains("level 2"))
  }

  @Test("Where the world was changed from outside, the recorded one is taken over")
  func edited() throws {
    let writer = try hopper()
    writer.run.world.marker = -100
    try writer.world(isCut: true)
    try writer.play(10, .left)
    try writer.write()
    #expect(try GameRun(Hopper.self, verifying: writer.path).world.marker == -110)
    // Until then another code makes another marker of it.
    let run = try GameRun(Hasty.self, replaying: writer.path)
    #expect(run.world.marker == -120 && run.tick == 110)
  }

  @Test("Reloaded and tweaked code is not played as one run, but can be compared", arguments: [false, true])
  func code(isTweaked: Bool) throws {
    let writer = try hopper()
    writer.code(isTweaked ? "first" : "second", isTweaked: isTweaked)
    try writer.world(isCut: true)
    try writer.play(10, .left)
    try writer.write()
    let failure = #expect(throws: UnplayableRecording.self) {
      try GameRun(Hopper.self, replaying: writer.path)
    }
    let what = isTweaked ? "values of literals were changed by hand" : "the code was reloaded"
    #expect(failure?.tick == 100 && failure?.reason.hasPrefix(what) == true, "\(failure.debugDescription)")
    #expect(failure?.description.hasPrefix("\(writer.path): tick 100: ") == true)
    #expect(try GameRun(Hopper.self, replaying: writer.path, to: 100).tick == 100)
    #expect(try GameRun(Hopper.self, verifying: writer.path).tick == 110)
  }

  @Test("A difference behind a change of the code tells that there was one")
  func noted() throws {
    let writer = try RunWriter(Hopper.self)
    try writer.play(40)
    writer.code("second")
    try writer.world(isCut: true)
    for _ in 0..<3 { try writer.play(5, .up) }
    try writer.play(10, .left)
    try writer.write()
    let failure = #expect(throws: RecordingDifference.self) {
      try GameRun(Hasty.self, verifying: writer.path)
    }
    #expect(failure?.tick == 55 && failure?.notes == ["at tick 40, the code was reloaded"])
  }

  @Test("A tick that crashed is not played")
  func crash() throws {
    let writer = try hopper()
    writer.crash(.fail, "step failed: the floor is gone")
    try writer.write()
    for run in [
      { try GameRun(Hopper.self, replaying: writer.path) },
      { try GameRun(Hopper.self, verifying: writer.path) },
    ] {
      let failure = #expect(throws: UnplayableRecording.self) { try run() }
      #expect(failure?.tick == 100 && failure?.reason.contains("the floor is gone") == true)
    }
    let before = try GameRun(Hopper.self, replaying: writer.path, to: 100)
    #expect(throws: GameFailure.self) { try before.press(.fail) }
  }

  @Test("A key for an action that the game does not have is not left out")
  func actions() throws {
    let writer = try RunWriter(Hopper.self)
    try writer.play(20)
    writer.code("first", actions: ["up", "dance", "fail", "leak"])
    try writer.play(5, .left)
    try writer.write()
    let failure = #expect(throws: UnplayableRecording.self) {
      try GameRun(Hopper.self, verifying: writer.path)
    }
    #expect(failure?.tick == 20 && failure?.reason.hasPrefix("dance was pressed") == true)
  }

  @Test("Only a whole recording is played")
  func incomplete() throws {
    let writer = try hopper()
    try writer.write(hasEnd: false)
    let failure = #expect(throws: UnplayableRecording.self) {
      try GameRun(Hopper.self, verifying: writer.path)
    }
    #expect(failure?.tick == nil && failure?.reason.hasPrefix("it has no end") == true)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: writer.path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: writer.path))
    #expect(throws: RecordingError.self) { try GameRun(Hopper.self, replaying: writer.path) }
    let missing = #expect(throws: RecordingError.self) {
      try GameRun(Hopper.self, replaying: "Tests/Recordings/none.run")
    }
    // The file of the test is in the package of HotLoop.
    #expect(missing?.description.contains("/Tests/Recordings/none.run: open failed") == true)
    #expect(missing?.description.hasPrefix("/") == true)
  }

  @Test("A world of another layout is migrated, and the fields that both have are compared")
  func migrated() throws {
    let writer = try RunWriter(Hopper.self)
    writer.run.world.items = [Item(value: 3, weight: 1, tag: 0)]
    try writer.world(isCut: true)
    try writer.play(70)
    try writer.write()
    let run = try GameRun(Jumper.self, verifying: writer.path)
    #expect(run.world.i32 == writer.run.world.marker && run.world.i64 == 70 && run.world.u8 == 1)
    let failure = #expect(throws: RecordingDifference.self) {
      try GameRun(Dropper.self, verifying: writer.path)
    }
    #expect(failure?.tick == 29 && failure?.fieldsTick == 29)
    #expect(failure?.fields.map(\.description) == ["items[0].value: recorded 3, now 4"])
    #expect(failure?.notes.first?.hasPrefix("the world has another layout now") == true)
  }
}

/// `Hopper` with its actions in another order, without its level, and in more of a hurry with three items.
struct Hasty: Game {
  enum Action: Int, GameAction { case leak, left, fail, up }

  func start(_ world: inout PoolWorld, _ setup: Setup) {
    world.marker = Int32(setup.random.next(in: 0..<1_000_000))
  }
  func step(_ world: inout PoolWorld, _ tick: Tick<Action>) {
    if tick.pressed(.up) { world.items.append(Item(value: Int32(tick.number), weight: tick.dt, tag: 0)) }
    if tick.held(.left) { world.marker -= world.items.count == 3 ? 2 : 1 }
  }
  func draw(_ world: borrowing PoolWorld, on canvas: inout Canvas) {}
}

/// `Jumper` that changes the items.
struct Dropper: Game {
  static let worldVersion = Jumper.worldVersion
  static let renames = Jumper.renames
  mutating func start(_ world: inout LayoutWorld, _ setup: Setup) {}
  mutating func step(_ world: inout LayoutWorld, _ tick: Tick<NoAction>) {
    if tick.number == 20 { world.items[0].value += 1 }
  }
  func draw(_ world: borrowing LayoutWorld, on canvas: inout Canvas) {}
  mutating func migrate(_ world: inout LayoutWorld, _ migration: Migration) {}
}
