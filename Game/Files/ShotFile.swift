import GameSDK

/// A kind of shot: one entry of assets/shots.txt. Lengths are pixels, times are seconds.
struct ShotKind: ContentEntry {
  let name: String
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

  init(name: String) { self.name = name }
}

/// The kinds of shot from assets/shots.txt, which describes the format.
struct ShotFile {
  private var table = ContentTable<ShotKind>()

  /// Used until the file was read: no kinds.
  init() {}

  /// The names of the kinds, in the order of the file.
  var names: [String] { table.entries.map(\.name) }

  /// The kind with an id; a stand-in if the file has none.
  subscript(id: UInt32) -> ShotKind { table[id] ?? .unknown }

  /// The id of a name in another file. Throws if there is no such shot.
  func id(of name: Substring, _ line: Line) throws -> UInt32 {
    try table.id(of: name, line, kind: "shot", file: "assets/shots.txt")
  }

  init(text: String) throws {
    table = try ContentTable(text: text, keyword: "shot") { try $0.read($1, $2) }
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
    case "life": life = try line.number(words[1], in: 0.05...20, "the time in seconds")
    case "knockback": knockback = try line.number(words[1], in: 0...400, "speed")
    case "length": length = try line.number(words[1], in: 0...12, "length")
    case "colors": (tail, head) = (try line.color(words[1]), try line.color(words[2]))
    default:
      throw line.error(
        "`\(words[0])` is no property; there are speed, damage, size, life, knockback, length, colors")
    }
  }
}
