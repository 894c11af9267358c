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

  static let ticksPerSecond = 60

  /// - Parameters:
  ///   - lastWave: the run ends when this wave is finished.
  ///   - limit: the longest time of a wave in seconds.
  public init(_ bot: Bot, seed: UInt64, difficulty: Difficulty, lastWave: Int, limit: Int) {
    let host = CinderHost(seed: seed)
    defer { host.close() }
    host.changeWorld { $0.options.difficulty = difficulty }
    // The menu's first item starts a run.
    _ = host.step(held: 0, pressed: host.bit(of: "begin") ?? 0)
    host.changeWorld { $0.pilot = bot.pilot }
    let check = WallCheck(host)
    var wave = host.world.wave
    var waveTicks = 0
    var ticks = 0
    while host.world.phase != .over, host.world.phase != .victory, waves < lastWave {
      guard host.step(held: 0, pressed: 0) else { break }
      let world = host.world
      ticks += 1
      waveTicks += 1
      if world.phase == .playing {
        let found = check.overlaps(in: host)
        if let first = found.first {
          overlaps += 1
          firstOverlap = firstOverlap ?? "seed \(seed), wave \(world.wave), tick \(ticks): \(first)"
        }
      }
      if world.phase == .intermission { waves = Int(world.wave) }
      if world.wave != wave { (wave, waveTicks) = (world.wave, 0) }
      if waveTicks > limit * BotRun.ticksPerSecond {
        isStuck = true
        rest =
          "wave \(world.wave), player at \(world.player.body.position), creatures: "
          + host.creatures.map { "\($0.kind) at \($0.body.position)" }.joined(separator: ", ")
        break
      }
    }
    let world = host.world
    if world.phase == .victory { waves = Int(world.wave) }
    score = Int(world.score)
    seconds = Double(world.run_time)
    problems = host.problems
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
