import GameSDK
import World

/// Values of embers, the game's particles. Lengths are pixels, times are seconds.
enum EmberTuning {
  static let maxCount = 900
  static let lifeSpan: ClosedRange<Float> = 0.25...0.9
  /// Vertical acceleration; negative is upwards.
  static let lift: Float = -5
  /// The share of the velocity that is lost per second.
  static let drag: Float = 2.4
}

extension World {
  /// Adds embers that fly apart from a position. `heat` 1 is flame, 0 is frost.
  mutating func burst(at position: Vector, count: Int, speed: Float, heat: Float, _ tick: Tick<Action>) {
    for _ in 0..<count {
      let direction = Vector(x: tick.random.next(in: -1..<1), y: tick.random.next(in: -1..<1))
      addEmber(at: position, velocity: direction * speed, heat: heat, tick)
    }
  }

  /// Adds one ember behind the player.
  mutating func emitTrail(_ tick: Tick<Action>) {
    let drift = Vector(x: tick.random.next(in: -4..<4), y: tick.random.next(in: -8..<0))
    addEmber(at: player.body.position, velocity: drift - player.body.velocity * 0.2, heat: 0.9, tick)
  }

  /// Adds slowly rising embers all over a level: the background of the title and game-over screens.
  mutating func driftEmbers(over map: TileMap, _ tick: Tick<Action>) {
    guard tick.random.chance(tick.dt * 40) else { return }
    let position = Vector(
      x: tick.random.next(in: 0..<max(1, map.pixelWidth)),
      y: tick.random.next(in: 0..<max(1, map.pixelHeight)))
    let drift = Vector(x: tick.random.next(in: -3..<3), y: tick.random.next(in: -14 ..< -4))
    addEmber(at: position, velocity: drift, heat: tick.random.next(in: 0.6..<1), tick, lifeSpan: 2.5)
  }

  private mutating func addEmber(
    at position: Vector, velocity: Vector, heat: Float, _ tick: Tick<Action>, lifeSpan: Float? = nil
  ) {
    guard embers.count < EmberTuning.maxCount else { return }
    let life =
      lifeSpan ?? tick.random.next(in: EmberTuning.lifeSpan.lowerBound..<EmberTuning.lifeSpan.upperBound)
    var ember = Ember()
    ember.body = Body(at: position, velocity: velocity)
    ember.life = life
    ember.life_span = life
    ember.heat = heat
    embers.append(ember)
  }

  mutating func stepEmbers(_ tick: Tick<Action>) {
    let factor = max(0, 1 - EmberTuning.drag * tick.dt)
    for index in embers.indices.reversed() {
      embers[index].life -= tick.dt
      embers[index].body.velocity = embers[index].body.velocity * factor
      embers[index].body.velocity.y += EmberTuning.lift * tick.dt
      embers[index].body.position += embers[index].body.velocity * tick.dt
      if embers[index].life <= 0 { embers.swapRemove(at: index) }
    }
  }
}
