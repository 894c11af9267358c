import GameSDK
import World

/// How the player moves and shoots. Lengths are pixels, times are seconds.
enum PlayerTuning {
  static let topSpeed: Float = 38
  /// The share of the difference to the wanted velocity that is made up per second, with and without a key held.
  static let acceleration: Float = 9
  static let deceleration: Float = 4.5
  static let halfSize: Float = 1.4

  /// Seconds between shots while `fire` is held, and between automatic shots.
  static let fireInterval: Float = 0.15
  static let autoFireInterval: Float = 0.5
  /// A tap on `fire` counts for this long. Many terminals do not report how long a key is held.
  static let fireBufferTime: Float = 0.25
  static let shotSpeed: Float = 95
  /// The range of automatic shots and of aimed ones.
  static let autoFireRange: Float = 34
  static let aimRange: Float = 70
  /// The cosine of the largest angle between the facing direction and a target of an aimed shot.
  static let minAimCosine: Float = 0.72

  static let flareRadius: Float = 24
  static let flareDamage: Float = 3
  static let flareKnockback: Float = 130
  static let flareCooldown: Float = 6

  /// Seconds of invulnerability after a hit.
  static let invulnerableTime: Float = 2
}

extension World {
  mutating func stepPlayer(_ tick: Tick<Action>, level map: TileMap) {
    steerPlayer(tick)
    player.body.move(for: tick.dt, in: map, halfSize: PlayerTuning.halfSize)
    player.invulnerable = max(0, player.invulnerable - tick.dt)
    player.fire_cooldown = max(0, player.fire_cooldown - tick.dt)
    player.flare_cooldown = max(0, player.flare_cooldown - tick.dt)
    player.fire_buffer =
      tick.active(.fire) ? PlayerTuning.fireBufferTime : max(0, player.fire_buffer - tick.dt)
    shoot(tick, map)
    if tick.pressed(.flare), player.flare_cooldown == 0 { flare(tick) }
    if tick.random.chance(tick.dt * 14) { emitTrail(tick) }
  }

  private mutating func steerPlayer(_ tick: Tick<Action>) {
    var input = Vector.zero
    if tick.active(.left) { input.x -= 1 }
    if tick.active(.right) { input.x += 1 }
    if tick.active(.up) { input.y -= 1 }
    if tick.active(.down) { input.y += 1 }
    let direction = input.direction
    if direction.lengthSquared > 0 { player.facing = direction }
    // Deceleration is the smaller rate: terminals report held keys in bursts, and gliding hides the gaps.
    let rate = direction.lengthSquared > 0 ? PlayerTuning.acceleration : PlayerTuning.deceleration
    player.body.velocity = player.body.velocity.mixed(
      with: direction * PlayerTuning.topSpeed, by: min(1, rate * tick.dt))
  }

  private mutating func shoot(_ tick: Tick<Action>, _ map: TileMap) {
    guard player.fire_cooldown == 0, phase == .playing else { return }
    if player.fire_buffer > 0 {
      let aim =
        target(within: PlayerTuning.aimRange, minCosine: PlayerTuning.minAimCosine, map) ?? player.facing
      fire(aim, tick)
      player.fire_cooldown = PlayerTuning.fireInterval
    } else if let aim = target(within: PlayerTuning.autoFireRange, minCosine: -1, map) {
      fire(aim, tick)
      player.fire_cooldown = PlayerTuning.autoFireInterval
    }
  }

  private mutating func fire(_ aim: Vector, _ tick: Tick<Action>) {
    let muzzle = player.body.position + aim * 2
    var shot = Shot()
    shot.body = Body(at: muzzle, velocity: aim * PlayerTuning.shotSpeed)
    shot.life = 1
    shots.append(shot)
    burst(at: muzzle, count: 2, speed: 20, heat: 1, tick)
  }

  /// The direction of the nearest visible creature; nil if there is none.
  private func target(within range: Float, minCosine: Float, _ map: TileMap) -> Vector? {
    let position = player.body.position
    var nearest = range * range
    var result: Vector?
    for index in creatures.indices {
      let offset = creatures[index].body.position - position
      let distance = offset.lengthSquared
      guard distance < nearest, offset.direction.dot(player.facing) >= minCosine else { continue }
      guard map.hasLineOfSight(from: position, to: creatures[index].body.position) else { continue }
      nearest = distance
      result = offset.direction
    }
    return result
  }

  private mutating func flare(_ tick: Tick<Action>) {
    player.flare_cooldown = PlayerTuning.flareCooldown
    shake = max(shake, 0.5)
    pushCreatures(
      from: player.body.position, radius: PlayerTuning.flareRadius, damage: PlayerTuning.flareDamage)
    burst(at: player.body.position, count: 48, speed: 75, heat: 1, tick)
  }

  /// Damages the creatures within a radius and pushes them away.
  mutating func pushCreatures(from center: Vector, radius: Float, damage: Float) {
    for index in creatures.indices {
      let offset = creatures[index].body.position - center
      guard offset.lengthSquared < radius * radius else { continue }
      creatures[index].health -= damage
      creatures[index].flash = CreatureTuning.flashTime
      creatures[index].body.velocity += offset.direction * PlayerTuning.flareKnockback
    }
  }

  /// Takes a life, unless the player is invulnerable.
  mutating func hurtPlayer(_ tick: Tick<Action>) {
    guard player.invulnerable == 0, lives > 0 else { return }
    lives -= 1
    streak = 0
    shake = 1
    player.invulnerable = PlayerTuning.invulnerableTime
    pushCreatures(from: player.body.position, radius: PlayerTuning.flareRadius, damage: 0)
    burst(at: player.body.position, count: lives > 0 ? 40 : 120, speed: lives > 0 ? 50 : 80, heat: 1, tick)
  }
}
