import GameSDK

/// The kinds of creature from assets/creatures.txt, which describes the format.
struct CreatureFile {
  private var table = ContentTable<CreatureKind>()

  /// Used until the file was read: no kinds.
  init() {}

  /// The kind with an id; a stand-in if the file has none.
  subscript(id: UInt32) -> CreatureKind { table[id] ?? .unknown }

  /// The id of a name in another file. Throws if there is no such creature.
  func id(of name: Substring, _ line: Line) throws -> UInt32 {
    try table.id(of: name, line, kind: "creature", file: "assets/creatures.txt")
  }

  /// - Parameters:
  ///   - shots: The shots that attacks may name.
  ///   - letters: The letters that pictures may consist of; any if it is empty.
  init(text: String, shots: ShotFile, letters: Set<Character> = []) throws {
    var reader = Reader(shots: shots, letters: letters)
    for line in Line.all(of: text) { try reader.read(line) }
    try reader.finish()
    table = reader.table
    for (line, name) in reader.references where table[contentID(name)] == nil {
      throw line.error("`\(name)` is no creature of this file")
    }
  }

  private struct Reader {
    let shots: ShotFile
    let letters: Set<Character>
    var table = ContentTable<CreatureKind>()
    /// Names of creatures that attacks and broods refer to.
    var references: [(line: Line, name: String)] = []
    private var kind: CreatureKind?
    private var start: Line?
    private var isInFrame = false

    init(shots: ShotFile, letters: Set<Character>) {
      self.shots = shots
      self.letters = letters
    }

    mutating func read(_ line: Line) throws {
      let words = line.words
      if line.isBlank {
        isInFrame = isInFrame && !words.isEmpty
      } else if words[0] == "creature" {
        try finish()
        guard words.count == 2 else { throw line.error("expected `creature NAME`") }
        kind = CreatureKind(name: String(words[1]))
        start = line
      } else if kind == nil {
        throw line.error("this line stands before the first `creature NAME`")
      } else if words == ["frame"] {
        kind?.frames.append([])
        isInFrame = true
      } else if isInFrame, words.count == 1 {
        if words[0].count > 64 { throw line.error("the row is longer than 64 pixels") }
        if !letters.isEmpty, let unknown = words[0].first(where: { $0 != "." && !letters.contains($0) }) {
          throw line.error("`\(unknown)` is no letter of assets/palettes/classic.txt")
        }
        let last = (kind?.frames.count ?? 1) - 1
        kind?.frames[last].append(words[0])
      } else if var changed = kind {
        isInFrame = false
        try readProperty(of: &changed, line, words)
        kind = changed
      }
    }

    mutating func finish() throws {
      guard let kind, let start else { return }
      guard !kind.frames.contains(where: \.isEmpty) else {
        throw start.error("`\(kind.name)` has an empty frame")
      }
      if kind.halfSize > TileMap.greatestWalker, !kind.movement.isAirborne, !kind.isBoss {
        throw start.error(
          "`\(kind.name)` is too large to walk through a passage: its size is at most \(TileMap.greatestWalker), "
            + "unless it flies or has a `title`")
      }
      if kind.halfSize > TileMap.greatestBoss, !kind.movement.isAirborne {
        throw start.error(
          "`\(kind.name)` is too large to walk through a passage of three tiles: its size is at most "
            + "\(TileMap.greatestBoss), unless it flies")
      }
      try table.add(kind, start)
      self.kind = nil
      isInFrame = false
    }

    private mutating func readProperty(of kind: inout CreatureKind, _ line: Line, _ words: [Substring]) throws
    {
      guard words.count >= 2 else { throw line.error("expected a property and its value, like `health 2`") }
      let value = words[1]
      switch words[0] {
      case "health": kind.health = try line.number(value, in: 0.1...9999, "health")
      case "speed": kind.speed = try line.number(value, in: 0...200, "speed")
      case "size": kind.halfSize = try line.number(value, in: 0.5...7.5, "size")
      case "points": kind.points = Int32(try line.integer(value, in: 0...100_000, "points"))
      case "title": kind.title = words.dropFirst().joined(separator: " ")
      case "moves": kind.movement = try movement(line, words)
      case "attack": kind.attacks.append(try attack(line, words))
      case "leaves": kind.brood = try brood(line, words.dropFirst())
      default:
        throw line.error(
          "`\(words[0])` is no property; there are health, speed, size, points, title, moves, attack, leaves, frame"
        )
      }
    }

    private func movement(_ line: Line, _ words: [Substring]) throws -> Movement {
      switch (words[1], words.count) {
      case ("chase", 2): return .chase
      case ("fly", 2): return .fly
      case ("stay", 2): return .stay
      case ("keep", 3): return .keep(try line.number(words[2], in: 4...100, "the distance"))
      default: throw line.error("expected `moves chase`, `moves fly`, `moves stay` or `moves keep DISTANCE`")
      }
    }

    private mutating func brood(_ line: Line, _ words: ArraySlice<Substring>) throws -> Brood {
      guard words.count == 2, let name = words.first, let count = words.last else {
        throw line.error("expected a creature and a count, like `mote 3`")
      }
      references.append((line, String(name)))
      return Brood(kind: contentID(name), count: try line.integer(count, in: 1...50, "the count"))
    }

    private mutating func attack(_ line: Line, _ words: [Substring]) throws -> Attack {
      let form =
        "expected `attack shoot SHOT COUNT`, `ring SHOT COUNT`, `breed CREATURE COUNT`, `charge SPEED` or "
        + "`explode RADIUS`, then `every SECONDS`, and optionally `within PIXELS`"
      guard let every = words.firstIndex(of: "every"), every >= 3, words.count > every + 1 else {
        throw line.error(form)
      }
      let arguments = words[2..<every]
      let action: Attack.Action
      switch (words[1], arguments.count) {
      case ("shoot", 2):
        action = .shoot(
          shot: try shots.id(of: arguments[2], line),
          count: try line.integer(arguments[3], in: 1...24, "the count"))
      case ("ring", 2):
        action = .ring(
          shot: try shots.id(of: arguments[2], line),
          count: try line.integer(arguments[3], in: 1...48, "the count"))
      case ("breed", 2): action = .breed(try brood(line, arguments))
      case ("charge", 1): action = .charge(speed: try line.number(arguments[2], in: 1...160, "speed"))
      case ("explode", 1): action = .explode(radius: try line.number(arguments[2], in: 1...60, "the radius"))
      default: throw line.error(form)
      }
      var attack = Attack(
        action: action, interval: try line.number(words[every + 1], in: 0.1...600, "the time in seconds"))
      let rest = words[(every + 2)...]
      if rest.isEmpty { return attack }
      guard rest.count == 2, rest.first == "within", let range = rest.last else { throw line.error(form) }
      attack.range = try line.number(range, in: 1...500, "the distance")
      return attack
    }
  }
}
