import CinderHost
import Testing
import World

@testable import Game

@Suite("Cinder: extreme files of the player", .oneAtATime)
struct SavedRunTests {
  @Test("A run is continued with each upgrade at most as often as its file says, and without unknown ones")
  func upgrades() {
    let run =
      "furthest 9\nwave 2\nscore 10\nlives 3\nupgrade 99 Needle\nupgrade 5 Needle\nupgrade 1 Nothing\n"
    let host = CinderHost(seed: 1, storedFiles: ["progress.txt": run])
    defer { host.close() }
    // The first item of the menu: Continue.
    host.press(.begin)
    #expect(host.world.wave == 2 && host.world.score == 10)
    #expect(host.upgrades.map(\.kind) == [contentID("Needle")] && host.upgrades.map(\.count) == [3])
  }

  @Test("A picture of a creature has only letters of the palette")
  func letters() {
    let text = "creature dot\nframe\n  tQt\n"
    let host = CinderHost.inRun(files: ["creatures.txt": text, "waves.txt": "wave 1\ndot 1 every 1\n"])
    defer { host.close() }
    #expect(host.problems.contains("creatures.txt:3: `Q` is no letter of assets/palettes/classic.txt"))
  }

  @Test("A typed name is entered, letter by letter, and backspace removes one")
  func typedName() {
    let host = CinderHost.inRun()
    defer { host.close() }
    host.changeWorld { $0.enter(.naming) }
    host.wait(ticks: 1)
    #expect(host.readsText)
    for letter in "zo!x\u{8}e".unicodeScalars { _ = host.step(held: 0, pressed: 0, typed: letter) }
    #expect(host.world.name.letters == "ZOE")
    host.press(.begin)
    host.wait(ticks: 1)
    #expect(host.world.phase == .title && !host.readsText)
  }

  @Test("The greatest score that the game can write is read again, and does not overflow")
  func greatestScore() {
    let text = "2147483647 3 4 5 cold ME\n"
    let host = CinderHost.inRun(stored: ["scores.txt": text])
    defer { host.close() }
    host.changeWorld { world in
      (world.score, world.streak) = (Int32.max - 1, Int32.max - 20)
      world.addPoints(1000, .of(.bitter))
    }
    #expect(host.world.score == Int32.max && host.problems == [])
  }
}
