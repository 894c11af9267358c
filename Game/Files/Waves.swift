import GameSDK
import World

/// The waves from assets/waves.txt, which describes the format.
struct Waves {
  struct Wave {
    var level: Int
    var lines: [SpawnLine] = []
    /// The number of complete passes through all waves before this one.
    var round = 0
  }

  /// One line of a wave. Times are in seconds.
  struct SpawnLine {
    /// An id of assets/creatures.txt.
    var kind: UInt32
    var count: Int
    var interval: Float
    var delay: Float
    /// Whether neither round nor difficulty changes the count.
    var isExact = false

    /// Each round adds half of the first round's creatures; `factor` is that of the difficulty.
    func spawner(round: Int, factor: Float) -> Spawner {
      let extra = isExact ? 0 : min(count * round / 2, 1000)
      let total = isExact ? count : max(1, Int(pixel: Float(count + extra) * factor + 0.5))
      var spawner = Spawner()
      spawner.interval = interval / max(1, factor)
      spawner.timer = delay
      spawner.remaining = Int32(total)
      spawner.kind = kind
      return spawner
    }
  }

  private var waves: [Wave]

  /// Used until the file was read.
  static let fallback = Waves(waves: [
    Wave(level: 1, lines: [SpawnLine(kind: contentID("imp"), count: 8, interval: 1.5, delay: 0)])
  ])

  var count: Int { waves.count }

  /// The levels in the order in which a run reaches them, each with its first wave.
  var levels: [(number: Int, firstWave: Int)] {
    var levels: [(number: Int, firstWave: Int)] = []
    for (index, wave) in waves.enumerated() where !levels.contains(where: { $0.number == wave.level }) {
      levels.append((wave.level, index + 1))
    }
    return levels
  }

  /// The wave with this number, from 1. After the last wave the first one follows again.
  func wave(_ number: Int) -> Wave {
    let index = max(0, number - 1)
    var wave = waves[index % waves.count]
    wave.round = index / waves.count
    return wave
  }
}

// MARK: Reading

extension Waves {
  /// - Parameter creatures: The creatures that may come.
  init(text: String, creatures: CreatureFile) throws {
    waves = []
    var last: Line?
    for line in Line.all(of: text) where !line.isBlank {
      let words = line.words
      if words[0] == "wave" {
        try Waves.checkFilled(waves.last, last)
        waves.append(try Waves.wave(line, words))
        last = line
      } else if waves.isEmpty {
        throw line.error("this line stands before the first `wave LEVEL`")
      } else {
        waves[waves.count - 1].lines.append(try Waves.spawnLine(line, words, creatures))
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

  private static func spawnLine(_ line: Line, _ words: [Substring], _ creatures: CreatureFile) throws
    -> SpawnLine
  {
    let form =
      "expected `CREATURE COUNT every SECONDS`, and optionally `after SECONDS`, or `boss CREATURE after SECONDS`"
    if words[0] == "boss" {
      guard words.count == 4, words[2] == "after" else { throw line.error(form) }
      let delay = try line.number(words[3], in: 0...600, "the time in seconds")
      return SpawnLine(
        kind: try creatures.id(of: words[1], line), count: 1, interval: 1, delay: delay, isExact: true)
    }
    guard words.count == 4 || words.count == 6, words[2] == "every" else { throw line.error(form) }
    let count = try line.integer(words[1], in: 1...1000, "the number of creatures")
    let interval = try line.number(words[3], in: 0...600, "the time in seconds")
    var spawn = SpawnLine(
      kind: try creatures.id(of: words[0], line), count: count, interval: interval, delay: 0)
    guard words.count == 6 else { return spawn }
    guard words[4] == "after" else { throw line.error(form) }
    spawn.delay = try line.number(words[5], in: 0...600, "the time in seconds")
    return spawn
  }
}
