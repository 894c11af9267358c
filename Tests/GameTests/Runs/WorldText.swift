import CinderHost
import World

extension CinderHost {
  /// All fields of the world and of what is in its pools but for the embers, exactly.
  ///
  /// Not the bytes: those between the fields are undefined.
  var worldText: String {
    ["\(world)", "\(creatures)", "\(shots)", "\(spawners)", "\(upgrades)", "\(offers)"].joined(
      separator: "\n")
  }
}
