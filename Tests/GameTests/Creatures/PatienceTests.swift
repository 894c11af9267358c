import CinderHost
import Testing
import World

@testable import Game

/// A wave ends, whatever its creatures do.
@Suite("Cinder: patience", .oneAtATime)
struct PatienceTests {
  @Test(
    "After a time without a new creature, those that stay or keep a distance come to the player",
    arguments: ["stay", "keep 40"])
  func coming(moves: String) {
    let host = CinderHost.duel("speed 0\nmoves \(moves)", distance: 50)
    defer { host.close() }
    host.changeWorld { $0.quiet_time = Rules.patience - 3 }
    host.wait(seconds: 2)
    let before = host.dotDistance
    #expect(abs(before - 50) < 1)
    host.wait(seconds: 3)
    #expect(host.dotDistance < before - CreatureTuning.crawl)
    #expect(host.wait(atMost: 10) { $0.dotDistance < 3 })
  }

  @Test(
    "Impatient creatures become faster, a boss does not",
    arguments: [("moves chase", true), ("title The dot", false)])
  func faster(properties: String, isFaster: Bool) {
    let host = CinderHost.duel("speed 5\n" + properties, distance: 90)
    defer { host.close() }
    host.wait(seconds: 1)
    #expect(abs(host.dot.body.velocity.length - 5) < 0.5)
    host.changeWorld { $0.quiet_time = Rules.patience + 50 }
    host.wait(seconds: 1)
    let expected = isFaster ? CreatureTuning.crawl * (1 + 51 * CreatureTuning.impatience) : 5
    #expect(abs(host.dot.body.velocity.length - expected) < 0.7, "\(host.dot.body.velocity)")
  }

  @Test("An impatient creature breeds no more")
  func breeding() {
    let host = CinderHost.duel("speed 0\nmoves stay\nattack breed egg 1 every 0.5", distance: 60)
    defer { host.close() }
    host.wait(seconds: 1.2)
    let eggs = host.creatures("egg").count
    #expect(eggs == 3)
    host.changeWorld { $0.quiet_time = Rules.patience + 1 }
    host.wait(seconds: 3)
    #expect(host.creatures("egg").count == eggs)
    // Patient again, they breed again.
    host.changeWorld { $0.quiet_time = 0 }
    #expect(host.wait(atMost: 2) { $0.creatures("egg").count > eggs })
  }

  @Test("Each creature that comes through a gate starts the time again; one that is bred does not")
  func quietTime() {
    var files = TestFiles.creature("speed 0\nmoves stay\nattack breed egg 1 every 0.3")
    files["waves.txt"] = "wave 1\ndot 1 every 0\negg 1 every 1 after 5\n"
    let host = CinderHost.inRun(files: files)
    defer { host.close() }
    host.wait(seconds: 4.8)
    #expect(host.world.quiet_time > 4.5 && !host.creatures("egg").isEmpty)
    host.wait(seconds: 0.3)
    #expect(host.world.quiet_time < 0.2)
  }
}
