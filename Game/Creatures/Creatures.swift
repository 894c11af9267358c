import GameSDK
import World

/// Values that all kinds of creature share. Lengths are pixels, times are seconds.
enum CreatureTuning {
  static let flashTime: Float = 0.12
  /// The share of the difference to the wanted velocity that is made up per second.
  static let turnRate: Float = 6
  /// The greatest speed at which two creatures move apart.
  static let separation: Float = 26
  /// Creatures do not spawn at a gate closer to the player than this.
  static let minGateDistance: Float = 34
  /// The time for which a gate glows before a creature comes.
  static let gateWarning: Float = 0.8
  /// The warning before a charge or an explosion, and the length of a charge.
  static let windupTime: Float = 0.65
  static let dashTime: Float = 0.55
  /// By which share of their speed creatures become faster in each second after `Rules.patience`, and the least speed then of
  /// those that stay.
  static let impatience: Float = 0.02
  static let crawl: Float = 8
}

extension World {
  mutating func stepCreatures(_ tick: Tick<Action>, _ around: Surroundings) {
    for index in creatures.indices {
      let kind = around.creatureKinds[creatures[index].kind]
      moveCreature(index, kind, tick, around)
      creatures[index].age += tick.dt
      creatures[index].flash = max(0, creatures[index].flash - tick.dt)
      stepAttack(of: index, kind, tick, around)
      if touchesPlayer(creatures[index], kind) { hurtPlayer(tick, around) }
    }
  }

  private func touchesPlayer(_ creature: Creature, _ kind: CreatureKind) -> Bool {
    let distance = kind.halfSize + PlayerTuning.halfSize
    return creature.health > 0 && creature.body.position.isWithin(distance, of: player.body.position)
  }

  /// Removes creatures without health, and adds their points, embers and broods.
  mutating func removeDead(_ tick: Tick<Action>, _ around: Surroundings) {
    var broods: [(Brood, Vector)] = []
    for index in creatures.indices.reversed() where creatures[index].health <= 0 {
      let dead = creatures.swapRemove(at: index)
      let kind = around.creatureKinds[dead.kind]
      streak += 1
      streak_time = Rules.streakTime * around.stats[.streak]
      kills += 1
      addPoints(kind.points, around.difficulty)
      let size = kind.isBoss ? 160 : Int(pixel: kind.halfSize * 10)
      burst(at: dead.body.position, count: size, speed: kind.isBoss ? 60 : 32, heat: 0, tick)
      if kind.halfSize > 1.8 { shake = max(shake, kind.isBoss ? 1 : 0.4) }
      // With the boss the wave is decided: nothing more comes.
      if kind.isBoss { spawners.removeAll() }
      if let brood = kind.brood { broods.append((brood, dead.body.position)) }
    }
    for (brood, position) in broods { release(brood, at: position, tick, around) }
  }
}
