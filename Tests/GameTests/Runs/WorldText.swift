import GameTesting
import World

@testable import Game

extension CinderRun {
  /// All fields of the world and of what is in its pools but for the embers, exactly.
  ///
  /// Not the bytes: those between the fields are undefined.
  var worldText: String {
    [
      change { "\($0)" }, "\(world.creatures)", "\(world.shots)", "\(world.spawners)", "\(world.upgrades)",
      "\(world.offers)",
    ].joined(separator: "\n")
  }
}
