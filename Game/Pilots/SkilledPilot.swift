import GameSDK
import World

/// Values of the bot that plays well. Lengths are pixels, times are seconds.
private enum Skill {
  static let directions = 16
  /// How far ahead it looks, and in how many steps.
  static let horizon: Float = 0.7
  static let steps = 4
  /// It keeps this distance to what is dangerous, and likes to be at the other one to its target.
  static let respect: Float = 16
  static let comfort: Float = 26
  static let flareRange: Float = 13
  /// It decides again after this time: nobody's hands are faster.
  static let reaction: Float = 0.15
}

extension World {
  /// Looks a moment ahead in every direction, and takes the one with the least danger.
  mutating func skilledControls(_ tick: Tick<Action>, _ map: TileMap) -> Controls {
    pilot_memory.timer -= tick.dt
    if pilot_memory.timer <= 0 {
      pilot_memory.timer = Skill.reaction
      pilot_memory.move = safestDirection(map)
      pilot_memory.fire = target(within: PlayerTuning.aimRange, preference: 0, map) != nil
    }
    var controls = Controls()
    controls.move = pilot_memory.move
    controls.fire = pilot_memory.fire
    controls.flare = threats(within: Skill.flareRange) >= 3 || threats(within: 5) >= 1
    return controls
  }

  private func threats(within radius: Float) -> Int {
    creatures.elements.count { $0.body.position.isWithin(radius, of: player.body.position) }
  }

  private func safestDirection(_ map: TileMap) -> Vector {
    var best = Vector.zero
    var least = danger(of: .zero, map)
    for index in 0..<Skill.directions {
      let direction = Vector(x: 1, y: 0).turned(by: 2 * .pi * (Float(index) / Float(Skill.directions) - 0.5))
      let danger = danger(of: direction, map)
      if danger < least { (best, least) = (direction, danger) }
    }
    return best
  }

  /// The danger on the way in a direction.
  private func danger(of direction: Vector, _ map: TileMap) -> Float {
    var body = player.body
    var sum: Float = 0
    let time = Skill.horizon / Float(Skill.steps)
    for step in 1...Skill.steps {
      body.velocity = direction * PlayerTuning.topSpeed
      body.move(for: time, in: map, halfSize: PlayerTuning.halfSize)
      sum += danger(at: body.position, after: time * Float(step))
    }
    // Corners are traps, and so is standing still.
    let room = TileMap.tileSize * 2
    for (across, down) in [(room, 0), (-room, 0), (0, room), (0, -room)]
    where map.blocks(body.position + Vector(x: Float(across), y: Float(down))) { sum += 0.15 }
    if direction.lengthSquared > 0, direction.dot(pilot_memory.move) > 0.9 { sum -= 0.05 }
    return sum
  }

  /// The danger at a position after a time, if everything keeps its course.
  private func danger(at position: Vector, after time: Float) -> Float {
    var sum: Float = 0
    var nearest = Float.infinity
    for creature in creatures.elements {
      let distance = (creature.body.position + creature.body.velocity * time - position).length
      nearest = min(nearest, distance)
      let closeness = max(0, 1 - distance / Skill.respect)
      sum += closeness * closeness * (creature.dash > 0 || creature.windup > 0 ? 3 : 1)
    }
    for shot in shots.elements where shot.hostile {
      let distance = (shot.body.position + shot.body.velocity * time - position).length
      sum += max(0, 1 - distance / 6) * 2
    }
    // Not so far from the nearest creature that no shot reaches it.
    if nearest.isFinite { sum += max(0, nearest - Skill.comfort) * 0.004 }
    return sum
  }
}
