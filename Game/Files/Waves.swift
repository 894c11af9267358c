import GameSDK
import World

/// The waves from assets/waves.txt.
struct Waves {
  struct Wave {
    var level: Int
    var lines: [SpawnLine] = []
    /// The number of complete passes through all waves before this one.
    var round = 0
  }

  /// One line of a wave. Times are in seconds.
  struct SpawnLine {
    var kind: Kind
    var count: Int
    var interval: Float
    var delay: Float

    /// Each round adds half of the first round's creatures.
    func spawner(round: Int) -> Spawner {
      let extra = min(count * round / 2, 1000)
      return Spawner(interval: interval, timer: delay, remaining: Int32(count + extra), kind: kind)
    }
  }

  private var waves: [Wave]

  /// Used until the file was read.
  static let fallback = Waves(waves: [
    Wave(level: 1, lines: [SpawnLine(kind: .imp, count: 8, interval: 1.5, delay: 0)])
  ])

  /// The wave with this number, from 1. After the last wave the first one follows again.
  func wave(_ number: Int) -> Wave {
    let index = max(0, number - 1)
    var wave = waves[index % waves.count]
    wave.round = index / waves.count
    return wave
  }
}

extension Waves {
  init(text: String) throws {
    waves = []
    var last: Line?
    for line in Line.all(of: text) {
      let words = line.words
      if words.isEmpty || words[0].hasPrefix("#") { continue }
      if words[0] == "wave" {
        try Waves.checkFilled(waves.last, last)
        waves.append(try Waves.wave(line, words))
        last = line
      } else if waves.isEmpty {
        throw line.error("this line stands before the first `wave LEVEL`")
      } else {
        waves[waves.count - 1].lines.append(try Waves.spawnLine(line, words))
      }
    }
    guard !waves.isEmpty else {
      throw AssetError("there is no wave; write `wave 1` and below it `imp 6 every 1.5`")
    }
    try Waves.checkFilled(waves.last, last)
  }

  private static func checkFilled(_ wave: Wave?, _ line: Line?) throws {
    if let wave, let line, wave.lines.isEmpty { throw line.error("nothing comes in this wave") }
  }

  private static func wave(_ line: Line, _ words: [Substring]) throws -> Wave {
    guard words.count == 2, let level = Int(words[1]), (1...999).contains(level) else {
      throw line.error("expected `wave LEVEL`, with a level from 1 to 999")
    }
    return Wave(level: level)
  }

  private static func spawnLine(_ line: Line, _ words: [Substring]) throws -> SpawnLine {
    let form = "expected `KIND COUNT every SECONDS`, and optionally `after SECONDS`"
    guard let kind = kind(words[0]) else {
      throw line.error("`\(words[0])` is no kind of creature; there are mote, imp, brute, wisp")
    }
    guard words.count == 4 || words.count == 6, words[2] == "every" else { throw line.error(form) }
    guard let count = Int(words[1]), (1...1000).contains(count) else {
      throw line.error("`\(words[1])` is no number of creatures from 1 to 1000")
    }
    let interval = try seconds(words[3], line)
    guard words.count == 6 else { return SpawnLine(kind: kind, count: count, interval: interval, delay: 0) }
    guard words[4] == "after" else { throw line.error(form) }
    return SpawnLine(kind: kind, count: count, interval: interval, delay: try seconds(words[5], line))
  }

  private static func seconds(_ word: Substring, _ line: Line) throws -> Float {
    guard let seconds = Float(word), seconds >= 0, seconds <= 600 else {
      throw line.error("`\(word)` is no number of seconds from 0 to 600")
    }
    return seconds
  }

  private static func kind(_ word: Substring) -> Kind? {
    switch word {
    case "mote": .mote
    case "imp": .imp
    case "brute": .brute
    case "wisp": .wisp
    default: nil
    }
  }
}
