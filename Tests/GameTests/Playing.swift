import CinderHost
import Foundation
import World

@testable import Game

/// Shorthands for scripted runs.
extension CinderHost {
  static let ticksPerSecond = 60

  /// A host in the first tick of a run.
  static func inRun(
    seed: UInt64 = 1, files: [String: String] = [:], stored: [String: String] = [:]
  ) -> CinderHost {
    let host = CinderHost(seed: seed, overrides: files, storedFiles: stored)
    // The menu's first item starts a run, unless there is one to go on with.
    if stored["progress.txt"]?.contains("\nwave") == true { host.press(.down) }
    host.press(.begin)
    return host
  }

  /// Presses keys for one tick.
  func press(_ actions: Action...) {
    let bits = actions.reduce(0 as UInt64) { $0 | 1 << UInt64($1.rawValue) }
    _ = step(held: bits, pressed: bits)
  }

  /// Holds a key for some ticks.
  func hold(_ action: Action, ticks: Int) {
    for tick in 0..<ticks {
      let bit: UInt64 = 1 << UInt64(action.rawValue)
      _ = step(held: bit, pressed: tick == 0 ? bit : 0)
    }
  }

  /// Lets time pass without a key.
  func wait(ticks: Int) {
    for _ in 0..<ticks { _ = step(held: 0, pressed: 0) }
  }

  func wait(seconds: Float) { wait(ticks: Int(seconds * Float(CinderHost.ticksPerSecond)) + 1) }

  /// Lets time pass until a condition holds; returns whether it does.
  func wait(atMost seconds: Int, until condition: (CinderHost) -> Bool) -> Bool {
    for _ in 0..<seconds * CinderHost.ticksPerSecond {
      if condition(self) { return true }
      _ = step(held: 0, pressed: 0)
    }
    return condition(self)
  }

  /// Saves files: the game reads them with its next callback.
  func save(_ files: [String: String]) {
    overrides.merge(files) { $1 }
    saveAllAssets()
  }

  /// Puts all creatures at a position, at rest.
  func moveCreatures(to position: Vector) {
    changeCreatures { $0.body = Body(at: position) }
  }

  func killCreatures() { changeCreatures { $0.health = 0 } }

  /// Finishes the wave, with all creatures that have not come yet.
  func finishWave() -> Bool {
    wait(atMost: 60) {
      $0.killCreatures()
      return $0.world.phase != .playing
    }
  }

  /// The text in a frame, a line per row, with spaces for pixels.
  func picture(columns: Int = 80, rows: Int = 24) -> String {
    (draw(columns: columns, rows: rows) ?? []).joined(separator: "\n").replacing("▀", with: " ")
  }

  /// The text of a file of the repository.
  static func text(of path: String) throws -> String {
    try String(contentsOf: assets.appending(path: path), encoding: .utf8)
  }
}
