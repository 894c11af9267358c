import GameSDK

/// A kind of upgrade: one entry of assets/upgrades.txt.
struct UpgradeKind: ContentEntry {
  let name: String
  var text = ""
  /// How often a player can take it.
  var maximum: Int32 = 1
  var effects: [Effect] = []

  /// What it does to a value of the player; see `PlayerStats`.
  struct Effect {
    enum Operation: Character {
      case add = "+"
      case subtract = "-"
      case multiply = "*"
    }

    var stat: PlayerStat
    var operation: Operation
    var amount: Float

    func applied(to value: Float) -> Float {
      switch operation {
      case .add: value + amount
      case .subtract: value - amount
      case .multiply: value * amount
      }
    }
  }

  init(name: String) { self.name = name }

  var id: UInt32 { contentID(name) }

  /// The number of extra lives, given once when the upgrade is taken.
  var lives: Int32 {
    Int32(effects.filter { $0.stat == .lives }.reduce(0) { $1.applied(to: $0) })
  }
}

/// The upgrades from assets/upgrades.txt, which describes the format.
struct UpgradeFile {
  private var table = ContentTable<UpgradeKind>()

  /// Used until the file was read: no upgrades.
  init() {}

  var all: [UpgradeKind] { table.entries }

  /// nil if the file has none with this id.
  subscript(id: UInt32) -> UpgradeKind? { table[id] }

  init(text: String) throws {
    table = try ContentTable(text: text, keyword: "upgrade", maxWords: .max - 1) { try $0.read($1, $2) }
  }
}

extension UpgradeKind {
  fileprivate mutating func read(_ line: Line, _ words: [Substring]) throws {
    switch words[0] {
    case "text": text = words.dropFirst().joined(separator: " ")
    case "max" where words.count == 2: maximum = Int32(try line.integer(words[1], in: 1...99, "the value"))
    default: effects.append(try effect(line, words))
    }
  }

  private func effect(_ line: Line, _ words: [Substring]) throws -> Effect {
    guard let stat = PlayerStat(rawValue: String(words[0])) else {
      let stats = PlayerStat.allCases.map(\.rawValue).joined(separator: ", ")
      throw line.error("`\(words[0])` is no property; there are text, max, \(stats)")
    }
    guard words.count == 3, words[1].count == 1, let sign = words[1].first,
      let operation = Effect.Operation(rawValue: sign)
    else { throw line.error("expected `\(words[0]) * FACTOR`, `+ NUMBER` or `- NUMBER`") }
    return Effect(
      stat: stat, operation: operation, amount: try line.number(words[2], in: 0...1000, "the value"))
  }
}
