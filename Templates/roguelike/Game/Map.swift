import GameSDK
import World

enum Map {
  static let width = 60
  static let height = 18

  static let places: [Point] = (0..<height).flatMap { y in
    (0..<width).map { x in Point(x: Int32(x), y: Int32(y)) }
  }

  static func index(_ place: Point) -> Int { Int(place.y) * width + Int(place.x) }
}

extension World {
  /// The tile at a place. The outermost ones are wall, so that nobody leaves the map.
  subscript(place: Point) -> Tile {
    get { tiles[Map.index(place)] }
    set { tiles[Map.index(place)] = newValue }
  }

  /// Whether no wall is between two places that are near enough.
  func sees(_ from: Point, _ to: Point) -> Bool {
    let (x, y) = (Int(to.x - from.x), Int(to.y - from.y))
    if x * x + y * y > Rules.sight * Rules.sight { return false }
    let steps = max(abs(x), abs(y))
    // From the smaller place to the larger one, so that who is seen sees as well.
    let isForward = (x, y) >= (0, 0)
    let (start, across, down) = isForward ? (from, x, y) : (to, -x, -y)
    for step in stride(from: 1, to: steps, by: 1) {
      let part = Float(step) / Float(steps)
      let place = Point(
        x: start.x + Int32((Float(across) * part).rounded()),
        y: start.y + Int32((Float(down) * part).rounded()))
      if self[place].ground == .wall { return false }
    }
    return true
  }

  /// Remembers what the player sees.
  mutating func lookAround() {
    for place in Map.places where sees(player, place) { tiles[Map.index(place)].is_known = true }
  }
}

extension Point {
  static func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x, y: a.y + b.y) }
}
