import CinderRuns
import GameSDK
import GameTesting
import World

@testable import Game

typealias CinderRun = GameRun<Cinder>

/// Shorthands for scripted runs.
extension CinderRun {
  /// A run on the title screen.
  /// - Parameters:
  ///   - files: the texts of assets by name, in place of those of the repository.
  ///   - stored: what is on disk for the player, by name.
  static func atTitle(
    seed: UInt64 = 1, files: [String: String] = [:], stored: [String: String] = [:]
  ) throws -> CinderRun {
    let run = try CinderRun(replacing: files, stored: stored)
    run.seed(seed)
    return run
  }

  /// A run in its first tick.
  static func inRun(
    seed: UInt64 = 1, files: [String: String] = [:], stored: [String: String] = [:]
  ) throws -> CinderRun {
    let run = try atTitle(seed: seed, files: files, stored: stored)
    // The menu's first item starts a run, unless there is one to go on with.
    if stored["progress.txt"]?.contains("\nwave") == true { try run.press(.down) }
    try run.press(.begin)
    return run
  }

  func wait(seconds: Float) throws { try advance(by: Int(seconds * Float(ticksPerSecond)) + 1) }

  /// Lets time pass until a condition holds; returns whether it does.
  func wait(atMost seconds: Int, until condition: (CinderRun) throws -> Bool) throws -> Bool {
    try advance(atMost: seconds * ticksPerSecond, until: condition)
  }

  /// Saves files: the game reads them with its next callback.
  func save(_ files: [String: String]) {
    for (name, text) in files { assets[name] = text }
  }

  func changeCreatures(_ body: (inout Creature) -> Void) {
    change { world in
      for index in world.creatures.indices { body(&world.creatures[index]) }
    }
  }

  /// Puts all creatures at a position, at rest.
  func moveCreatures(to position: Vector) {
    changeCreatures { $0.body = Body(at: position) }
  }

  func killCreatures() { changeCreatures { $0.health = 0 } }

  /// Finishes the wave, with all creatures that have not come yet.
  func finishWave() throws -> Bool {
    try wait(atMost: 60) {
      $0.killCreatures()
      return $0.world.phase != .playing
    }
  }

  /// Draws a frame in the middle between two ticks.
  @discardableResult
  func draw(columns: Int = 80, rows: Int = 24) throws -> Picture {
    size = TerminalSize(columns: columns, rows: rows)
    return try picture(alpha: 0.5)
  }

  /// The text in a frame, a line per row, with spaces for pixels.
  func screen(columns: Int = 80, rows: Int = 24) throws -> String {
    try draw(columns: columns, rows: rows).lines.joined(separator: "\n").replacing("▀", with: " ")
  }
}

extension Picture {
  /// The characters of each row.
  var lines: [String] {
    (0..<rows).map { row in String((0..<columns).map { character($0, row) }) }
  }
}

extension WallCheck {
  func overlaps(in run: CinderRun) -> [String] { run.change { overlaps(in: $0) } }
}
