import GameSDK

/// A kind of shot: one entry of assets/shots.txt. Lengths are pixels, times are seconds.
struct ShotKind {
  var name: String
  var speed: Float = 60
  var damage: Float = 1
  /// Half the edge of the body in the hit test; walls are tested at its centre.
  var halfSize: Float = 0.8
  var life: Float = 1
  /// The speed that a hit adds to a creature.
  var knockback: Float = 0
  /// The length and the colours of its streak.
  var length: Float = 2.5
  var tail = ColorName.flame
  var head = ColorName.spark

  /// Stands for a kind that is no longer in the file, and for all kinds until the file was read.
  static let unknown = ShotKind(name: "shot")
}

/// The kinds of shot from assets/shots.txt, which describes the format.
struct ShotFile {
  private var table = ContentTable<ShotKind>()

  /// Used until the file was read: no kinds.
  init() {}

  /// The kind with an id; a stand-in if the file has none.
  subscript(id: UInt32) -> ShotKind { table[id] ?? .unknown }

  var names: [String] { table.entries.map(\.name) }

  init(text: String) throws {
    var kind: ShotKind?
    for line in Line.all(of: text) where !line.isBlank {
      let words = line.words
      if words[0] == "shot" {
        guard words.count == 2 else { throw line.error("expected `shot NAME`") }
        kind = ShotKind(name: String(words[1]))
        try table.add(ShotKind(name: String(words[1])), named: String(words[1]), line)
      } else if kind == nil {
        throw line.error("this line stands before the first `shot NAME`")
      } else {
        try kind?.read(line, words)
        if let kind { table.replaceLast(kind) }
      }
    }
  }
}

extension ShotKind {
  fileprivate mutating func read(_ line: Line, _ words: [Substring]) throws {
    guard words.count == (words[0] == "colors" ? 3 : 2) else {
      throw line.error("expected a property and its value, like `speed 60` or `colors flame spark`")
    }
    switch words[0] {
    case "speed": speed = try line.number(words[1], in: 1...240, "speed")
    case "damage": damage = try line.number(words[1], in: 0...9999, "damage")
    case "size": halfSize = try line.number(words[1], in: 0.1...6, "size")
    case "life": life = try line.number(words[1], in: 0.05...20, "number of seconds")
    case "knockback": knockback = try line.number(words[1], in: 0...400, "speed")
    case "length": length = try line.number(words[1], in: 0...12, "length")
    case "colors": (tail, head) = (try line.color(words[1]), try line.color(words[2]))
    default:
      throw line.error(
        "`\(words[0])` is no property; there are speed, damage, size, life, knockback, length, colors")
    }
  }
}
