import GameSDK
import World

/// What steers the player in one tick: keys, or a bot.
struct Controls {
  /// The wanted direction, of length 1 or 0.
  var move = Vector.zero
  var fire = false
  var flare = false

  /// No key.
  init() {}

  init(_ tick: Tick<Action>) {
    if tick.active(.left) { move.x -= 1 }
    if tick.active(.right) { move.x += 1 }
    if tick.active(.up) { move.y -= 1 }
    if tick.active(.down) { move.y += 1 }
    move = move.direction
    fire = tick.active(.fire)
    flare = tick.pressed(.flare)
  }
}

extension World {
  /// The controls of this tick, from the keys or from the bot that plays.
  mutating func controls(_ tick: Tick<Action>, _ level: Level) -> Controls {
    switch pilot {
    case .keys:
      var controls = Controls(tick)
      if options.fire_toggles {
        if tick.pressed(.fire) { player.is_firing.toggle() }
        controls.fire = player.is_firing
      }
      return controls
    case .holding:
      var controls = Controls()
      controls.fire = true
      return controls
    case .random: return randomControls(tick)
    case .skilled: return skilledControls(tick, level.map)
    default: return Controls()
    }
  }

  /// A bot that changes its mind a few times per second.
  private mutating func randomControls(_ tick: Tick<Action>) -> Controls {
    pilot_memory.timer -= tick.dt
    if pilot_memory.timer <= 0 {
      pilot_memory.timer = tick.random.next(in: 0.15..<0.8)
      let across = Float(tick.random.next(in: -1...1))
      let down = Float(tick.random.next(in: -1...1))
      pilot_memory.move = Vector(x: across, y: down).direction
      pilot_memory.fire = tick.random.chance(0.5)
    }
    var controls = Controls()
    controls.move = pilot_memory.move
    controls.fire = pilot_memory.fire
    controls.flare = tick.random.chance(tick.dt / 4)
    return controls
  }
}
