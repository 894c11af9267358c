import GameSDK
import World

/// The floor and the walls of a level as one sprite, rendered once per level and palette.
struct Backdrop {
  private(set) var sprite = Sprite(width: 0, height: 0, pixels: [])
  private var level = (number: -1, version: -1)
  private var paletteVersion = -1

  /// The radius of a brazier's light in pixels, and its strength.
  private static let brazierRadius = 15
  private static let brazierStrength: Float = 0.5

  /// Renders the sprite again if the level or the palette changed.
  mutating func refresh(level new: Level, palette: Palette) {
    if level == (new.number, new.version), paletteVersion == palette.version { return }
    level = (new.number, new.version)
    paletteVersion = palette.version
    sprite = Backdrop.render(new.map, palette)
  }

  private static func render(_ map: TileMap, _ palette: Palette) -> Sprite {
    let size = TileMap.tileSize
    let width = map.width * size
    let height = map.height * size
    let paint = Paint(palette)
    var pixels = [Color](repeating: paint.floor, count: width * height)
    for row in 0..<map.height {
      for column in 0..<map.width {
        let tile = map.tile(column, row)
        let hasFront = tile == .wall && map.isFloor(column, row + 1)
        for y in row * size..<(row + 1) * size {
          for x in column * size..<(column + 1) * size {
            pixels[y * width + x] = paint.color(tile, hasFront, x, y)
          }
        }
      }
    }
    for row in 0..<map.height {
      for column in 0..<map.width where map.tile(column, row) == .brazier {
        addLight(to: &pixels, width, height, TileMap.center(column, row), palette[.light])
      }
    }
    return Sprite(width: width, height: height, pixels: pixels)
  }

  /// The colours of tiles, looked up once and not for each of thousands of pixels.
  private struct Paint {
    let floor, floorEdge, stone, stoneTop, stoneDark, gold, rust: Color

    init(_ palette: Palette) {
      (floor, floorEdge) = (palette[.floor], palette[.floorEdge])
      (stone, stoneTop, stoneDark) = (palette[.stone], palette[.stoneTop], palette[.stoneDark])
      (gold, rust) = (palette[.gold], palette[.rust])
    }

    /// - Parameter hasFront: of a wall: whether there is floor below it, so that its front is in view.
    func color(_ tile: TileMap.Tile, _ hasFront: Bool, _ x: Int, _ y: Int) -> Color {
      let (column, row) = (x % TileMap.tileSize, y % TileMap.tileSize)
      switch tile {
      case .floor:
        return noise(x, y) < 9 ? floorEdge : floor
      case .wall:
        if hasFront, row >= 2 { return row == 3 ? stoneDark : stone }
        return noise(x, y) < 14 ? stone : stoneTop
      case .brazier:
        if row == 3 { return stoneDark }
        return (1...2).contains(column) && row > 0 ? gold : rust
      }
    }
  }

  private static func addLight(
    to pixels: inout [Color], _ width: Int, _ height: Int, _ center: Vector, _ light: Color
  ) {
    let (left, top) = (Int(pixel: center.x) - brazierRadius, Int(pixel: center.y) - brazierRadius)
    for y in max(0, top)..<min(height, top + 2 * brazierRadius) {
      for x in max(0, left)..<min(width, left + 2 * brazierRadius) {
        let distance = (Vector(x: Float(x) + 0.5, y: Float(y) + 0.5) - center).length
        let near = max(0, 1 - distance / Float(brazierRadius))
        let index = y * width + x
        pixels[index] = pixels[index].adding(light, by: near * near * brazierStrength)
      }
    }
  }

  /// A constant pseudorandom number from 0 to 255 for each pixel.
  private static func noise(_ x: Int, _ y: Int) -> Int {
    var hash = UInt32(truncatingIfNeeded: x &* 374_761_393 &+ y &* 668_265_263)
    hash = (hash ^ hash &>> 13) &* 1_274_126_177
    return Int((hash ^ hash &>> 16) & 255)
  }
}
