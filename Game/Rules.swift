import GameSDK
import World

/// The course of a game. Change a number, save, and play on.
enum Rules {
  static let lives: Int32 = 3
  /// Points for each further life.
  static let lifeEvery: Int32 = 3000
  /// Kills follow each other within this many seconds to count as a streak.
  static let streakTime: Float = 2.5
  /// Seconds between two waves, and points for having got through one.
  static let breather: Float = 2.5
  static let waveBonus: Int32 = 100
  /// Seconds before the game over screen can be left.
  static let overPause: Float = 1.2
}

extension Cinder {
  func stepTitle(_ world: inout World, _ tick: Tick<Action>) {
    let map = files.level(Int(world.level)).map
    world.driftEmbers(over: map, tick)
    if tick.pressed(.begin) || tick.pressed(.fire) { begin(&world) }
  }

  mutating func stepPlay(_ world: inout World, _ tick: Tick<Action>) {
    let level = files.level(Int(world.level))
    world.unstick(in: level, tick)
    world.stepPlayer(tick, level: level.map)
    flow.refresh(level: level, goal: world.player.body.position)
    crowd.refresh(world.creatures, level: level.map)
    world.spawnCreatures(tick, level: level)
    world.stepCreatures(tick, level: level.map, flow: flow, crowd: crowd)
    world.stepShots(tick, level: level.map, crowd: crowd)
    world.buryTheDead(tick)
    world.endStreak(tick)
    moveOn(&world)
  }

  func stepOver(_ world: inout World, _ tick: Tick<Action>) {
    world.driftEmbers(over: files.level(Int(world.level)).map, tick)
    guard world.phase_time > Rules.overPause else { return }
    if tick.pressed(.begin) || tick.pressed(.fire) { begin(&world) }
  }

  /// A new game in the same world; the best score stays.
  func begin(_ world: inout World) {
    world.score = 0
    world.lives = Rules.lives
    world.streak = 0
    world.player = Player()
    world.player.facing = Vector(x: 1, y: 0)
    // No level: the first wave brings the player to the start of its own.
    world.level = 0
    enterWave(1, &world)
  }

  func enterWave(_ number: Int32, _ world: inout World) {
    let wave = files.waves.wave(Int(number))
    world.wave = number
    world.creatures.removeAll()
    world.shots.removeAll()
    world.spawners.removeAll()
    for line in wave.lines { world.spawners.append(line.spawner(round: wave.round)) }
    if world.level != Int32(wave.level) {
      world.level = Int32(wave.level)
      world.player.body = Body(at: files.level(wave.level).start)
    }
    world.enter(.playing)
  }

  /// From a wave to the pause after it, and from there to the next wave.
  private func moveOn(_ world: inout World) {
    switch world.phase {
    case .playing where world.lives <= 0:
      world.best = max(world.best, world.score)
      world.enter(.over)
    case .playing where world.spawners.isEmpty && world.creatures.isEmpty:
      world.earn(Rules.waveBonus)
      world.enter(.breather)
    case .breather where world.phase_time > Rules.breather:
      enterWave(world.wave + 1, &world)
    default: break
    }
  }
}

extension World {
  mutating func enter(_ next: Phase) {
    phase = next
    phase_time = 0
  }

  /// Adds points, and a life at each full `Rules.lifeEvery`.
  mutating func earn(_ points: Int32) {
    let before = score / Rules.lifeEvery
    score += points
    if score / Rules.lifeEvery > before { lives += 1 }
  }

  mutating func endStreak(_ tick: Tick<Action>) {
    streak_time -= tick.dt
    if streak_time <= 0 { streak = 0 }
  }

  mutating func rememberPositions() {
    player.body.last = player.body.position
    for index in creatures.indices { creatures[index].body.last = creatures[index].body.position }
    for index in shots.indices { shots[index].body.last = shots[index].body.position }
    for index in embers.indices { embers[index].body.last = embers[index].body.position }
  }

  /// A level that was saved with a wall where somebody stands: they are moved to where they can be.
  mutating func unstick(in level: Level, _ tick: Tick<Action>) {
    if level.map.blocks(player.body.position) { player.body = Body(at: level.start) }
    for index in creatures.indices where creatures[index].kind != .wisp {
      if level.map.blocks(creatures[index].body.position) {
        creatures[index].body = Body(at: tick.random.element(of: level.gates) ?? level.start)
      }
    }
  }
}
