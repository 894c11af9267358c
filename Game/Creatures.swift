import GameSDK
import World

/// What the creatures have in common.
enum Creatures {
  static let flashTime: Float = 0.12
  /// How quickly they turn to where they want to go.
  static let turn: Float = 6
  /// How hard they keep out of each other's way, in pixels a second.
  static let elbow: Float = 26
  /// No creature comes from a gate that the player is this near to.
  static let gateDistance: Float = 34
}

/// What sets one kind of creature apart from another.
struct Breed {
  var speed: Float
  var health: Float
  var halfSize: Float
  var points: Int32

  static func of(_ kind: Kind) -> Breed {
    switch kind {
    case .mote: Breed(speed: 25, health: 1, halfSize: 1, points: 5)
    case .imp: Breed(speed: 17, health: 2, halfSize: 1.7, points: 10)
    case .brute: Breed(speed: 10, health: 12, halfSize: 1.9, points: 50)
    case .wisp: Breed(speed: 14, health: 2, halfSize: 1.7, points: 20)
    @unknown default: Breed(speed: 15, health: 1, halfSize: 1.5, points: 10)
    }
  }
}

extension World {
  mutating func stepCreatures(_ tick: Tick<Action>, level map: TileMap, flow: FlowField, crowd: SpatialIndex)
  {
    for index in creatures.indices {
      let creature = creatures[index]
      let breed = Breed.of(creature.kind)
      let wish = way(of: creature, flow) * breed.speed + room(around: index, breed, crowd)
      let turned = creature.body.velocity.mixed(with: wish, by: min(1, Creatures.turn * tick.dt))
      creatures[index].body.velocity = turned
      if creature.kind == .wisp {
        creatures[index].body.position += turned * tick.dt
      } else {
        _ = creatures[index].body.move(for: tick.dt, in: map, halfSize: breed.halfSize)
      }
      creatures[index].age += tick.dt
      creatures[index].flash = max(0, creature.flash - tick.dt)
      if reaches(creatures[index], breed) { hurtPlayer(tick) }
    }
  }

  /// Where a creature wants to go: along the flow field, or straight ahead when there is nothing in between.
  private func way(of creature: Creature, _ flow: FlowField) -> Vector {
    let straight = player.body.position - creature.body.position
    if creature.kind == .wisp || straight.lengthSquared < 40 { return straight.direction }
    return flow.direction(from: creature.body.position) ?? straight.direction
  }

  /// Away from the others that are too near.
  private func room(around index: Int, _ breed: Breed, _ crowd: SpatialIndex) -> Vector {
    let place = creatures[index].body.position
    let distance = breed.halfSize * 2 + 0.5
    var push = Vector.zero
    crowd.forEach(near: place, reach: distance) { other in
      if other == index || other >= creatures.count { return }
      let way = place - creatures[other].body.position
      let length = way.length
      if length < distance, length > 0 { push += way * ((distance - length) / (distance * length)) }
    }
    return push * Creatures.elbow
  }

  private func reaches(_ creature: Creature, _ breed: Breed) -> Bool {
    let distance = breed.halfSize + Cinders.halfSize
    return (creature.body.position - player.body.position).lengthSquared < distance * distance
  }

  /// Takes away what has burnt down, with its points and its sparks.
  mutating func buryTheDead(_ tick: Tick<Action>) {
    for index in creatures.indices.reversed() where creatures[index].health <= 0 {
      let dead = creatures.swapRemove(at: index)
      streak += 1
      streak_time = Rules.streakTime
      earn(Breed.of(dead.kind).points * (1 + streak / 10))
      burst(at: dead.body.position, count: dead.kind == .brute ? 40 : 12, speed: 32, heat: 0, tick)
      if dead.kind == .brute { shake = max(shake, 0.4) }
    }
  }

  /// Brings the creatures of the wave in, one after the other.
  mutating func spawnCreatures(_ tick: Tick<Action>, level: Level) {
    guard phase == .playing else { return }
    for index in spawners.indices {
      spawners[index].timer -= tick.dt
      guard spawners[index].timer <= 0, spawners[index].remaining > 0 else { continue }
      spawners[index].timer += spawners[index].interval
      spawners[index].remaining -= 1
      spawn(spawners[index].kind, at: gate(in: level, tick), tick)
    }
    spawners.remove { $0.remaining <= 0 }
  }

  /// A gate that the player is not right in front of.
  private func gate(in level: Level, _ tick: Tick<Action>) -> Vector {
    let far = level.gates.filter { ($0 - player.body.position).length > Creatures.gateDistance }
    return tick.random.element(of: far.isEmpty ? level.gates : far) ?? level.start
  }

  private mutating func spawn(_ kind: Kind, at gate: Vector, _ tick: Tick<Action>) {
    // Not on the very same spot: those that stand exactly on one another never part.
    let place = gate + Vector(x: tick.random.next(in: -0.5..<0.5), y: tick.random.next(in: -0.5..<0.5))
    // Field by field, so that a field that is added to the struct asks for no change here.
    var creature = Creature()
    creature.body = Body(at: place)
    creature.health = Breed.of(kind).health
    creature.flash = Creatures.flashTime
    creature.age = tick.random.next(in: 0..<1)
    creature.kind = kind
    creatures.append(creature)
    burst(at: place, count: 8, speed: 18, heat: 0, tick)
  }
}
