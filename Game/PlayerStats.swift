import GameSDK
import World

/// The values of the player that upgrades change, by the names that assets/upgrades.txt uses.
enum PlayerStat: String, CaseIterable {
  case speed
  case fireRate = "fire-rate"
  case damage
  case shots
  case pierce
  case range
  case shotSpeed = "shot-speed"
  case flareRadius = "flare-radius"
  case flareDamage = "flare-damage"
  case flareRate = "flare-rate"
  case shelter
  case streak
  case lives
}

/// The player's values in force: those of `PlayerTuning`, changed by the upgrades of this run.
///
/// Derived data: recomputed in each tick.
struct PlayerStats {
  private var values: [Float] = PlayerStat.allCases.map(PlayerTuning.value)

  subscript(stat: PlayerStat) -> Float { values[stat.index] }

  init(_ upgrades: UpgradePool, _ file: UpgradeFile) {
    for upgrade in upgrades.elements {
      guard let kind = file[upgrade.kind] else { continue }
      for effect in kind.effects {
        for _ in 0..<upgrade.count {
          values[effect.stat.index] = effect.applied(to: values[effect.stat.index])
        }
      }
    }
  }
}

extension PlayerStat {
  fileprivate var index: Int { PlayerStat.order[self] ?? 0 }
  private static let order = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
}
