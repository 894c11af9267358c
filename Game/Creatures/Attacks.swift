import GameSDK
import World

extension World {
  /// Carries out a creature's attacks, one after the other, each after its interval.
  mutating func stepAttack(of index: Int, _ kind: CreatureKind, _ tick: Tick<Action>, _ around: Surroundings)
  {
    guard !kind.attacks.isEmpty, phase == .playing, creatures[index].health > 0 else { return }
    let attack = kind.attacks[Int(creatures[index].attack) % kind.attacks.count]
    if creatures[index].windup > 0 {
      creatures[index].windup = max(0, creatures[index].windup - tick.dt)
      if creatures[index].windup == 0 { release(attack, of: index, kind, tick, around) }
      return
    }
    creatures[index].attack_timer = max(0, creatures[index].attack_timer - tick.dt)
    guard creatures[index].attack_timer == 0, canAttack(creatures[index], attack, around) else { return }
    switch attack.action {
    case .charge, .explode:
      creatures[index].windup = CreatureTuning.windupTime
      creatures[index].aim = (player.body.position - creatures[index].body.position).direction
    case .shoot, .ring, .breed: release(attack, of: index, kind, tick, around)
    }
  }

  private func canAttack(_ creature: Creature, _ attack: Attack, _ around: Surroundings) -> Bool {
    guard player.body.position.isWithin(attack.range, of: creature.body.position) else { return false }
    // Else a wave that breeds faster than it dies would never end.
    if case .breed = attack.action, isImpatient { return false }
    return !attack.needsSight
      || around.map.hasLineOfSight(from: creature.body.position, to: player.body.position)
  }

  private mutating func release(
    _ attack: Attack, of index: Int, _ kind: CreatureKind, _ tick: Tick<Action>, _ around: Surroundings
  ) {
    let creature = creatures[index]
    // The timer is that of the next attack.
    creatures[index].attack = (creature.attack + 1) % Int32(kind.attacks.count)
    creatures[index].attack_timer =
      kind.attacks[Int(creatures[index].attack)].interval / around.difficulty.speed
    switch attack.action {
    case .shoot(let shot, let count):
      let aim = (player.body.position - creature.body.position).direction
      for direction in aim.fan(of: count, angle: 0.22) {
        addHostileShot(shot, from: creature, direction, around)
      }
    case .ring(let shot, let count):
      let first: Float = tick.random.next(in: 0..<1)
      for number in 0..<count {
        let share = (Float(number) + first) / Float(count)
        let angle: Float = 2 * .pi * (share - 0.5)
        addHostileShot(shot, from: creature, Vector(x: 1, y: 0).turned(by: angle), around)
      }
    case .breed(let brood):
      if creatures.count < Rules.maxCreatures { release(brood, at: creature.body.position, tick, around) }
    case .charge(let speed):
      creatures[index].dash = CreatureTuning.dashTime
      creatures[index].body.velocity = creature.aim * speed
    case .explode(let radius):
      creatures[index].health = 0
      burst(at: creature.body.position, count: 50, speed: radius * 5, heat: 0, tick)
      shake = max(shake, 0.6)
      if (player.body.position - creature.body.position).length < radius { hurtPlayer(tick, around) }
    }
  }

  private mutating func addHostileShot(
    _ id: UInt32, from creature: Creature, _ direction: Vector, _ around: Surroundings
  ) {
    guard shots.count < Rules.maxShots else { return }
    var shot = Shot(id, around.shotKinds[id], at: creature.body.position, direction: direction)
    shot.hostile = true
    shots.append(shot)
  }
}
