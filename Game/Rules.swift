import GameSDK
import World

/// The rules of a game. Change a number, save, and keep playing.
enum Rules {
  static let lives: Int32 = 3
  /// Points per extra life.
  static let pointsPerLife: Int32 = 3000
  /// The longest time between two kills of a streak, in seconds.
  static let streakTime: Float = 2.5
  /// Seconds between two waves, and points for a finished wave.
  static let intermission: Float = 2.5
  static let waveBonus: Int32 = 100
  /// Seconds before a key can leave the game-over screen.
  static let gameOverDelay: Float = 1.2
}

extension Cinder {
  func stepTitle(_ world: inout World, _ tick: Tick<Action>) {
    let map = files.level(Int(world.level)).map
    world.driftEmbers(over: map, tick)
    if tick.pressed(.begin) || tick.pressed(.fire) { startGame(&world) }
  }

  mutating func stepPlay(_ world: inout World, _ tick: Tick<Action>) {
    let level = files.level(Int(world.level))
    world.moveOutOfWalls(in: level, tick)
    world.stepPlayer(tick, level: level.map)
    flow.refresh(level: level, goal: world.player.body.position)
    crowd.refresh(world.creatures, level: level.map)
    world.spawnCreatures(tick, level: level)
    world.stepCreatures(tick, level: level.map, flow: flow, crowd: crowd)
    world.stepShots(tick, level: level.map, crowd: crowd)
    world.removeDead(tick)
    world.endStreak(tick)
    advancePhase(&world)
  }

  func stepGameOver(_ world: inout World, _ tick: Tick<Action>) {
    world.driftEmbers(over: files.level(Int(world.level)).map, tick)
    guard world.phase_time > Rules.gameOverDelay else { return }
    if tick.pressed(.begin) || tick.pressed(.fire) { startGame(&world) }
  }

  /// Starts a new game in the same world; the best score stays.
  func startGame(_ world: inout World) {
    world.score = 0
    world.lives = Rules.lives
    world.streak = 0
    world.player = Player()
    world.player.facing = Vector(x: 1, y: 0)
    // No level yet, so that the first wave moves the player to its level's start.
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

  /// Moves on from a wave to the intermission, and from there to the next wave; ends the game without lives.
  private func advancePhase(_ world: inout World) {
    switch world.phase {
    case .playing where world.lives <= 0:
      world.best = max(world.best, world.score)
      world.enter(.over)
    case .playing where world.spawners.isEmpty && world.creatures.isEmpty:
      world.addPoints(Rules.waveBonus)
      world.enter(.intermission)
    case .intermission where world.phase_time > Rules.intermission:
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

  /// Adds points, and a life for every full `Rules.pointsPerLife`.
  mutating func addPoints(_ points: Int32) {
    let before = score / Rules.pointsPerLife
    score += points
    if score / Rules.pointsPerLife > before { lives += 1 }
  }

  mutating func endStreak(_ tick: Tick<Action>) {
    streak_time -= tick.dt
    if streak_time <= 0 { streak = 0 }
  }

  mutating func storePreviousPositions() {
    player.body.previous = player.body.position
    for index in creatures.indices { creatures[index].body.previous = creatures[index].body.position }
    for index in shots.indices { shots[index].body.previous = shots[index].body.position }
    for index in embers.indices { embers[index].body.previous = embers[index].body.position }
  }

  /// Moves the player to the start and creatures to a gate if an edited level has a wall at their position.
  mutating func moveOutOfWalls(in level: Level, _ tick: Tick<Action>) {
    if level.map.blocks(player.body.position) { player.body = Body(at: level.start) }
    for index in creatures.indices where creatures[index].kind != .wisp {
      if level.map.blocks(creatures[index].body.position) {
        creatures[index].body = Body(at: tick.random.element(of: level.gates) ?? level.start)
      }
    }
  }
}
