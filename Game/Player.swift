import GameSDK
import World

/// How the cinder moves and burns. Pixels and seconds.
enum Cinders {
  static let topSpeed: Float = 38
  /// How fast it gets there, and how fast it comes to rest: small is heavy, big is nimble.
  static let pull: Float = 9
  static let drag: Float = 4.5
  static let halfSize: Float = 1.4

  /// Seconds between shots while `fire` is down, and when the cinder spits by itself.
  static let quickFire: Float = 0.15
  static let lazyFire: Float = 0.5
  /// A tap on `fire` counts for this long: terminals cannot tell how long a key is held.
  static let triggerTime: Float = 0.25
  static let shotSpeed: Float = 95
  /// How far it spits by itself, and how far fire is aimed.
  static let lazyReach: Float = 34
  static let aimReach: Float = 70
  /// Fire finds a target up to this far off the way you look: the cosine of an angle.
  static let aimCone: Float = 0.72

  static let flareReach: Float = 24
  static let flareDamage: Float = 3
  static let flarePush: Float = 130
  static let flareReload: Float = 6

  /// Seconds out of harm's way after a hit.
  static let shelter: Float = 2
}

extension World {
  mutating func stepPlayer(_ tick: Tick<Action>, level map: TileMap) {
    steerPlayer(tick)
    _ = player.body.move(for: tick.dt, in: map, halfSize: Cinders.halfSize)
    player.shelter = max(0, player.shelter - tick.dt)
    player.reload = max(0, player.reload - tick.dt)
    player.flare_reload = max(0, player.flare_reload - tick.dt)
    player.trigger = tick.active(.fire) ? Cinders.triggerTime : max(0, player.trigger - tick.dt)
    shoot(tick, map)
    if tick.pressed(.flare), player.flare_reload == 0 { flare(tick) }
    if tick.random.chance(tick.dt * 14) { trail(tick) }
  }

  private mutating func steerPlayer(_ tick: Tick<Action>) {
    var wish = Vector.zero
    if tick.active(.left) { wish.x -= 1 }
    if tick.active(.right) { wish.x += 1 }
    if tick.active(.up) { wish.y -= 1 }
    if tick.active(.down) { wish.y += 1 }
    let direction = wish.direction
    if direction.lengthSquared > 0 { player.facing = direction }
    // At rest it glides a little, so that held keys that a terminal reports in bursts feel even.
    let grip = direction.lengthSquared > 0 ? Cinders.pull : Cinders.drag
    player.body.velocity = player.body.velocity.mixed(
      with: direction * Cinders.topSpeed, by: min(1, grip * tick.dt))
  }

  private mutating func shoot(_ tick: Tick<Action>, _ map: TileMap) {
    guard player.reload == 0, phase == .playing else { return }
    if player.trigger > 0 {
      let aim = target(within: Cinders.aimReach, cone: Cinders.aimCone, map) ?? player.facing
      fire(aim, tick)
      player.reload = Cinders.quickFire
    } else if let aim = target(within: Cinders.lazyReach, cone: -1, map) {
      fire(aim, tick)
      player.reload = Cinders.lazyFire
    }
  }

  private mutating func fire(_ aim: Vector, _ tick: Tick<Action>) {
    let place = player.body.position
    var shot = Shot()
    shot.body = Body(at: place + aim * 2, velocity: aim * Cinders.shotSpeed)
    shot.life = 1
    shots.append(shot)
    burst(at: place + aim * 2, count: 2, speed: 20, heat: 1, tick)
  }

  /// The direction of the nearest creature in sight; nil where there is none.
  private func target(within reach: Float, cone: Float, _ map: TileMap) -> Vector? {
    let place = player.body.position
    var nearest = reach * reach
    var found: Vector?
    for index in creatures.indices {
      let way = creatures[index].body.position - place
      let distance = way.lengthSquared
      guard distance < nearest, way.direction.dot(player.facing) >= cone else { continue }
      guard map.sees(from: place, to: creatures[index].body.position) else { continue }
      nearest = distance
      found = way.direction
    }
    return found
  }

  private mutating func flare(_ tick: Tick<Action>) {
    player.flare_reload = Cinders.flareReload
    shake = max(shake, 0.5)
    pushCreatures(from: player.body.position, reach: Cinders.flareReach, damage: Cinders.flareDamage)
    burst(at: player.body.position, count: 48, speed: 75, heat: 1, tick)
  }

  /// Throws back what is near, and burns it.
  mutating func pushCreatures(from place: Vector, reach: Float, damage: Float) {
    for index in creatures.indices {
      let way = creatures[index].body.position - place
      guard way.lengthSquared < reach * reach else { continue }
      creatures[index].health -= damage
      creatures[index].flash = Creatures.flashTime
      creatures[index].body.velocity += way.direction * Cinders.flarePush
    }
  }

  /// A creature got through.
  mutating func hurtPlayer(_ tick: Tick<Action>) {
    guard player.shelter == 0, lives > 0 else { return }
    lives -= 1
    streak = 0
    shake = 1
    player.shelter = Cinders.shelter
    pushCreatures(from: player.body.position, reach: Cinders.flareReach, damage: 0)
    burst(at: player.body.position, count: lives > 0 ? 40 : 120, speed: lives > 0 ? 50 : 80, heat: 1, tick)
  }
}
