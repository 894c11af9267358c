import GameSDK
import World

/// How the player moves and shoots, before upgrades. Lengths are pixels, times are seconds.
enum PlayerTuning {
  static let topSpeed: Float = 38
  /// The share of the top speed that is left while the player fires.
  static let firingSpeed: Float = 0.72
  /// The share of the difference to the wanted velocity that is made up per second, with and without a key held.
  static let acceleration: Float = 9
  static let deceleration: Float = 4.5
  static let halfSize: Float = 1.4

  /// Shots per second while `fire` is held, and of automatic shots.
  static let fireRate: Float = 5.5
  static let autoFireRate: Float = 2
  /// A tap on `fire` counts for this long. Many terminals do not report how long a key is held.
  static let fireBufferTime: Float = 0.25
  /// The range of automatic shots and of aimed ones.
  static let autoFireRange: Float = 34
  static let aimRange: Float = 70
  /// Among the targets of an aimed shot, one in front of the player counts as closer than it is, by this share.
  static let frontPreference: Float = 0.45
  /// The angle between two shots of a fan, in radians.
  static let fanAngle: Float = 0.14

  /// Who stands still burns low: after the first time the rate of fire falls, within the second one, to this share.
  static let stillTime: Float = 2.5
  static let fadeTime: Float = 2
  static let embersRate: Float = 0.5

  static let flareRadius: Float = 24
  static let flareKnockback: Float = 130
  static let flareCooldown: Float = 6

  /// The value of a stat without upgrades.
  static func value(of stat: PlayerStat) -> Float {
    switch stat {
    case .speed, .fireRate, .damage, .range, .shotSpeed, .flareRate, .streak: 1
    case .shots: 1
    case .pierce, .lives: 0
    case .flareRadius: flareRadius
    case .flareDamage: 3
    // Seconds of invulnerability after a hit.
    case .shelter: 2
    }
  }
}

extension World {
  mutating func stepPlayer(_ controls: Controls, _ tick: Tick<Action>, _ around: Surroundings) {
    steerPlayer(controls, tick, around)
    player.body.move(for: tick.dt, in: around.map, halfSize: PlayerTuning.halfSize)
    player.invulnerable = max(0, player.invulnerable - tick.dt)
    player.fire_cooldown = max(0, player.fire_cooldown - tick.dt)
    player.flare_cooldown = max(0, player.flare_cooldown - tick.dt * around.stats[.flareRate])
    player.fire_buffer =
      controls.fire ? PlayerTuning.fireBufferTime : max(0, player.fire_buffer - tick.dt)
    player.stillness = player.body.velocity.length > 6 ? 0 : player.stillness + tick.dt
    shoot(tick, around)
    if controls.flare, player.flare_cooldown == 0 { flare(tick, around) }
    if tick.random.chance(tick.dt * 14) { emitTrail(tick) }
  }

  private mutating func steerPlayer(_ controls: Controls, _ tick: Tick<Action>, _ around: Surroundings) {
    let direction = controls.move
    if direction.lengthSquared > 0 { player.facing = direction }
    // Deceleration is the smaller rate: terminals report held keys in bursts, and gliding hides the gaps.
    let rate = direction.lengthSquared > 0 ? PlayerTuning.acceleration : PlayerTuning.deceleration
    let speed =
      PlayerTuning.topSpeed * around.stats[.speed] * (player.fire_buffer > 0 ? PlayerTuning.firingSpeed : 1)
    player.body.velocity = player.body.velocity.mixed(with: direction * speed, by: min(1, rate * tick.dt))
  }

  private mutating func shoot(_ tick: Tick<Action>, _ around: Surroundings) {
    guard player.fire_cooldown == 0, phase == .playing else { return }
    let isAimed = player.fire_buffer > 0
    let range = (isAimed ? PlayerTuning.aimRange : PlayerTuning.autoFireRange) * around.stats[.range]
    let target = target(
      within: range, preference: isAimed ? PlayerTuning.frontPreference : 0, around.map)
    guard let aim = target ?? (isAimed ? player.facing : nil) else { return }
    fire(aim, tick, around)
    let rate = isAimed ? PlayerTuning.fireRate : PlayerTuning.autoFireRate
    player.fire_cooldown = 1 / (rate * around.stats[.fireRate] * player.glow)
  }

  private mutating func fire(_ aim: Vector, _ tick: Tick<Action>, _ around: Surroundings) {
    let count = max(1, Int(pixel: around.stats[.shots]))
    let muzzle = player.body.position + aim * 2
    let kind = contentID("spark")
    for direction in aim.fan(of: count, angle: PlayerTuning.fanAngle) {
      var shot = Shot(kind, around.shotKinds[kind], at: muzzle, direction: direction)
      shot.body.velocity = shot.body.velocity * around.stats[.shotSpeed]
      shot.damage *= around.stats[.damage]
      shot.pierce = Int32(Int(pixel: around.stats[.pierce]))
      shots.append(shot)
    }
    burst(at: muzzle, count: 2, speed: 20, heat: 1, tick)
  }

  /// The direction of the nearest visible creature; nil if there is none. With a preference, creatures in front of the player
  /// count as closer.
  func target(within range: Float, preference: Float, _ map: TileMap) -> Vector? {
    let position = player.body.position
    var nearest = Float.infinity
    var result: Vector?
    for index in creatures.indices {
      let offset = creatures[index].body.position - position
      let distance = offset.length
      guard distance < range else { continue }
      let direction = offset.direction
      let weighted = distance * (1 - preference * max(0, direction.dot(player.facing)))
      guard weighted < nearest, map.hasLineOfSight(from: position, to: creatures[index].body.position)
      else { continue }
      nearest = weighted
      result = direction
    }
    return result
  }

  private mutating func flare(_ tick: Tick<Action>, _ around: Surroundings) {
    player.flare_cooldown = PlayerTuning.flareCooldown
    shake = max(shake, 0.5)
    let (center, radius) = (player.body.position, around.stats[.flareRadius])
    pushCreatures(
      from: center, radius: radius, damage: around.stats[.flareDamage] * around.stats[.damage], around)
    // A flare burns up what flies towards the player.
    shots.remove { $0.hostile && $0.body.position.isWithin(radius, of: center) }
    burst(at: center, count: 48, speed: 75, heat: 1, tick)
  }

  /// Damages the creatures within a radius and pushes them away.
  mutating func pushCreatures(from center: Vector, radius: Float, damage: Float, _ around: Surroundings) {
    for index in creatures.indices {
      let offset = creatures[index].body.position - center
      guard creatures[index].body.position.isWithin(radius, of: center) else { continue }
      creatures[index].health -= damage
      creatures[index].flash = CreatureTuning.flashTime
      if around.creatureKinds[creatures[index].kind].isHeavy { continue }
      creatures[index].windup = 0
      creatures[index].dash = 0
      creatures[index].body.velocity += offset.direction * PlayerTuning.flareKnockback
    }
  }

  /// Takes a life, unless the player is invulnerable.
  mutating func hurtPlayer(_ tick: Tick<Action>, _ around: Surroundings) {
    guard player.invulnerable == 0, phase == .playing else { return }
    lives -= 1
    streak = 0
    shake = 1
    player.invulnerable = around.stats[.shelter]
    pushCreatures(from: player.body.position, radius: PlayerTuning.flareRadius, damage: 0, around)
    burst(at: player.body.position, count: lives > 0 ? 40 : 120, speed: lives > 0 ? 50 : 80, heat: 1, tick)
    if options.bell, !is_demo { tick.ringBell() }
  }
}

extension Player {
  /// How brightly the player burns, from `PlayerTuning.embersRate` to 1.
  var glow: Float {
    let faded = max(0, min(1, (stillness - PlayerTuning.stillTime) / PlayerTuning.fadeTime))
    return 1 - faded * (1 - PlayerTuning.embersRate)
  }
}
