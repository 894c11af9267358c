import World

/// The distance from every tile to the player in steps, by breadth-first search from the player's tile.
///
/// Creatures move to the neighbour with the smallest distance. Derived data: depends only on the level and the player's
/// tile. (A much simplified form of Treuille, Cooper, Popović, "Continuum Crowds", 2006.)
struct FlowField {
  private static let unreachable = Int32.max

  /// The number of floor tiles on each side that the bodies need.
  private let clearance: Int
  private var level = (number: -1, version: -1)
  private var goal = (column: -1, row: -1)
  private var width = 0
  private var height = 0
  private var distances: [Int32] = []
  private var queue: [Int32] = []

  init(clearance: Int = 0) { self.clearance = clearance }

  /// Recomputes the field if the level or the goal's tile changed.
  mutating func refresh(level new: Level, goal position: Vector) {
    let tile = (column: TileMap.tileIndex(position.x), row: TileMap.tileIndex(position.y))
    if level == (new.number, new.version), goal == tile, !distances.isEmpty { return }
    level = (new.number, new.version)
    goal = tile
    search(new.map)
  }

  private mutating func search(_ map: TileMap) {
    width = map.width
    height = map.height
    distances = Array(repeating: FlowField.unreachable, count: width * height)
    queue.removeAll(keepingCapacity: true)
    guard map.isFloor(goal.column, goal.row) else { return }
    for start in starts(map) {
      distances[start] = 0
      queue.append(Int32(start))
    }
    var next = 0
    while next < queue.count {
      let index = Int(queue[next])
      next += 1
      let distance = distances[index] + 1
      // The border of a level is wall: every floor tile has four neighbours. Each reload searches in code that is not
      // optimised yet, where a list of them would take most of the time.
      visit(index - 1, at: distance, map)
      visit(index + 1, at: distance, map)
      visit(index - width, at: distance, map)
      visit(index + width, at: distance, map)
    }
  }

  private mutating func visit(_ index: Int, at distance: Int32, _ map: TileMap) {
    guard distances[index] > distance, isPassable(index, map) else { return }
    distances[index] = distance
    queue.append(Int32(index))
  }

  /// The tiles where the search begins: the goal or, if the bodies do not fit there, the nearest ones where they do.
  private func starts(_ map: TileMap) -> [Int] {
    var ring = [goal.row * width + goal.column]
    var seen = Set(ring)
    while !ring.isEmpty {
      let free = ring.filter { isPassable($0, map) }
      if !free.isEmpty { return free }
      var next: [Int] = []
      for index in ring {
        for offset in [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1]
        where map.tiles[index + offset] == .floor && seen.insert(index + offset).inserted {
          next.append(index + offset)
        }
      }
      ring = next
    }
    return []
  }

  private func isPassable(_ index: Int, _ map: TileMap) -> Bool {
    map.tiles[index] == .floor
      && (clearance == 0 || map.isClear(index % width, index / width, within: clearance))
  }

  private func distance(_ column: Int, _ row: Int) -> Int32 {
    column >= 0 && row >= 0 && column < width && row < height
      ? distances[row * width + column] : FlowField.unreachable
  }

  func isReachable(_ position: Vector) -> Bool {
    distance(TileMap.tileIndex(position.x), TileMap.tileIndex(position.y)) != FlowField.unreachable
  }

  /// The direction to move in from a position; nil if the goal is unreachable, or where the search began.
  func direction(from position: Vector) -> Vector? {
    let column = TileMap.tileIndex(position.x)
    let row = TileMap.tileIndex(position.y)
    var best = distance(column, row)
    if best == 0 { return nil }
    var target: Vector?
    for down in -1...1 {
      for across in -1...1 {
        let candidate = distance(column + across, row + down)
        guard candidate < best else { continue }
        // Do not cut across the corner of a wall.
        let isDiagonal = across != 0 && down != 0
        if isDiagonal, distance(column + across, row) == FlowField.unreachable { continue }
        if isDiagonal, distance(column, row + down) == FlowField.unreachable { continue }
        best = candidate
        target = TileMap.center(column + across, row + down)
      }
    }
    return target.map { ($0 - position).direction }
  }
}
