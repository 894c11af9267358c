import Game
public import GameSDK
public import GameTesting
public import World

/// One run of a bot, from the first wave to the end or to a limit.
public struct BotRun {
  /// Waves that were finished.
  public private(set) var waves = 0
  public private(set) var score = 0
  /// Seconds of play.
  public private(set) var seconds = 0.0
  /// Whether the run stopped at the limit of time: a wave did not end.
  public private(set) var isStuck = false
  /// What was left of the wave then.
  public private(set) var rest = ""
  /// Ticks in which a body overlapped a wall, and the first of these bodies.
  public private(set) var overlaps = 0
  public private(set) var firstOverlap: String?
  public private(set) var problems: [String] = []

  /// - Parameters:
  ///   - run: a new run of Cinder, whose type is generic here because only a build for tests can name it.
  ///   - begin: the action that chooses an item of the menu.
  ///   - lastWave: the run ends when this wave is finished.
  ///   - limit: the longest time of a wave in seconds.
  /// - Throws: `GameFailure`.
  public init<G>(
    _ bot: Bot, in run: GameRun<G>, begin: G.Action, seed: UInt64, difficulty: Difficulty, lastWave: Int,
    limit: Int
  ) throws where G.World == World {
    run.seed(seed)
    run.world.options.difficulty = difficulty
    // The menu's first item starts a run.
    try run.press(begin)
    run.world.pilot = bot.pilot
    let check = WallCheck(run.assets)
    var wave = run.world.wave
    var (ticks, waveTicks) = (0, 0)
    var isOver = false
    while !isOver, waves < lastWave {
      try run.advance()
      ticks += 1
      waveTicks += 1
      run.change { world in
        isOver = world.phase == .over || world.phase == .victory
        if world.phase == .playing, let first = check.overlaps(in: world).first {
          overlaps += 1
          firstOverlap = firstOverlap ?? "seed \(seed), wave \(world.wave), tick \(ticks): \(first)"
        }
        if world.phase == .intermission || world.phase == .victory { waves = Int(world.wave) }
        if world.wave != wave { (wave, waveTicks) = (world.wave, 0) }
      }
      if waveTicks > limit * run.ticksPerSecond {
        isStuck = true
        rest = run.change { Self.rest(of: $0) }
        break
      }
    }
    score = Int(run.world.score)
    seconds = Double(run.world.run_time)
    problems = run.problems
  }

  private static func rest(of world: World) -> String {
    let creatures = world.creatures.elements.map { "\($0.kind) at \($0.body.position)" }
    return "wave \(world.wave), player at \(world.player.body.position), creatures: "
      + creatures.joined(separator: ", ")
  }
}

/// A bot of the game, by its name in the table.
public enum Bot: String, CaseIterable, Sendable {
  case still, holding, random, skilled

  public var pilot: Pilot {
    switch self {
    case .still: .idle
    case .holding: .holding
    case .random: .random
    case .skilled: .skilled
    }
  }
}
