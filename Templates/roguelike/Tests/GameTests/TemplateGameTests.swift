import GameSDK
import GameTesting
import Testing
import World

@testable import Game

@Suite struct TemplateGameTests {
  /// A game in which a rat is on the left of the player, with the first floor around them.
  private func beside(_ rat: Monster) throws -> GameRun<TemplateGame> {
    let run = try GameRun(TemplateGame.self)
    run.assets["monsters.txt"] = "rat r B08D57 4 2"
    let player = run.world.player
    run.world.monsters = [Monster(place: Point(x: player.x - 1, y: player.y), health: rat.health, kind: 0)]
    return run
  }

  @Test("Nothing happens until a key is pressed, and a held key is one turn")
  func turns() throws {
    let run = try GameRun(TemplateGame.self)
    let world = try run.copyOfWorld()
    try run.advance(by: 30)
    #expect(try run.copyOfWorld().differences(from: world).allSatisfy { $0.contains("tick") })
    try run.press(.wait, for: 30)
    #expect(run.world.turn == 1)
  }

  @Test("A step into a monster hits it, until it is dead")
  func fight() throws {
    let run = try beside(Monster(place: Point(), health: 50, kind: 0))
    let player = run.world.player
    try run.press(.left)
    #expect((45...48).contains(run.world.monsters[0].health) && run.world.player.x == player.x)
    #expect((18...19).contains(run.world.health))
    #expect(try run.picture.text.contains("You hit the rat for"))
    run.world.monsters[0].health = 1
    try run.press(.left)
    #expect(run.world.monsters.isEmpty)
    #expect(try run.picture.text.contains("You kill the rat."))
  }

  @Test("Without health the game is over; it can begin again")
  func death() throws {
    let run = try beside(Monster(place: Point(), health: 50, kind: 0))
    run.world.health = 1
    try run.press(.wait)
    #expect(run.world.health <= 0)
    #expect(try run.picture.text.contains("The rat kills you on floor 1."))
    try run.press(.left)
    #expect(run.world.turn == 1)
    try run.press(.again)
    #expect(run.world.health == Rules.health && run.world.turn == 0)
  }

  @Test("The stairs lead to another floor, and heal")
  func stairs() throws {
    let run = try GameRun(TemplateGame.self)
    run.world.health = 1
    run.world.monsters = []
    let place = run.world.player
    run.change { world in world[Point(x: place.x + 1, y: place.y)].ground = .stairs }
    try run.press(.right)
    #expect(run.world.depth == 2 && run.world.health == 1 + Rules.rest)
  }

  @Test("The stairs of every floor can be reached", arguments: 1...30 as ClosedRange<UInt64>)
  func reachable(seed: UInt64) throws {
    let run = try GameRun(TemplateGame.self, seed: seed)
    run.change { world in
      var (found, next) = (Set<Int>(), [world.player])
      while let place = next.popLast() {
        guard world[place].ground != .wall, found.insert(Map.index(place)).inserted else { continue }
        next += [(1, 0), (-1, 0), (0, 1), (0, -1)].map { place + Point(x: $0.0, y: $0.1) }
      }
      #expect(world.tiles.indices.contains { world.tiles[$0].ground == .stairs && found.contains($0) })
    }
  }

  @Test("A step depends on nothing but the world, the tick and the files")
  func determinism() throws {
    let run = try GameRun(TemplateGame.self)
    run.checksDeterminism = true
    for action in [.left, .down, .right, .up, .wait, .again, .right, .left] as [TemplateGame.Action] {
      for _ in 0..<5 {
        try run.press(action)
        try run.advance()
      }
    }
  }

  @Test("The picture shows the player, the numbers and only what was seen")
  func picture() throws {
    let run = try GameRun(TemplateGame.self, size: TerminalSize(columns: 60, rows: 20))
    let picture = try run.picture
    #expect(picture.character(Int(run.world.player.x), 1 + Int(run.world.player.y)) == "@")
    #expect(picture.text.contains("floor 1  turn 0") && picture.text.contains("You enter the cellar."))
    let unseen = Map.places.filter { place in run.change { !$0[place].is_known } }
    #expect(!unseen.isEmpty)
    for place in unseen { #expect(picture.character(Int(place.x), 1 + Int(place.y)) == " ") }
  }

  @Test("The recorded run still makes the same worlds: some floors, and a death")
  func recorded() throws {
    try GameRun(TemplateGame.self, verifying: "Tests/Recordings/stairs.run")
  }
}
