import ArgumentParser
import CinderRuns
import GameTesting
import World

@testable import Game

/// `cinder-bots`, which `hotloop balance` runs: bots play Cinder without a terminal.
@main
struct BalanceProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hotloop balance",
    abstract: "Let bots play Cinder, and print how far they come.",
    discussion: """
      The bots are part of the game (Game/Pilots): still presses no key, holding holds fire, random presses keys at \
      random, skilled plays well. The exit status is 1 if a wave did not end, or a body was inside a wall.
      """)

  @Option(help: "The number of runs of each bot, one seed each.")
  var seeds = 100

  @Option(help: "The first seed.")
  var firstSeed: UInt64 = 1

  @Option(help: "The bots, separated by commas.")
  var bots = "still,holding,random,skilled"

  @Option(help: "0 mild, 1 cold, 2 bitter.")
  var difficulty: UInt8 = 1

  @Option(help: "End a run after this wave.")
  var waves = 24

  @Option(help: "The longest time of a wave in seconds; more counts as stuck.")
  var limit = 300

  @Flag(help: "Print each run.")
  var verbose = false

  func validate() throws {
    if seeds < 1 { throw ValidationError("--seeds must be 1 or more") }
    if difficulty > 2 { throw ValidationError("--difficulty must be 0, 1 or 2") }
    for name in bots.split(separator: ",") where Bot(rawValue: String(name)) == nil {
      throw ValidationError(
        "there is no bot '\(name)'; there are \(Bot.allCases.map(\.rawValue).joined(separator: ", "))")
    }
  }

  func run() throws {
    print(
      "| bot | runs | waves finished: least, median, most | score: median | time: median | stuck | in a wall |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    var isSound = true
    for name in bots.split(separator: ",") {
      guard let bot = Bot(rawValue: String(name)) else { continue }
      var runs: [BotRun] = []
      for seed in firstSeed..<firstSeed + UInt64(seeds) {
        let run = try BotRun(
          bot, in: GameRun(Cinder.self), begin: .begin, seed: seed,
          difficulty: Difficulty(rawValue: difficulty) ?? .cold, lastWave: waves, limit: limit)
        runs.append(run)
        if verbose {
          print(
            "\(bot.rawValue) seed \(seed): waves \(run.waves), score \(run.score), \(Int(run.seconds)) s\(run.isStuck ? ", stuck in \(run.rest)" : "")"
          )
        }
        for problem in run.problems.prefix(1) { print("seed \(seed): \(problem)") }
      }
      print(row(bot, runs))
      for overlap in runs.compactMap(\.firstOverlap).prefix(3) { print(overlap) }
      isSound = isSound && runs.allSatisfy { !$0.isStuck && $0.overlaps == 0 && $0.problems.isEmpty }
    }
    if !isSound { throw ExitCode(1) }
  }

  private func row(_ bot: Bot, _ runs: [BotRun]) -> String {
    let waves = runs.map(\.waves).sorted()
    let scores = runs.map(\.score).sorted()
    let times = runs.map { Int($0.seconds) }.sorted()
    let cells = [
      bot.rawValue, "\(runs.count)", "\(waves[0]), \(waves[runs.count / 2]), \(waves[runs.count - 1])",
      "\(scores[runs.count / 2])", "\(times[runs.count / 2]) s", "\(runs.count(where: \.isStuck))",
      "\(runs.reduce(0) { $0 + $1.overlaps })",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }
}
