import GameTesting
import World

@testable import Game

extension CinderRun {
  /// A run with one creature of the kind `dot` at this distance beside the player, in an open hall. Its first attack is due.
  ///
  /// The player neither shoots nor can be hurt.
  static func duel(
    _ properties: String, distance: Float, level: String = SampleFiles.hall, files: [String: String] = [:]
  ) throws -> CinderRun {
    let run = try CinderRun.inRun(
      files: SampleFiles.creature(properties, level: level).merging(files) { $1 })
    _ = try run.wait(atMost: 1) { !$0.world.creatures.isEmpty }
    run.moveCreatures(to: run.world.player.body.position + Vector(x: distance, y: 0))
    run.changeCreatures { ($0.attack_timer, $0.flash) = (0, 0) }
    run.change { ($0.player.invulnerable, $0.player.fire_cooldown) = (1000, 1000) }
    return run
  }

  /// The creatures of the kind with this name.
  func creatures(_ name: String) -> [Creature] { world.creatures.filter { $0.kind == contentID(name) } }

  /// The creature of the kind `dot`; there is one.
  var dot: Creature { creatures("dot").first ?? Creature() }

  /// The distance of the creature to the player.
  var dotDistance: Float { (dot.body.position - world.player.body.position).length }

  var hostileShots: [Shot] { world.shots.filter(\.hostile) }
}

extension SampleFiles {
  /// The hall with a wall beside the player: in column 35, from row 12 to row 28.
  static let walledHall = hall.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
    row, line in
    // The first line is a comment.
    guard (13...29).contains(row) else { return String(line) }
    return String(line.prefix(35)) + "#" + String(line.dropFirst(36))
  }.joined(separator: "\n")
  /// The middle of that wall in pixels.
  static let wall: Float = 35.5 * 4
}
