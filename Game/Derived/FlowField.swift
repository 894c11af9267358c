import World

/// The way to the player from every tile: its distance in steps, found by breadth-first search from the goal.
///
/// Creatures go to the neighbour with the smallest distance. Derived from the level and the player's tile, so that it need
/// not survive a reload. (After Treuille, Cooper, Popović, "Continuum Crowds", 2006, much simplified.)
struct FlowField {
  private static let unreached = Int32.max

  private var level = (number: -1, version: -1)
  private var goal = (column: -1, row: -1)
  private var width = 0
  private var height = 0
  private var distances: [Int32] = []
  private var queue: [Int32] = []

  /// Makes the field fit the level and the goal; does nothing when it does already.
  mutating func refresh(level new: Level, goal place: Vector) {
    let tile = (column: TileMap.tileIndex(place.x), row: TileMap.tileIndex(place.y))
    if level == (new.number, new.version), goal == tile, !distances.isEmpty { return }
    level = (new.number, new.version)
    goal = tile
    search(new.map)
  }

  private mutating func search(_ map: TileMap) {
    width = map.width
    height = map.height
    distances = Array(repeating: FlowField.unreached, count: width * height)
    queue.removeAll(keepingCapacity: true)
    guard map.isFloor(goal.column, goal.row) else { return }
    distances[goal.row * width + goal.column] = 0
    queue.append(Int32(goal.row * width + goal.column))
    var next = 0
    while next < queue.count {
      let index = Int(queue[next])
      next += 1
      let distance = distances[index] + 1
      // The edge of a level is wall, so that a floor tile has all its neighbours.
      for neighbor in [index - 1, index + 1, index - width, index + width]
      where distances[neighbor] > distance && map.tiles[neighbor] == .floor {
        distances[neighbor] = distance
        queue.append(Int32(neighbor))
      }
    }
  }

  private func distance(_ column: Int, _ row: Int) -> Int32 {
    column >= 0 && row >= 0 && column < width && row < height
      ? distances[row * width + column] : FlowField.unreached
  }

  func isReached(_ place: Vector) -> Bool {
    distance(TileMap.tileIndex(place.x), TileMap.tileIndex(place.y)) != FlowField.unreached
  }

  /// Which way to go from a place; nil where there is no way, or nothing left to go.
  func direction(from place: Vector) -> Vector? {
    let column = TileMap.tileIndex(place.x)
    let row = TileMap.tileIndex(place.y)
    var best = distance(column, row)
    if best == FlowField.unreached || best == 0 { return nil }
    var found: Vector?
    for down in -1...1 {
      for across in -1...1 {
        let there = distance(column + across, row + down)
        guard there < best else { continue }
        // Not across the corner of a wall.
        let isDiagonal = across != 0 && down != 0
        if isDiagonal, distance(column + across, row) == FlowField.unreached { continue }
        if isDiagonal, distance(column, row + down) == FlowField.unreached { continue }
        best = there
        found = TileMap.center(column + across, row + down)
      }
    }
    return found.map { ($0 - place).direction }
  }
}
