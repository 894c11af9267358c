import GameSDK
import World

/// The name for the table of scores: it is typed, or up and down change a letter, and left and right move.
enum NameEntry {
  static let letters = Array(" ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-".utf8)
}

extension Cinder {
  mutating func stepNaming(_ world: inout World, _ tick: Tick<Action>) {
    let last = UInt64.maxLetters - 1
    var cursor = max(0, min(last, Int(world.name_cursor)))
    tick.readText()
    if let typed = tick.typed { cursor = enter(typed, at: cursor, &world) }
    let moves = world.repeatedKeys(tick)
    if moves.left { cursor = max(0, cursor - 1) }
    if moves.right || tick.pressed(.fire) { cursor = min(last, cursor + 1) }
    let letters = NameEntry.letters
    var index = letters.firstIndex(of: world.name[letter: cursor]) ?? 0
    if moves.up { index = (index + 1) % letters.count }
    if moves.down { index = (index + letters.count - 1) % letters.count }
    if moves.up || moves.down { world.name[letter: cursor] = letters[index] }
    world.name_cursor = Int32(cursor)
    if tick.pressed(.begin) || tick.pressed(.menu) {
      storage.add(world.scoreEntry)
      storage.save(world)
      returnToTitle(&world)
      world.open(.scores)
    }
  }

  /// Enters a typed letter, or removes one; returns the next place.
  private func enter(_ typed: Unicode.Scalar, at cursor: Int, _ world: inout World) -> Int {
    if typed == "\u{8}" {
      let place = max(0, cursor - 1)
      world.name[letter: place] = UInt8(ascii: " ")
      return place
    }
    let upper = typed.properties.uppercaseMapping.utf8
    guard upper.count == 1, let byte = upper.first, NameEntry.letters.contains(byte) else { return cursor }
    world.name[letter: cursor] = byte
    return min(UInt64.maxLetters - 1, cursor + 1)
  }
}

extension World {
  /// This run in the table of scores.
  var scoreEntry: Scores.Entry {
    Scores.Entry(
      score: score, wave: wave, kills: kills, seconds: runSeconds,
      difficulty: difficultyRules.name, name: name.letters)
  }
}
