import GameSDK
import World

extension World {
  /// Whether the rest of the wave comes to the player; see `Rules.patience`.
  var isImpatient: Bool { quiet_time > Rules.patience }

  mutating func moveCreature(_ index: Int, _ kind: CreatureKind, _ tick: Tick<Action>, _ around: Surroundings)
  {
    let creature = creatures[index]
    if creature.dash > 0 {
      creatures[index].dash = max(0, creature.dash - tick.dt)
      advance(index, kind, tick, around)
      return
    }
    var speed = kind.speed * around.difficulty.speed
    if isImpatient, !kind.isBoss {
      let growth = 1 + (quiet_time - Rules.patience) * CreatureTuning.impatience
      speed = max(speed, CreatureTuning.crawl) * growth
    }
    var wanted = desiredDirection(of: creature, kind, around) * speed
    if creature.windup > 0 { wanted = .zero }
    if kind.movement != .stay || isImpatient { wanted += separation(of: index, kind, around) }
    creatures[index].body.velocity =
      creature.body.velocity.mixed(with: wanted, by: min(1, CreatureTuning.turnRate * tick.dt))
    advance(index, kind, tick, around)
  }

  private mutating func advance(
    _ index: Int, _ kind: CreatureKind, _ tick: Tick<Action>, _ around: Surroundings
  ) {
    if kind.movement.isAirborne {
      creatures[index].body.position += creatures[index].body.velocity * tick.dt
    } else {
      creatures[index].body.move(for: tick.dt, in: around.map, halfSize: kind.halfSize)
    }
  }

  private func desiredDirection(of creature: Creature, _ kind: CreatureKind, _ around: Surroundings) -> Vector
  {
    let offset = player.body.position - creature.body.position
    switch kind.movement {
    case .fly: return offset.direction
    case .stay where !isImpatient: return .zero
    case .keep(let distance) where !isImpatient:
      if around.map.hasLineOfSight(from: creature.body.position, to: player.body.position) {
        // Circles the player at the distance.
        let away = max(-1, min(1, (offset.length - distance) / 6))
        return (offset.direction * away + Vector(x: -offset.y, y: offset.x).direction * (1 - abs(away)))
          .direction
      }
      return path(from: creature.body.position, kind, around)
    case .chase, .keep, .stay: return path(from: creature.body.position, kind, around)
    }
  }

  /// Along the flow field; straight to the player at close range.
  private func path(from position: Vector, _ kind: CreatureKind, _ around: Surroundings) -> Vector {
    let straight = player.body.position - position
    if straight.lengthSquared < 40 { return straight.direction }
    let flow = TileMap.clearance(kind.halfSize) == 0 ? around.flow : around.wideFlow
    return flow.direction(from: position) ?? straight.direction
  }

  /// The velocity away from creatures that are too close (Reynolds, "Flocks, Herds, and Schools", 1987: separation).
  private func separation(of index: Int, _ kind: CreatureKind, _ around: Surroundings) -> Vector {
    let position = creatures[index].body.position
    let minDistance = kind.halfSize * 2 + 0.5
    var push = Vector.zero
    around.crowd.forEach(near: position, radius: minDistance) { other in
      if other == index || other >= creatures.count { return }
      let offset = position - creatures[other].body.position
      let length = offset.length
      if length < minDistance, length > 0 {
        push += offset * ((minDistance - length) / (minDistance * length))
      }
    }
    return push * CreatureTuning.separation
  }
}
