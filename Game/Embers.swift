import GameSDK
import World

/// The glowing specks: they do nothing but look good.
enum Embers {
  /// More than this are not lit.
  static let limit = 900
  static let lifeSpan: ClosedRange<Float> = 0.25...0.9
  /// They rise, and air slows them.
  static let lift: Float = -5
  static let air: Float = 2.4
}

extension World {
  /// Lights embers that fly apart. `heat` 1 is flame, 0 is frost.
  mutating func burst(at place: Vector, count: Int, speed: Float, heat: Float, _ tick: Tick<Action>) {
    for _ in 0..<count {
      let way = Vector(x: tick.random.next(in: -1..<1), y: tick.random.next(in: -1..<1))
      light(at: place, velocity: way * speed, heat: heat, tick)
    }
  }

  /// What a moving cinder leaves behind.
  mutating func trail(_ tick: Tick<Action>) {
    let drift = Vector(x: tick.random.next(in: -4..<4), y: tick.random.next(in: -8..<0))
    light(at: player.body.position, velocity: drift - player.body.velocity * 0.2, heat: 0.9, tick)
  }

  /// A slow rise of embers all over a level, for the screens on which nobody plays.
  mutating func driftEmbers(over map: TileMap, _ tick: Tick<Action>) {
    guard tick.random.chance(tick.dt * 40) else { return }
    let place = Vector(
      x: tick.random.next(in: 0..<max(1, map.pixelWidth)),
      y: tick.random.next(in: 0..<max(1, map.pixelHeight)))
    let drift = Vector(x: tick.random.next(in: -3..<3), y: tick.random.next(in: -14 ..< -4))
    light(at: place, velocity: drift, heat: tick.random.next(in: 0.6..<1), tick, lifeSpan: 2.5)
  }

  private mutating func light(
    at place: Vector, velocity: Vector, heat: Float, _ tick: Tick<Action>, lifeSpan: Float? = nil
  ) {
    guard embers.count < Embers.limit else { return }
    let life = lifeSpan ?? tick.random.next(in: Embers.lifeSpan.lowerBound..<Embers.lifeSpan.upperBound)
    var ember = Ember()
    ember.body = Body(at: place, velocity: velocity)
    ember.life = life
    ember.life_span = life
    ember.heat = heat
    embers.append(ember)
  }

  mutating func stepEmbers(_ tick: Tick<Action>) {
    let slow = max(0, 1 - Embers.air * tick.dt)
    for index in embers.indices.reversed() {
      embers[index].life -= tick.dt
      embers[index].body.velocity = embers[index].body.velocity * slow
      embers[index].body.velocity.y += Embers.lift * tick.dt
      embers[index].body.position += embers[index].body.velocity * tick.dt
      if embers[index].life <= 0 { embers.swapRemove(at: index) }
    }
  }
}
