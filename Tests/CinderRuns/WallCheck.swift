import Game
import GameSDK
public import GameTesting
public import World

/// Looks for bodies inside walls, with a reading of the asset files that is independent of the game's.
public struct WallCheck {
  private static let tileSize: Float = 4
  /// Less than rounding moves a body that touches a wall.
  private static let tolerance: Float = 0.001

  private var levels: [Int32: [[Character]]] = [:]
  /// Half the edge of the creatures that walls stop, by id.
  private var halfSizes: [UInt32: Float] = [:]

  /// - Parameter files: those of the game.
  public init(_ files: TestFiles) {
    for number: Int32 in 1...99 {
      guard let text = files["levels/\(number).txt"] else { break }
      levels[number] = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("//") }.map(Array.init)
    }
    var name: Substring?
    var isAirborne = false
    var halfSize: Float = 1.5
    let text = (files["creatures.txt"] ?? "") + "\ncreature end"
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ")
      switch words.first {
      case "creature":
        if let name, !isAirborne { halfSizes[WallCheck.id(name)] = halfSize }
        (name, isAirborne, halfSize) = (words[1], false, 1.5)
      case "moves": isAirborne = words[1] == "fly"
      case "size": halfSize = Float(words[1]) ?? 1.5
      default: break
      }
    }
  }

  /// The 32-bit FNV-1a hash, by which the world refers to a creature.
  private static func id(_ name: Substring) -> UInt32 {
    name.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }

  /// A description of each body that overlaps a wall.
  /// - Parameter world: as `GameRun.change` gives it.
  public func overlaps(in world: World) -> [String] {
    guard let level = levels[world.level] else { return ["there is no level \(world.level)"] }
    var found: [String] = []
    if isInWall(world.player.body, 1.4, level) { found.append("the player at \(world.player.body.position)") }
    for creature in world.creatures.elements {
      guard let halfSize = halfSizes[creature.kind], isInWall(creature.body, halfSize, level) else {
        continue
      }
      found.append("creature \(creature.kind) at \(creature.body.position)")
    }
    return found
  }

  private func isInWall(_ body: Body, _ halfSize: Float, _ level: [[Character]]) -> Bool {
    let half = halfSize - WallCheck.tolerance
    func tiles(_ center: Float) -> ClosedRange<Int> {
      Int(
        ((center - half) / WallCheck.tileSize).rounded(.down))...Int(
          ((center + half) / WallCheck.tileSize).rounded(.down))
    }
    for row in tiles(body.position.y) {
      for column in tiles(body.position.x) {
        guard level.indices.contains(row), level[row].indices.contains(column) else { return true }
        if level[row][column] == "#" || level[row][column] == "o" { return true }
      }
    }
    return false
  }
}
