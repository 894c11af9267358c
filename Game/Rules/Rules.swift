import GameSDK
import World

/// The rules of a run. Change a number, save, and keep playing. Times are seconds.
enum Rules {
  static let lives: Int32 = 5
  /// The points of the first extra life. The next one comes when they have doubled, and so on.
  static let firstLife: Int32 = 5000
  /// The longest time between two kills of a streak.
  static let streakTime: Float = 2.5
  /// The time between two waves, and the points for a finished wave.
  static let intermission: Float = 2.5
  static let waveBonus: Int32 = 100
  /// The time before a key can leave the screen after a run.
  static let gameOverDelay: Float = 1.2
  /// When for this time no creature came through a gate, the rest becomes impatient: all of them come to the player, and none
  /// breeds. So every wave ends.
  static let patience: Float = 30
  /// The share of a creature's health that each wave after the first adds.
  static let healthPerWave: Float = 0.1
  static let maxCreatures = 400
  static let maxShots = 600
  /// The time without a key after which a bot plays on the title screen, and the length of that demo.
  static let demoDelay: Float = 20
  static let demoTime: Float = 60
  /// The number of upgrades that a player chooses from.
  static let offers = 3
}

extension Rules {
  /// The extra lives that a score has earned.
  static func extraLives(for score: Int32) -> Int32 {
    var lives: Int32 = 0
    var next = Rules.firstLife
    while next <= score, lives < 12 { (lives, next) = (lives + 1, next * 2) }
    return lives
  }
}

/// How a difficulty changes the rules.
struct DifficultyRules {
  let name: String
  /// Factors of the creatures' speed, of their number in a wave, of a boss's health, and of all points.
  let speed: Float
  let count: Float
  let health: Float
  let points: Float
  let extraLives: Int32

  static func of(_ difficulty: Difficulty) -> DifficultyRules {
    switch difficulty {
    case .mild:
      DifficultyRules(name: "mild", speed: 0.85, count: 0.8, health: 0.75, points: 0.5, extraLives: 2)
    case .bitter:
      DifficultyRules(name: "bitter", speed: 1.2, count: 1.4, health: 1.4, points: 2, extraLives: -1)
    default: DifficultyRules(name: "cold", speed: 1, count: 1, health: 1, points: 1, extraLives: 0)
    }
  }
}

extension World {
  var difficultyRules: DifficultyRules { .of(options.difficulty) }

  /// The whole seconds of this run.
  var runSeconds: Int32 { Int32(Int(pixel: run_time)) }

  /// Whether a run is under way: the player is in the hall.
  var isRunning: Bool { phase == .playing || phase == .intermission || phase == .upgrade }

  mutating func enter(_ next: Phase) {
    phase = next
    phase_time = 0
  }

  /// Adds points, and extra lives. A streak multiplies the points.
  mutating func addPoints(_ points: Int32, _ difficulty: DifficultyRules) {
    let before = Rules.extraLives(for: score)
    let gain = Double(points) * Double(1 + streak / 10) * Double(difficulty.points)
    score = Int32(min(Double(Int32.max), Double(score) + gain.rounded(.down)))
    lives += Rules.extraLives(for: score) - before
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

  mutating func movePlayerOutOfWalls(in map: TileMap) {
    let free = map.nearestFree(to: player.body.position, halfSize: PlayerTuning.halfSize)
    if free != player.body.position { player.body = Body(at: free) }
  }

  /// Removes everything that moves in the hall but the player.
  mutating func clearHall() {
    creatures.removeAll()
    shots.removeAll()
    spawners.removeAll()
  }

  /// Moves bodies that overlap a wall to the nearest free place: a saved level may have a wall where they were.
  mutating func moveOutOfWalls(_ around: Surroundings) {
    movePlayerOutOfWalls(in: around.map)
    for index in creatures.indices {
      let body = creatures[index].body
      let free = around.creatureKinds[creatures[index].kind].freePosition(near: body.position, in: around.map)
      if free != body.position { creatures[index].body = Body(at: free) }
    }
  }
}
