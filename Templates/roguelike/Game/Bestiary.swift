import GameSDK

/// The kinds of monsters, weakest first, from assets/monsters.txt.
struct Bestiary {
  struct Kind {
    var name = "rat"
    var letter = "r"
    var color: Color = 0xA0784C
    var health: Int32 = 4
    /// The most that a bite takes.
    var damage = 2
  }

  private(set) var kinds = [Kind()]

  /// One rat, before the file was read.
  init() {}

  init(text: String) throws {
    kinds = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(separator: " ")
      if words.isEmpty || line.hasPrefix("#") { continue }
      guard words.count == 5, words[1].count == 1, let color = Color(hex: words[2]),
        let health = Int32(words[3]), let damage = Int(words[4]), health > 0, damage > 0
      else {
        throw AssetError(
          line: index + 1, "expected NAME LETTER COLOUR HEALTH DAMAGE, such as rat r A0784C 4 2")
      }
      kinds.append(
        Kind(name: String(words[0]), letter: String(words[1]), color: color, health: health, damage: damage))
    }
    if kinds.isEmpty { throw AssetError("no monster") }
  }

  /// The kind of a monster; the last one if its line was removed.
  subscript(kind: Int32) -> Kind { kinds[max(0, min(kinds.count - 1, Int(kind)))] }
}
