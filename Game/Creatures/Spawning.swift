import GameSDK
import World

extension World {
  /// The factor of health of this wave's creatures.
  private var toughness: Float { 1 + Float(wave - 1) * Rules.healthPerWave }

  /// Spawns the creatures whose time has come. Their gate is chosen, and shown, a moment before.
  mutating func spawnCreatures(_ tick: Tick<Action>, _ around: Surroundings) {
    guard phase == .playing else { return }
    for index in spawners.indices {
      spawners[index].timer -= tick.dt
      guard spawners[index].remaining > 0 else { continue }
      if !spawners[index].has_gate, spawners[index].timer <= CreatureTuning.gateWarning {
        spawners[index].gate = spawnGate(in: around.level, tick)
        spawners[index].has_gate = true
      }
      guard spawners[index].timer <= 0, creatures.count < Rules.maxCreatures else { continue }
      spawners[index].timer += spawners[index].interval
      spawners[index].remaining -= 1
      spawners[index].has_gate = false
      quiet_time = 0
      spawn(spawners[index].kind, at: spawners[index].gate, tick, around)
    }
    spawners.remove { $0.remaining <= 0 }
  }

  /// A random gate that is not close to the player; any gate if all are close.
  private func spawnGate(in level: Level, _ tick: Tick<Action>) -> Vector {
    let distant = level.gates.filter { ($0 - player.body.position).length > CreatureTuning.minGateDistance }
    return tick.random.element(of: distant.isEmpty ? level.gates : distant) ?? level.start
  }

  /// Creatures that come out of another one.
  mutating func release(_ brood: Brood, at position: Vector, _ tick: Tick<Action>, _ around: Surroundings) {
    for _ in 0..<brood.count {
      guard creatures.count < Rules.maxCreatures else { return }
      spawn(brood.kind, at: position, tick, around)
    }
  }

  private mutating func spawn(_ id: UInt32, at gate: Vector, _ tick: Tick<Action>, _ around: Surroundings) {
    let kind = around.creatureKinds[id]
    // A random offset: creatures at exactly the same position have no direction in which to separate.
    let offset = Vector(x: tick.random.next(in: -0.5..<0.5), y: tick.random.next(in: -0.5..<0.5))
    // Set field by field, so that a field added to the struct needs no change here.
    var creature = Creature()
    creature.body = Body(at: kind.freePosition(near: gate + offset, in: around.map))
    creature.health = kind.isBoss ? kind.health * around.difficulty.health : kind.health * toughness
    creature.flash = CreatureTuning.flashTime
    creature.age = tick.random.next(in: 0..<1)
    creature.attack_timer = (kind.attacks.first?.interval ?? 0) * tick.random.next(in: 0.5..<1)
    creature.kind = id
    creatures.append(creature)
    burst(at: gate, count: 8, speed: 18, heat: 0, tick)
  }
}

extension CreatureKind {
  /// A place for its body that overlaps no wall.
  func freePosition(near position: Vector, in map: TileMap) -> Vector {
    movement.isAirborne ? position : map.nearestFree(to: position, halfSize: halfSize)
  }
}
