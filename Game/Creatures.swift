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
}

/// Values by kind of creature. Speed is in pixels per second, sizes in pixels.
struct CreatureStats {
  var speed: Float
  var health: Float
  var halfSize: Float
  var points: Int32

  static func of(_ kind: Kind) -> CreatureStats {
    switch kind {
    case .mote: CreatureStats(speed: 25, health: 1, halfSize: 1, points: 5)
    case .imp: CreatureStats(speed: 17, health: 2, halfSize: 1.7, points: 10)
    case .brute: CreatureStats(speed: 10, health: 12, halfSize: 1.9, points: 50)
    case .wisp: CreatureStats(speed: 14, health: 2, halfSize: 1.7, points: 20)
    @unknown default: CreatureStats(speed: 15, health: 1, halfSize: 1.5, points: 10)
    }
  }
}

extension World {
  mutating func stepCreatures(_ tick: Tick<Action>, level map: TileMap, flow: FlowField, crowd: SpatialIndex)
  {
    for index in creatures.indices {
      let creature = creatures[index]
      let stats = CreatureStats.of(creature.kind)
      let wanted = desiredDirection(of: creature, flow) * stats.speed + separation(of: index, stats, crowd)
      let velocity = creature.body.velocity.mixed(with: wanted, by: min(1, CreatureTuning.turnRate * tick.dt))
      creatures[index].body.velocity = velocity
      if creature.kind == .wisp {
        creatures[index].body.position += velocity * tick.dt
      } else {
        creatures[index].body.move(for: tick.dt, in: map, halfSize: stats.halfSize)
      }
      creatures[index].age += tick.dt
      creatures[index].flash = max(0, creature.flash - tick.dt)
      if touchesPlayer(creatures[index], stats) { hurtPlayer(tick) }
    }
  }

  /// Along the flow field; straight to the player for wisps and at close range.
  private func desiredDirection(of creature: Creature, _ flow: FlowField) -> Vector {
    let straight = player.body.position - creature.body.position
    if creature.kind == .wisp || straight.lengthSquared < 40 { return straight.direction }
    return flow.direction(from: creature.body.position) ?? straight.direction
  }

  /// The velocity away from creatures that are too close (Reynolds, "Flocks, Herds, and Schools", 1987: separation).
  private func separation(of index: Int, _ stats: CreatureStats, _ crowd: SpatialIndex) -> Vector {
    let position = creatures[index].body.position
    let minDistance = stats.halfSize * 2 + 0.5
    var push = Vector.zero
    crowd.forEach(near: position, radius: minDistance) { other in
      if other == index || other >= creatures.count { return }
      let offset = position - creatures[other].body.position
      let length = offset.length
      if length < minDistance, length > 0 {
        push += offset * ((minDistance - length) / (minDistance * length))
      }
    }
    return push * CreatureTuning.separation
  }

  private func touchesPlayer(_ creature: Creature, _ stats: CreatureStats) -> Bool {
    let distance = stats.halfSize + PlayerTuning.halfSize
    return (creature.body.position - player.body.position).lengthSquared < distance * distance
  }

  /// Removes creatures without health, and adds their points and embers.
  mutating func removeDead(_ tick: Tick<Action>) {
    for index in creatures.indices.reversed() where creatures[index].health <= 0 {
      let dead = creatures.swapRemove(at: index)
      streak += 1
      streak_time = Rules.streakTime
      addPoints(CreatureStats.of(dead.kind).points * (1 + streak / 10))
      burst(at: dead.body.position, count: dead.kind == .brute ? 40 : 12, speed: 32, heat: 0, tick)
      if dead.kind == .brute { shake = max(shake, 0.4) }
    }
  }

  /// Spawns the creatures whose time has come.
  mutating func spawnCreatures(_ tick: Tick<Action>, level: Level) {
    guard phase == .playing else { return }
    for index in spawners.indices {
      spawners[index].timer -= tick.dt
      guard spawners[index].timer <= 0, spawners[index].remaining > 0 else { continue }
      spawners[index].timer += spawners[index].interval
      spawners[index].remaining -= 1
      spawn(spawners[index].kind, at: spawnGate(in: level, tick), tick)
    }
    spawners.remove { $0.remaining <= 0 }
  }

  /// A random gate that is not close to the player; any gate if all are close.
  private func spawnGate(in level: Level, _ tick: Tick<Action>) -> Vector {
    let distant = level.gates.filter { ($0 - player.body.position).length > CreatureTuning.minGateDistance }
    return tick.random.element(of: distant.isEmpty ? level.gates : distant) ?? level.start
  }

  private mutating func spawn(_ kind: Kind, at gate: Vector, _ tick: Tick<Action>) {
    // A random offset: creatures at exactly the same position have no direction in which to separate.
    let position = gate + Vector(x: tick.random.next(in: -0.5..<0.5), y: tick.random.next(in: -0.5..<0.5))
    // Set field by field, so that a field added to the struct needs no change here.
    var creature = Creature()
    creature.body = Body(at: position)
    creature.health = CreatureStats.of(kind).health
    creature.flash = CreatureTuning.flashTime
    creature.age = tick.random.next(in: 0..<1)
    creature.kind = kind
    creatures.append(creature)
    burst(at: position, count: 8, speed: 18, heat: 0, tick)
  }
}
