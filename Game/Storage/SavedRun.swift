import GameSDK
import World

/// The run that `continue` in the menu goes on with: the state at the start of its last wave.
struct SavedRun {
  var wave: Int32 = 1
  var score: Int32 = 0
  var lives: Int32 = 1
  var kills: Int32 = 0
  var seconds: Int32 = 0
  var difficulty = Difficulty.cold
  /// By name: ids are not for files.
  var upgrades: [(name: String, count: Int32)] = []
}

/// What is kept of the player's progress: the furthest wave, which opens levels in the menu, and the run to continue.
struct Progress {
  var furthestWave: Int32 = 1
  var run: SavedRun?

  init() {}
}

extension World {
  /// This run as it is kept on disk.
  func savedRun(_ file: UpgradeFile) -> SavedRun {
    SavedRun(
      wave: wave, score: score, lives: lives, kills: kills, seconds: runSeconds,
      difficulty: options.difficulty,
      upgrades: upgrades.elements.compactMap { upgrade in
        file[upgrade.kind].map { (name: $0.name, count: upgrade.count) }
      })
  }

  /// Upgrades that the file no longer has are dropped, and others taken at most as often as it says.
  mutating func resume(_ run: SavedRun, _ file: UpgradeFile) {
    score = run.score
    lives = run.lives
    kills = run.kills
    run_time = Float(run.seconds)
    options.difficulty = run.difficulty
    for upgrade in run.upgrades {
      guard let kind = file[contentID(upgrade.name)], count(of: kind.id) == 0 else { continue }
      upgrades.append(Upgrade(kind: kind.id, count: max(1, min(upgrade.count, kind.maximum))))
    }
  }
}

// MARK: Text

extension SavedRun {
  fileprivate var lines: [String] {
    [
      "wave \(wave)", "score \(score)", "lives \(lives)", "kills \(kills)", "seconds \(seconds)",
      "difficulty \(difficulty.rawValue)",
    ] + upgrades.map { "upgrade \($0.count) \($0.name)" }
  }
}

extension Progress {
  var text: String {
    let run = run.map { $0.lines.joined(separator: "\n") + "\n" } ?? ""
    return "# Cinder's progress\nfurthest \(furthestWave)\n" + run
  }

  init(text: String) throws {
    for line in Line.all(of: text) where !line.isBlank {
      let words = line.words
      guard words.count >= 2 else { throw line.error("expected a name and a value") }
      let value = Int32(try line.integer(words[1], in: 0...Int(Int32.max), "the value"))
      switch words[0] {
      case "furthest": furthestWave = max(1, value)
      case "wave": run = SavedRun(wave: max(1, value))
      case "score": run?.score = value
      case "lives": run?.lives = max(1, min(99, value))
      case "kills": run?.kills = value
      case "seconds": run?.seconds = value
      case "difficulty": run?.difficulty = Difficulty(rawValue: UInt8(min(2, value))) ?? .cold
      case "upgrade" where words.count > 2:
        run?.upgrades.append((words.dropFirst(2).joined(separator: " "), min(99, value)))
      default: throw line.error("`\(words[0])` is not known")
      }
    }
  }
}
