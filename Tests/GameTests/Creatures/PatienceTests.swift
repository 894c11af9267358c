import GameTesting
import Testing
import World

@testable import Game

/// A wave ends, whatever its creatures do.
@Suite("Cinder: patience")
struct PatienceTests {
  @Test(
    "After a time without a new creature, those that stay or keep a distance come to the player",
    arguments: ["stay", "keep 40"])
  func coming(moves: String) throws {
    let run = try CinderRun.duel("speed 0\nmoves \(moves)", distance: 50)
    run.world.quiet_time = Rules.patience - 3
    try run.wait(seconds: 2)
    let before = run.dotDistance
    #expect(abs(before - 50) < 1)
    try run.wait(seconds: 3)
    #expect(run.dotDistance < before - CreatureTuning.crawl)
    #expect(try run.wait(atMost: 10) { $0.dotDistance < 3 })
  }

  @Test(
    "Impatient creatures become faster, a boss does not",
    arguments: [("moves chase", true), ("title The dot", false)])
  func faster(properties: String, isFaster: Bool) throws {
    let run = try CinderRun.duel("speed 5\n" + properties, distance: 90)
    try run.wait(seconds: 1)
    #expect(abs(run.dot.body.velocity.length - 5) < 0.5)
    run.world.quiet_time = Rules.patience + 50
    try run.wait(seconds: 1)
    let expected = isFaster ? CreatureTuning.crawl * (1 + 51 * CreatureTuning.impatience) : 5
    #expect(abs(run.dot.body.velocity.length - expected) < 0.7, "\(run.dot.body.velocity)")
  }

  @Test("An impatient creature breeds no more")
  func breeding() throws {
    let run = try CinderRun.duel("speed 0\nmoves stay\nattack breed egg 1 every 0.5", distance: 60)
    try run.wait(seconds: 1.2)
    let eggs = run.creatures("egg").count
    #expect(eggs == 3)
    run.world.quiet_time = Rules.patience + 1
    try run.wait(seconds: 3)
    #expect(run.creatures("egg").count == eggs)
    // Patient again, they breed again.
    run.world.quiet_time = 0
    #expect(try run.wait(atMost: 2) { $0.creatures("egg").count > eggs })
  }

  @Test("Each creature that comes through a gate starts the time again; one that is bred does not")
  func quietTime() throws {
    var files = SampleFiles.creature("speed 0\nmoves stay\nattack breed egg 1 every 0.3")
    files["waves.txt"] = "wave 1\ndot 1 every 0\negg 1 every 1 after 5\n"
    let run = try CinderRun.inRun(files: files)
    try run.wait(seconds: 4.8)
    #expect(run.world.quiet_time > 4.5 && !run.creatures("egg").isEmpty)
    try run.wait(seconds: 0.3)
    #expect(run.world.quiet_time < 0.2)
  }
}
