import GameSDK
import World

/// Values of shots. Lengths are pixels.
enum ShotTuning {
  static let damage: Float = 1
  /// Added to the size of a creature in the hit test.
  static let halfSize: Float = 0.8
  static let knockback: Float = 16
}

extension World {
  mutating func stepShots(_ tick: Tick<Action>, level map: TileMap, crowd: SpatialIndex) {
    for index in shots.indices.reversed() {
      shots[index].life -= tick.dt
      shots[index].body.position += shots[index].body.velocity * tick.dt
      let shot = shots[index]
      let hitsWall = map.blocks(shot.body.position)
      if hitsWall { burst(at: shot.body.previous, count: 5, speed: 22, heat: 0.8, tick) }
      if hitsWall || shot.life <= 0 || hitsCreature(shot, crowd, tick) { shots.swapRemove(at: index) }
    }
  }

  /// Damages the first creature that the shot touches; returns whether it hit one.
  private mutating func hitsCreature(_ shot: Shot, _ crowd: SpatialIndex, _ tick: Tick<Action>) -> Bool {
    var target: Int?
    // The spatial index predates this tick's movement: the radius has a pixel to spare.
    crowd.forEach(near: shot.body.position, radius: 4) { index in
      guard target == nil, index < creatures.count, creatures[index].health > 0 else { return }
      let distance = CreatureStats.of(creatures[index].kind).halfSize + ShotTuning.halfSize
      let offset = creatures[index].body.position - shot.body.position
      if offset.lengthSquared < distance * distance { target = index }
    }
    guard let target else { return false }
    creatures[target].health -= ShotTuning.damage
    creatures[target].flash = CreatureTuning.flashTime
    creatures[target].body.velocity += shot.body.velocity.direction * ShotTuning.knockback
    burst(at: shot.body.position, count: 4, speed: 26, heat: 1, tick)
    return true
  }
}
