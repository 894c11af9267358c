import GameSDK
import World

/// The table of the best runs on this machine, best first.
struct Scores {
  static let maxCount = 10

  struct Entry: Equatable {
    var score: Int32
    var wave: Int32
    var kills: Int32
    var seconds: Int32
    var difficulty: String
    var name: String

    func isSameRun(as other: Entry) -> Bool {
      score == other.score && wave == other.wave && kills == other.kills && seconds == other.seconds
        && difficulty == other.difficulty
    }
  }

  private(set) var entries: [Entry] = []

  init() {}

  /// Whether a score is among the best.
  func admits(_ score: Int32) -> Bool {
    score > 0 && (entries.count < Scores.maxCount || score > entries[entries.count - 1].score)
  }

  func contains(_ entry: Entry) -> Bool { entries.contains { $0.isSameRun(as: entry) } }

  /// Adds an entry, or gives that of the same run another name.
  func adding(_ entry: Entry) -> Scores {
    var scores = self
    if let known = entries.firstIndex(where: { $0.isSameRun(as: entry) }) {
      scores.entries[known].name = entry.name
      return scores
    }
    let index = entries.firstIndex { $0.score < entry.score } ?? entries.count
    scores.entries.insert(entry, at: index)
    if scores.entries.count > Scores.maxCount { scores.entries.removeLast() }
    return scores
  }
}

extension Scores {
  private static let heading = "# Cinder's scores: score, wave, kills, seconds, difficulty, name"

  /// One line per entry.
  var text: String {
    let lines = entries.map {
      "\($0.score) \($0.wave) \($0.kills) \($0.seconds) \($0.difficulty) \($0.name)"
    }
    return ([Scores.heading] + lines).joined(separator: "\n") + "\n"
  }

  init(text: String) throws {
    for line in Line.all(of: text) where !line.isBlank {
      let words = line.words
      guard words.count >= 5 else { throw line.error("expected \(Scores.heading.dropFirst(19))") }
      func number(_ index: Int) throws -> Int32 {
        Int32(try line.integer(words[index], in: 0...Int(Int32.max), "the value"))
      }
      // The rest of the line: it may begin with spaces.
      let parts = line.text.split(maxSplits: 5) { $0 == " " || $0 == "\t" }
      entries.append(
        Entry(
          score: try number(0), wave: try number(1), kills: try number(2), seconds: try number(3),
          difficulty: String(words[4].prefix(8)), name: parts.count > 5 ? String(parts[5].prefix(8)) : ""))
    }
    entries.sort { $0.score > $1.score }
    entries = Array(entries.prefix(Scores.maxCount))
  }
}
