import GameSDK
import World

/// A level with its number and the version of its file.
struct Level {
  let number: Int
  let version: Int
  let map: TileMap

  var start: Vector { map.start }
  var gates: [Vector] { map.gates }
}

/// A map of tiles from a file in assets/levels.
struct TileMap {
  /// The edge of a tile in pixels.
  static let tileSize = 4
  /// The greatest width and height in tiles.
  static let maxSize = 128
  /// Half the edge of the largest body that fits through a passage of one tile.
  static let greatestWalker: Float = 1.9
  /// And through a passage of three tiles.
  static let greatestBoss: Float = 5.9

  enum Tile: UInt8 {
    case floor, wall, brazier
  }

  /// The name from the first line of the file; empty if it has none.
  private(set) var name = ""
  private(set) var width = 0
  private(set) var height = 0
  private(set) var tiles: [Tile] = []
  /// The player's start and the gates at which creatures spawn, in pixels.
  private(set) var start = Vector.zero
  private(set) var gates: [Vector] = []

  var pixelWidth: Float { Float(width * TileMap.tileSize) }
  var pixelHeight: Float { Float(height * TileMap.tileSize) }

  /// The tile at a position in tiles; outside the map it is wall.
  func tile(_ column: Int, _ row: Int) -> Tile {
    column >= 0 && row >= 0 && column < width && row < height ? tiles[row * width + column] : .wall
  }

  func isFloor(_ column: Int, _ row: Int) -> Bool { tile(column, row) == .floor }

  /// The tile index of a pixel coordinate.
  static func tileIndex(_ coordinate: Float) -> Int { Int(pixel: coordinate / Float(tileSize)) }

  func blocks(_ position: Vector) -> Bool {
    !isFloor(TileMap.tileIndex(position.x), TileMap.tileIndex(position.y))
  }

  /// Whether a square around a position overlaps a wall.
  func blocks(_ position: Vector, halfSize: Float) -> Bool {
    for row in TileMap.tileIndex(position.y - halfSize)...TileMap.tileIndex(position.y + halfSize) {
      for column in TileMap.tileIndex(position.x - halfSize)...TileMap.tileIndex(position.x + halfSize)
      where !isFloor(column, row) { return true }
    }
    return false
  }

  /// The number of floor tiles that a body of this size needs around the tile of its centre to move freely.
  static func clearance(_ halfSize: Float) -> Int {
    max(0, Int(pixel: ((halfSize - Float(tileSize) / 2) / Float(tileSize)).rounded(.up)))
  }

  /// Whether all tiles within a distance of a tile are floor.
  func isClear(_ column: Int, _ row: Int, within distance: Int) -> Bool {
    for down in -distance...distance {
      for across in -distance...distance where !isFloor(column + across, row + down) { return false }
    }
    return true
  }

  /// The place closest to a position where a square of this size overlaps no wall: the position itself, or the centre of a
  /// tile. The position itself if there is no such place in the whole level.
  func nearestFree(to position: Vector, halfSize: Float) -> Vector {
    if !blocks(position, halfSize: halfSize) { return position }
    var nearest = Float.infinity
    var result = position
    for row in 0..<height {
      for column in 0..<width {
        let center = TileMap.center(column, row)
        let distance = (center - position).lengthSquared
        if distance < nearest, !blocks(center, halfSize: halfSize) { (nearest, result) = (distance, center) }
      }
    }
    return result
  }

  /// Whether no wall lies between two positions. Samples the line twice per tile.
  func hasLineOfSight(from start: Vector, to end: Vector) -> Bool {
    let offset = end - start
    let steps = Int(pixel: offset.length / Float(TileMap.tileSize) * 2) + 1
    for step in 1...steps where blocks(start + offset * (Float(step) / Float(steps))) { return false }
    return true
  }

  static func center(_ column: Int, _ row: Int) -> Vector {
    Vector(x: (Float(column) + 0.5) * Float(tileSize), y: (Float(row) + 0.5) * Float(tileSize))
  }
}

extension TileMap {
  /// Used until a level was read: an empty hall.
  static let fallback: TileMap = {
    var map = TileMap()
    map.width = 24
    map.height = 16
    map.tiles = (0..<24 * 16).map { index in
      let (column, row) = (index % 24, index / 24)
      return column == 0 || row == 0 || column == 23 || row == 15 ? .wall : .floor
    }
    map.start = center(12, 8)
    map.gates = [center(1, 1), center(22, 14)]
    return map
  }()

  /// Parses a level; the files in assets/levels describe the format.
  init(text: String) throws {
    let all = Line.all(of: text)
    name = all.first.map(TileMap.name(in:)) ?? ""
    let lines = all.filter { !$0.text.isEmpty && !$0.text.hasPrefix("//") }
    guard let first = lines.first else { throw AssetError("the level has no tiles") }
    width = first.text.count
    height = lines.count
    guard width >= 3, height >= 3, width <= TileMap.maxSize, height <= TileMap.maxSize else {
      throw first.error(
        "a level is from 3 by 3 to \(TileMap.maxSize) by \(TileMap.maxSize) tiles; this is \(width) by \(height)"
      )
    }
    var startTile: (column: Int, row: Int)?
    var gateTiles: [(line: Line, column: Int, row: Int)] = []
    for (row, line) in lines.enumerated() {
      guard line.text.count == width else {
        throw line.error("the line has \(line.text.count) tiles, the first one has \(width)")
      }
      for (column, character) in line.text.enumerated() {
        tiles.append(character == "#" ? .wall : character == "o" ? .brazier : .floor)
        let isEdge = column == 0 || row == 0 || column == width - 1 || row == height - 1
        switch character {
        case "#", "o": break
        case _ where isEdge: throw line.error("the wall around the level is open at tile \(column + 1)")
        case ".": break
        case "^": gateTiles.append((line, column, row))
        case "@" where startTile == nil: startTile = (column, row)
        case "@": throw line.error("there is a second @; a level has one")
        default: throw line.error("`\(character)` is no tile; use # . o @ ^")
        }
      }
    }
    guard let startTile else { throw AssetError("the level has no @, where the player begins") }
    guard !gateTiles.isEmpty else { throw AssetError("the level has no gate ^, where creatures come from") }
    start = TileMap.center(startTile.column, startTile.row)
    gates = gateTiles.map { TileMap.center($0.column, $0.row) }
    try checkGates(gateTiles)
  }

  /// The text of a first line `// The old hall.`, without the full stop.
  private static func name(in first: Line) -> String {
    guard first.text.hasPrefix("// ") else { return "" }
    return String(first.text.dropFirst(3).prefix { $0 != "." && $0 != ":" })
  }

  /// Throws unless the player can be reached from every gate.
  private func checkGates(_ gateTiles: [(line: Line, column: Int, row: Int)]) throws {
    let level = Level(number: 0, version: 0, map: self)
    var flow = FlowField()
    flow.refresh(level: level, goal: start)
    for gate in gateTiles where !flow.isReachable(TileMap.center(gate.column, gate.row)) {
      throw gate.line.error("there is no way from the gate at tile \(gate.column + 1) to the @")
    }
  }
}
