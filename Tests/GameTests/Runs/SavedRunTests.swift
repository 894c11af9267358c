import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: extreme files of the player")
struct SavedRunTests {
  @Test("A run is continued with each upgrade at most as often as its file says, and without unknown ones")
  func upgrades() throws {
    let progress =
      "furthest 9\nwave 2\nscore 10\nlives 3\nupgrade 99 Needle\nupgrade 5 Needle\nupgrade 1 Nothing\n"
    let run = try CinderRun.atTitle(stored: ["progress.txt": progress])
    // The first item of the menu: Continue.
    try run.press(.begin)
    #expect(run.world.wave == 2 && run.world.score == 10)
    #expect(run.world.upgrades.map(\.kind) == [contentID("Needle")] && run.world.upgrades.map(\.count) == [3])
  }

  @Test("A picture of a creature has only letters of the palette")
  func letters() throws {
    let text = "creature dot\nframe\n  tQt\n"
    let run = try CinderRun.inRun(files: ["creatures.txt": text, "waves.txt": "wave 1\ndot 1 every 1\n"])
    #expect(run.problems.contains("assets/creatures.txt:3: `Q` is no letter of assets/palettes/classic.txt"))
  }

  @Test("A typed name is entered, letter by letter, and backspace removes one")
  func typedName() throws {
    let run = try CinderRun.inRun()
    run.change { $0.enter(.naming) }
    try run.advance()
    #expect(run.requests.readsText)
    try run.type("zo!x\u{8}e")
    #expect(run.world.name.letters == "ZOE")
    try run.press(.begin)
    try run.advance()
    #expect(run.world.phase == .title && !run.requests.readsText)
  }

  @Test("The greatest score that the game can write is read again, and does not overflow")
  func greatestScore() throws {
    let text = "2147483647 3 4 5 cold ME\n"
    let run = try CinderRun.inRun(stored: ["scores.txt": text])
    run.change { world in
      (world.score, world.streak) = (Int32.max - 1, Int32.max - 20)
      world.addPoints(1000, .of(.bitter))
    }
    #expect(run.world.score == Int32.max && run.problems == [])
  }
}
