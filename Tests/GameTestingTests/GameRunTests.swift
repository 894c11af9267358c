import GameSDK
import GameTesting
import Testing
import WorldFixtures

@Suite("Runs of a game in a test")
struct GameRunTests {
  @Test("The same seed gives the same run, another one another")
  func seeds() throws {
    let runs = try [1, 1, 2].map { seed in
      let run = try GameRun(Hopper.self, seed: UInt64(seed))
      try run.press(.up, for: 3)
      try run.advance(to: 40)
      return try run.copyOfWorld()
    }
    #expect(runs[0] == runs[1] && runs[0] != runs[2])
    let paths = runs[0].differences(from: runs[2]).map { $0.prefix { $0 != ":" } }
    #expect(paths.contains("marker"), "\(paths)")
    #expect(!paths.contains { $0.hasPrefix("items") }, "\(paths)")
  }

  @Test("Keys are pressed, held and released as on a keyboard")
  func keys() throws {
    let run = try GameRun(Hopper.self)
    run.world.marker = 100
    run.hold(.left)
    try run.advance(by: 10)
    #expect(run.world.marker == 90)
    try run.press(.up, for: 5)
    #expect(run.world.items.map(\.value) == [10] && run.requests.bells == 0)
    run.release(.left)
    try run.advance()
    #expect(run.world.marker == 85 && run.requests.bells == 1)
    run.input.tap(.up)
    try run.advance(seconds: 1)
    #expect(run.stored["best.txt"] == "0")
    #expect(run.tick == 46 && run.world.items.count == 2 && run.requests.bells == 2)
    let found = try run.advance(atMost: 20) { $0.tick == 50 }
    #expect(found && run.tick == 50)
  }

  @Test("The mouse and typed text")
  func mouse() throws {
    let run = try GameRun(Hopper.self)
    try run.click(column: 12, row: 3)
    #expect(run.world.marker == 1203)
    run.world.marker = 7
    try run.type("hé")
    #expect(run.world.items.filter { $0.tag == 1 }.map(\.value) == [0x68, 0xE9])
  }

  @Test("The picture, at the size of the terminal")
  func picture() throws {
    let run = try GameRun(Hopper.self)
    try run.press(.up)
    #expect(try run.picture.text.contains("items 1 of 1, level 0"))
    #expect(try run.picture[2, 1].glyph == 0x69)
    run.size = TerminalSize(columns: 200, rows: 60)
    #expect(try run.picture[199, 59].glyph == 0x40 && run.picture.columns == 200)
    #expect(try run.picture.cells.count == 200 * 60 && run.picture.cells.last?.glyph == 0x40)
    #expect(try run.picture.text.contains("at 1.0") && run.picture(alpha: 0.25).text.contains("at 0.25"))
  }

  @Test("Files are in memory; a rejected one is reported with its line")
  func files() throws {
    let run = try GameRun(Hopper.self)
    run.assets["level.txt"] = "42"
    #expect(try run.picture.text.contains("level 42"))
    run.assets["level.txt"] = "many"
    #expect(try run.picture.text.contains("level 42"))
    #expect(run.rejectedFiles.last == "assets/level.txt:1: not a number", "\(run.rejectedFiles)")
    run.assets["level.txt"] = "43"
    #expect(try run.picture.text.contains("level 43"))
    #expect(run.problems == run.rejectedFiles)
  }

  @Test("A run begins with other files than the package's, and with what an earlier run kept")
  func firstFiles() throws {
    let markers = try [[:], ["level.txt": "42"]].map {
      try GameRun(Hopper.self, seed: 3, replacing: $0).world.marker
    }
    #expect(markers[1] == markers[0] + 42)
    let run = try GameRun(Hopper.self)
    try run.press(.left)
    #expect(run.stored.texts == ["best.txt": "0"])
    let next = try GameRun(Hopper.self, stored: run.stored.texts)
    #expect(try next.picture.text.contains("best 0 at"))
    #expect(next.problems == [])
  }

  @Test("A game can name the keys of its actions")
  func keyNames() throws {
    let run = try GameRun(Hopper.self)
    #expect(try run.picture.text.contains("[] []"))
    run.assets["keys.yaml"] = "game:\n  up: [up, ctrl-w, é]\n  left: left\n"
    #expect(try run.picture.text.contains(#"["Up", "Ctrl-W", "é"] []"#))
  }

  @Test("The world can be changed and gone back to")
  func world() throws {
    let run = try GameRun(Hopper.self)
    run.world.items = [Item(value: 3, weight: 1, tag: 0), Item(value: 4, weight: 1, tag: 0)]
    run.change { world in world.items[1].value += 10 }
    #expect(run.world.items.map(\.value) == [3, 14])
    let kept = try run.copyOfWorld()
    try run.press(.up)
    run.world.marker = 0
    #expect(try run.copyOfWorld().differences(from: kept).contains { $0.hasPrefix("marker: 0, ") })
    try run.restore(kept)
    #expect(try run.copyOfWorld() == kept)
    #expect(try run.picture.text.contains("items 2 of 102"))
  }

  @Test("A step that fails says when and why")
  func failure() throws {
    let run = try GameRun(Hopper.self)
    try run.advance(by: 3)
    let error = #expect(throws: GameFailure.self) { try run.press(.fail) }
    #expect(error?.tick == 3 && error?.callback == "step")
    #expect(error.map { "\($0)" } == "tick 3: step failed: the floor is gone")
    #expect(run.log.last?.level == .error && run.problems == ["step failed: the floor is gone"])
    let broken = #expect(throws: GameFailure.self) { try unsafe GameRun(Broken.self) }
    #expect(broken?.reason.contains("PointerWorld.target") == true, "\(broken.debugDescription)")
  }

  @Test("A step that depends on something outside the world is found")
  func determinism() throws {
    let run = try GameRun(Hopper.self)
    run.checksDeterminism = true
    try run.press(.up, .left, for: 20)
    try run.advance()
    // What the second computation asks for does not count.
    #expect(run.requests.bells == 1)
    let error = #expect(throws: GameFailure.self) { try run.press(.leak) }
    #expect(
      error?.reason.contains("something outside the world: marker: ") == true, "\(error.debugDescription)")
    #expect(error?.tick == 21)
  }

  @Test("A reload keeps the world and gives it to a fresh value of the game")
  func reload() throws {
    let run = try GameRun(Hopper.self)
    try run.press(.up)
    let world = try run.copyOfWorld()
    try run.reload()
    #expect(try run.copyOfWorld() == world)
    #expect(try run.picture.text.contains("items 1 of 101"))
  }

  @Test("A game can be asked whether a save may be swapped in")
  func mayReload() throws {
    let run = try GameRun(Hopper.self)
    try run.press(.up)
    #expect(try run.mayReload())
    try run.press(.up)
    let mayReload = try run.mayReload()
    #expect(!mayReload)
  }

  @Test("A reload as another version migrates the world")
  func migrated() throws {
    let run = try GameRun(Hopper.self)
    try run.press(.up)
    run.world.marker = -5
    let next = try run.reload(as: Jumper.self)
    #expect(next.world.i32 == -5 && next.world.u8 == 1 && next.tick == 1)
    #expect(next.world.items.map(\.value) == [0])
    try next.advance(by: 2)
    #expect(next.world.i64 == 2)
  }

  @Test("Runs may be used on several threads", arguments: 0..<4)
  func threads(seed: UInt64) throws {
    let run = try GameRun(Hopper.self, seed: seed)
    for _ in 0..<200 { try run.press(.up) }
    #expect(run.world.items.count == 200)
  }
}
