/// Files for tests that must not depend on the balance of the game.
enum SampleFiles {
  /// An open hall of 60 by 40 tiles with the player in the middle, and a gate at the left and at the right.
  static let hall = hall(columns: 60, rows: 40)

  static func hall(columns: Int, rows: Int) -> String {
    var lines = (0..<rows).map { row in
      (0..<columns).map { column -> Character in
        row == 0 || column == 0 || row == rows - 1 || column == columns - 1 ? "#" : "."
      }
    }
    lines[rows / 2][columns / 2] = "@"
    lines[rows / 2][1] = "^"
    lines[rows / 2][columns - 2] = "^"
    return "// The test hall.\n" + lines.map { String($0) }.joined(separator: "\n") + "\n"
  }

  /// A run of one wave of this creature in the hall: `dot` and its `properties`, beside harmless other kinds.
  static func creature(_ properties: String, count: Int = 1, level: String = hall) -> [String: String] {
    [
      "levels/1.txt": level,
      "shots.txt": "shot spark\nspeed 95\nlife 1\n\nshot bolt\nspeed 40\nsize 0.7\nlife 3\n",
      "creatures.txt": """
      creature dot
      health 9999
      \(properties)

      creature egg
      health 9999
      speed 0
      moves stay

      """,
      "waves.txt": "wave 1\ndot \(count) every 0\negg 1 every 1 after 600\n",
      "upgrades.txt": "",
    ]
  }
}
