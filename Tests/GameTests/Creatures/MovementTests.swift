import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: movement of creatures")
struct MovementTests {
  @Test(
    "Who chases or flies comes to the player at its speed", arguments: ["chase", "fly", "keep 10"],
    [10, 25] as [Float])
  func approach(moves: String, speed: Float) throws {
    let run = try CinderRun.duel("speed \(speed)\nmoves \(moves)", distance: 80)
    try run.wait(seconds: 1)
    let before = run.dotDistance
    try run.advance(by: 60)
    #expect(abs(before - run.dotDistance - speed) < 1)
  }

  @Test("A faster difficulty makes creatures faster", arguments: [Difficulty.mild, .cold, .bitter])
  func difficulty(difficulty: Difficulty) throws {
    let run = try CinderRun.duel("speed 20\nmoves fly", distance: 80)
    run.world.options.difficulty = difficulty
    try run.wait(seconds: 1)
    #expect(abs(run.dot.body.velocity.length - 20 * DifficultyRules.of(difficulty).speed) < 0.5)
  }

  @Test("Who stays does not move") func stay() throws {
    let run = try CinderRun.duel("speed 30\nmoves stay", distance: 20)
    let place = run.dot.body.position
    try run.wait(seconds: 3)
    #expect((run.dot.body.position - place).length < 0.001)
  }

  @Test(
    "Who keeps a distance comes to it from near and far, and circles the player there",
    arguments: [8, 70] as [Float])
  func keep(distance: Float) throws {
    let run = try CinderRun.duel("speed 20\nmoves keep 30", distance: distance)
    try run.wait(seconds: 4)
    for _ in 0..<4 {
      #expect(abs(run.dotDistance - 30) < 7)
      let before = run.dot.body.position
      try run.wait(seconds: 1)
      #expect((run.dot.body.position - before).length > 8)
    }
  }

  @Test("A wall stops who walks, not who flies", arguments: ["chase", "keep 20", "fly"])
  func wall(moves: String) throws {
    let run = try CinderRun.duel("speed 30\nmoves \(moves)", distance: 36, level: SampleFiles.walledHall)
    let y = run.dot.body.position.y
    var isOverWall = false
    var sideways: Float = 0
    _ = try run.wait(atMost: 8) { run in
      isOverWall =
        isOverWall
        || abs(run.dot.body.position.x - SampleFiles.wall) < 2 && abs(run.dot.body.position.y - y) < 30
      sideways = max(sideways, abs(run.dot.body.position.y - y))
      return run.dot.body.position.x < SampleFiles.wall - 4
    }
    #expect(run.dot.body.position.x < SampleFiles.wall)
    #expect(isOverWall == (moves == "fly"))
    #expect((sideways < 2) == (moves == "fly"), "\(sideways)")
  }

  @Test("Creatures at one place move apart") func separation() throws {
    var files = SampleFiles.creature("speed 10", count: 6)
    files["shots.txt"] = "shot spark\nspeed 1\nlife 0.05\n\nshot bolt\n"
    let run = try CinderRun.inRun(files: files)
    #expect(try run.wait(atMost: 2) { $0.world.creatures.count == 6 })
    var index: Float = 0
    let start = run.world.player.body.position + Vector(x: 60, y: 0)
    run.changeCreatures { creature in
      creature.body = Body(at: start + Vector(x: index * 0.1, y: index * 0.07))
      index += 1
    }
    try run.wait(seconds: 2)
    let positions = run.world.creatures.map(\.body.position)
    for (number, one) in positions.enumerated() {
      for other in positions.dropFirst(number + 1) { #expect((one - other).length > 1.5) }
    }
  }

  /// A push of a creature 15 pixels beside the player.
  enum Push: CaseIterable, Sendable { case flare, shot }

  @Test("A flare and a shot push a creature away, unless it is a boss or stays", arguments: Push.allCases)
  func pushes(push: Push) throws {
    for (properties, isPushed) in [
      ("moves chase", true), ("moves fly", true), ("title The dot", false), ("moves stay", false),
    ] {
      let run = try CinderRun.duel(
        "speed 0\n" + properties, distance: 15,
        files: ["shots.txt": "shot spark\nspeed 95\nlife 1\nknockback 60\n\nshot bolt\n"])
      let before = run.dot
      switch push {
      case .flare: try run.press(.flare)
      case .shot:
        run.world.player.fire_cooldown = 0
        #expect(try run.wait(atMost: 1) { $0.dot.health < before.health })
      }
      #expect(run.dot.health < before.health)
      try run.advance(by: 10)
      let way = run.dot.body.position.x - before.body.position.x
      #expect(isPushed ? way > 1 : way == 0, "\(properties): \(way)")
    }
  }
}
