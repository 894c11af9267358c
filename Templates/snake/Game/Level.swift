import GameSDK
import World

/// A level from assets/level.txt: `#` is wall, `.` is floor, and `@` is where the snake begins.
struct Level {
  private let lines: [[Character]]
  let start: Point

  /// Before the file was read.
  static let empty = Level(lines: Array(repeating: Array(repeating: ".", count: 36), count: 20))

  private init(lines: [[Character]]) {
    self.lines = lines
    start = Point(x: Int32(lines[0].count / 2), y: Int32(lines.count / 2))
  }

  init(text: String) throws {
    lines = text.split(whereSeparator: \.isNewline).map { Array($0) }
    let width = lines.first?.count ?? 0
    var start: Point?
    for (y, line) in lines.enumerated() {
      guard line.count == width else { throw AssetError(line: y + 1, "every line is as long as the first") }
      for (x, character) in line.enumerated() {
        guard "#.@".contains(character) else { throw AssetError(line: y + 1, "not #, . or @: \(character)") }
        if character == "@" { start = Point(x: Int32(x), y: Int32(y)) }
      }
    }
    guard let start else { throw AssetError("no @, where the snake begins") }
    self.start = start
  }

  var width: Int { lines[0].count }
  var height: Int { lines.count }
  var cells: [Point] {
    (0..<height).flatMap { y in (0..<width).map { x in Point(x: Int32(x), y: Int32(y)) } }
  }

  func isWall(_ point: Point) -> Bool {
    let place = around(point)
    return lines[Int(place.y)][Int(place.x)] == "#"
  }

  /// What leaves the level on one side enters it on the other.
  func around(_ point: Point) -> Point {
    let (width, height) = (Int32(width), Int32(height))
    return Point(x: (point.x % width + width) % width, y: (point.y % height + height) % height)
  }
}
