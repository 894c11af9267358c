import GameSDK
import World

/// What a shot does.
enum Shots {
  static let damage: Float = 1
  /// Pixels that it may miss by and still hit.
  static let halfSize: Float = 0.8
  static let push: Float = 16
}

extension World {
  mutating func stepShots(_ tick: Tick<Action>, level map: TileMap, crowd: SpatialIndex) {
    for index in shots.indices.reversed() {
      shots[index].life -= tick.dt
      shots[index].body.position += shots[index].body.velocity * tick.dt
      let shot = shots[index]
      let isStopped = map.blocks(shot.body.position)
      if isStopped { burst(at: shot.body.last, count: 5, speed: 22, heat: 0.8, tick) }
      if isStopped || shot.life <= 0 || hits(shot, crowd, tick) { shots.swapRemove(at: index) }
    }
  }

  /// Burns the first creature that the shot touches.
  private mutating func hits(_ shot: Shot, _ crowd: SpatialIndex, _ tick: Tick<Action>) -> Bool {
    var struck: Int?
    // The index was made before the creatures moved in this tick: a pixel more makes up for it.
    crowd.forEach(near: shot.body.position, reach: 4) { index in
      guard struck == nil, index < creatures.count, creatures[index].health > 0 else { return }
      let distance = Breed.of(creatures[index].kind).halfSize + Shots.halfSize
      let way = creatures[index].body.position - shot.body.position
      if way.lengthSquared < distance * distance { struck = index }
    }
    guard let struck else { return false }
    creatures[struck].health -= Shots.damage
    creatures[struck].flash = Creatures.flashTime
    creatures[struck].body.velocity += shot.body.velocity.direction * Shots.push
    burst(at: shot.body.position, count: 4, speed: 26, heat: 1, tick)
    return true
  }
}
