/// A measured game: its files, and its edits.
struct BenchGame {
  let name: String
  let files: [String: String]
  let edits: [BenchEdit]
  /// The name of a library of the same package that it imports.
  var library: String?
  /// How often a key of the tweak panel is pressed; 0 if the game does not show the marker that ``TweakKeys`` changes.
  var tweakPresses = 0

  var isEmpty: Bool { edits.isEmpty && tweakPresses == 0 }

  /// Its name, and the kinds of its edits.
  var cases: String {
    "\(name): " + (edits.map(\.kind) + (tweakPresses > 0 ? ["tweak-key"] : [])).joined(separator: ", ")
  }

  /// The same with edits of one kind.
  func only(_ kind: String) -> BenchGame {
    BenchGame(
      name: name, files: files, edits: edits.filter { $0.kind == kind }, library: library,
      tweakPresses: kind == "tweak-key" ? tweakPresses : 0)
  }

  /// Cinder, the game of the repository.
  static func shipped(_ files: [String: String], rounds: Int) throws -> BenchGame {
    let swift = files.keys.filter { $0.hasSuffix(".swift") }
    let callers = swift.filter { files[$0]?.contains("burst(") == true }
    return BenchGame(
      name: "shipped", files: files,
      edits: [
        try .replacing(
          "by: min(0.75,", with: "by: min(0.75#,", in: "Game/Picture/Screens.swift", of: files,
          kind: "live-literal", rounds: rounds * 10, compiled: []),
        try .replacing(
          "flashTime: Float = 0.12", with: "flashTime: Float = 0.12#", in: "Game/Creatures/Creatures.swift",
          of: files, kind: "live-static", rounds: rounds * 10, compiled: []),
        // Of other values than above: images of the same source would be found.
        try .replacing(
          "flashTime: Float = 0.12", with: "flashTime: Float = 0.1200#", in: "Game/Creatures/Creatures.swift",
          of: files, kind: "literal", rounds: rounds),
        try .replacing(
          "player.facing = direction }", with: "player.facing = direction * (1 + 0 * #) }",
          in: "Game/Player.swift", of: files, kind: "body", rounds: rounds),
        try .replacing(
          "mutating func burst(", with: "mutating func burst(_ unused#: Int = 0, ", in: "Game/Embers.swift",
          of: files, kind: "signature", rounds: max(rounds / 2, 2), compiled: callers),
        .newFile(rounds: max(rounds / 2, 2)),
        try .replacing(
          "  int32_t score;\n", with: "  int32_t score;\n  float unused#;\n",
          in: "Game/World/include/world.h",
          of: files,
          kind: "world", rounds: max(rounds / 4, 2), compiled: swift + ["Game/World/world.c"]),
        // A field of the elements of one pool. The floor compiles everything that imports the header.
        try .replacing(
          "  float age;\n", with: "  float age;\n  float unused#;\n", in: "Game/World/include/world.h",
          of: files,
          kind: "world-field", rounds: max(rounds / 4, 2), compiled: swift + ["Game/World/world.c"]),
      ])
  }

  /// A generated game, with the edits whose kinds are in `kinds`.
  static func generated(
    _ game: GeneratedGame, name: String, kinds: Set<String>, rounds: Int
  ) throws -> BenchGame {
    let files = game.files
    func part(_ number: Int) -> String { "\(game.partFolder)/Part\(number).swift" }
    let swift = files.keys.filter { $0.hasSuffix(".swift") }
    let edits = [
      try BenchEdit.replacing(
        "sum -= dy * t - 1 }", with: "sum -= dy * t - 1# }", in: part(0), of: files,
        kind: "live-literal", rounds: rounds * 10, compiled: []),
      try .replacing(
        "static let factor: Float = 1", with: "static let factor: Float = 1#", in: part(1),
        of: files, kind: "live-static", rounds: rounds * 10, compiled: []),
      try .replacing(
        "static let factor: Float = 1", with: "static let factor: Float = 1.00#", in: part(1),
        of: files, kind: "literal", rounds: rounds),
      try .replacing(
        "if dx * t > dy { sum += dx * dx + t } else { sum -= dy * t - 1 }\n    }\n    return sum + rule0(dx, dy)",
        with:
          "if dx * t > dy { sum += dx * dx } else { sum -= dy * t - # }\n    }\n    return sum + rule0(dx, dy)",
        in: part(0), of: files, kind: "body", rounds: rounds),
      try .replacing(
        "static func rule0(_ x: Float, _ y: Float)",
        with: "static func rule0(_ x: Float, _ y: Float, unused#: Float = 0)", in: part(1),
        of: files, kind: "signature", rounds: max(rounds / 2, 2),
        compiled: game.isInLibrary ? Array(swift) : [part(0), part(1)]),
      .newFile(rounds: max(rounds / 2, 2)),
      try .replacing(
        "  float result;\n", with: "  float result;\n  float unused#;\n", in: "Game/World/include/world.h",
        of: files, kind: "world", rounds: 2, compiled: swift + ["Game/World/world.c"]),
    ]
    return BenchGame(
      name: name, files: files, edits: edits.filter { kinds.contains($0.kind) },
      library: game.isInLibrary ? GeneratedGame.library : nil,
      tweakPresses: kinds.contains("tweak-key") ? rounds * 10 : 0)
  }
}
