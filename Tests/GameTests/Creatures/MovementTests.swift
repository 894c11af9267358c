import CinderHost
import Testing
import World

@testable import Game

@Suite("Cinder: movement of creatures", .oneAtATime)
struct MovementTests {
  @Test(
    "Who chases or flies comes to the player at its speed", arguments: ["chase", "fly", "keep 10"],
    [10, 25] as [Float])
  func approach(moves: String, speed: Float) {
    let host = CinderHost.duel("speed \(speed)\nmoves \(moves)", distance: 80)
    defer { host.close() }
    host.wait(seconds: 1)
    let before = host.dotDistance
    host.wait(ticks: 60)
    #expect(abs(before - host.dotDistance - speed) < 1)
  }

  @Test("A faster difficulty makes creatures faster", arguments: [Difficulty.mild, .cold, .bitter])
  func difficulty(difficulty: Difficulty) {
    let host = CinderHost.duel("speed 20\nmoves fly", distance: 80)
    defer { host.close() }
    host.changeWorld { $0.options.difficulty = difficulty }
    host.wait(seconds: 1)
    #expect(abs(host.dot.body.velocity.length - 20 * DifficultyRules.of(difficulty).speed) < 0.5)
  }

  @Test("Who stays does not move") func stay() {
    let host = CinderHost.duel("speed 30\nmoves stay", distance: 20)
    defer { host.close() }
    let place = host.dot.body.position
    host.wait(seconds: 3)
    #expect((host.dot.body.position - place).length < 0.001)
  }

  @Test(
    "Who keeps a distance comes to it from near and far, and circles the player there",
    arguments: [8, 70] as [Float])
  func keep(distance: Float) {
    let host = CinderHost.duel("speed 20\nmoves keep 30", distance: distance)
    defer { host.close() }
    host.wait(seconds: 4)
    for _ in 0..<4 {
      #expect(abs(host.dotDistance - 30) < 7)
      let before = host.dot.body.position
      host.wait(seconds: 1)
      #expect((host.dot.body.position - before).length > 8)
    }
  }

  @Test("A wall stops who walks, not who flies", arguments: ["chase", "keep 20", "fly"])
  func wall(moves: String) {
    let host = CinderHost.duel("speed 30\nmoves \(moves)", distance: 36, level: TestFiles.walledHall)
    defer { host.close() }
    let y = host.dot.body.position.y
    var isOverWall = false
    var sideways: Float = 0
    _ = host.wait(atMost: 8) { host in
      isOverWall =
        isOverWall
        || abs(host.dot.body.position.x - TestFiles.wall) < 2 && abs(host.dot.body.position.y - y) < 30
      sideways = max(sideways, abs(host.dot.body.position.y - y))
      return host.dot.body.position.x < TestFiles.wall - 4
    }
    #expect(host.dot.body.position.x < TestFiles.wall)
    #expect(isOverWall == (moves == "fly"))
    #expect((sideways < 2) == (moves == "fly"), "\(sideways)")
  }

  @Test("Creatures at one place move apart") func separation() {
    var files = TestFiles.creature("speed 10", count: 6)
    files["shots.txt"] = "shot spark\nspeed 1\nlife 0.05\n\nshot bolt\n"
    let host = CinderHost.inRun(files: files)
    defer { host.close() }
    #expect(host.wait(atMost: 2) { $0.creatures.count == 6 })
    var index: Float = 0
    let start = host.world.player.body.position + Vector(x: 60, y: 0)
    host.changeCreatures { creature in
      creature.body = Body(at: start + Vector(x: index * 0.1, y: index * 0.07))
      index += 1
    }
    host.wait(seconds: 2)
    let positions = host.creatures.map(\.body.position)
    for (number, one) in positions.enumerated() {
      for other in positions.dropFirst(number + 1) { #expect((one - other).length > 1.5) }
    }
  }

  /// A push of a creature 15 pixels beside the player.
  enum Push: CaseIterable, Sendable { case flare, shot }

  @Test("A flare and a shot push a creature away, unless it is a boss or stays", arguments: Push.allCases)
  func pushes(push: Push) {
    for (properties, isPushed) in [
      ("moves chase", true), ("moves fly", true), ("title The dot", false), ("moves stay", false),
    ] {
      let host = CinderHost.duel(
        "speed 0\n" + properties, distance: 15,
        files: ["shots.txt": "shot spark\nspeed 95\nlife 1\nknockback 60\n\nshot bolt\n"])
      defer { host.close() }
      let before = host.dot
      switch push {
      case .flare: host.press(.flare)
      case .shot:
        host.changeWorld { $0.player.fire_cooldown = 0 }
        #expect(host.wait(atMost: 1) { $0.dot.health < before.health })
      }
      #expect(host.dot.health < before.health)
      host.wait(ticks: 10)
      let way = host.dot.body.position.x - before.body.position.x
      #expect(isPushed ? way > 1 : way == 0, "\(properties): \(way)")
    }
  }
}
