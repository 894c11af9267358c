import GameSDK
import World

extension Shot {
  init(_ id: UInt32, _ kind: ShotKind, at position: Vector, direction: Vector) {
    self.init()
    body = Body(at: position, velocity: direction * kind.speed)
    life = kind.life
    damage = kind.damage
    self.kind = id
  }
}

extension World {
  mutating func stepShots(_ tick: Tick<Action>, _ around: Surroundings) {
    for index in shots.indices.reversed() {
      shots[index].life -= tick.dt
      shots[index].body.position += shots[index].body.velocity * tick.dt
      let shot = shots[index]
      let kind = around.shotKinds[shot.kind]
      let hitsWall = around.map.blocks(shot.body.position)
      if hitsWall { burst(at: shot.body.previous, count: 5, speed: 22, heat: shot.hostile ? 0 : 0.8, tick) }
      let isSpent =
        shot.hostile ? hitsPlayer(shot, kind, tick, around) : hitCreature(index, kind, tick, around)
      if hitsWall || shot.life <= 0 || isSpent { shots.swapRemove(at: index) }
    }
  }

  private mutating func hitsPlayer(
    _ shot: Shot, _ kind: ShotKind, _ tick: Tick<Action>, _ around: Surroundings
  ) -> Bool {
    let distance = kind.halfSize + PlayerTuning.halfSize
    guard shot.body.position.isWithin(distance, of: player.body.position) else { return false }
    hurtPlayer(tick, around)
    return true
  }

  /// Damages the first creature that the shot touches; returns whether that ends the shot.
  private mutating func hitCreature(
    _ index: Int, _ kind: ShotKind, _ tick: Tick<Action>, _ around: Surroundings
  ) -> Bool {
    let shot = shots[index]
    guard let target = target(of: shot, kind, around) else { return false }
    creatures[target].health -= shot.damage
    creatures[target].flash = CreatureTuning.flashTime
    let hit = around.creatureKinds[creatures[target].kind]
    if !hit.isHeavy { creatures[target].body.velocity += shot.body.velocity.direction * kind.knockback }
    burst(at: shot.body.position, count: 4, speed: 26, heat: 1, tick)
    shots[index].pierce -= 1
    // Beyond the creature, so that a shot that goes on hits it once.
    shots[index].body.position += shot.body.velocity.direction * (2 * (hit.halfSize + kind.halfSize))
    return shots[index].pierce < 0
  }

  private func target(of shot: Shot, _ kind: ShotKind, _ around: Surroundings) -> Int? {
    var target: Int?
    // The spatial index predates this tick's movement: the radius has some pixels to spare.
    around.crowd.forEach(near: shot.body.position, radius: kind.halfSize + 10) { index in
      guard target == nil, index < creatures.count, creatures[index].health > 0 else { return }
      let distance = around.creatureKinds[creatures[index].kind].halfSize + kind.halfSize
      if creatures[index].body.position.isWithin(distance, of: shot.body.position) { target = index }
    }
    return target
  }
}
