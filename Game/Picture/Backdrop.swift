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
    var pixels = [Color](repeating: palette[.floor], count: width * height)
    for row in 0..<map.height {
      for column in 0..<map.width {
        for y in 0..<size {
          for x in 0..<size {
            let index = (row * size + y) * width + column * size + x
            pixels[index] = color(map, column, row, x, y, palette)
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

  private static func color(_ map: TileMap, _ column: Int, _ row: Int, _ x: Int, _ y: Int, _ palette: Palette)
    -> Color
  {
    switch map.tile(column, row) {
    case .floor:
      return noise(column * 4 + x, row * 4 + y) < 9 ? palette[.floorEdge] : palette[.floor]
    case .wall:
      // A wall above a floor tile shows its front.
      if map.isFloor(column, row + 1), y >= 2 { return y == 3 ? palette[.stoneDark] : palette[.stone] }
      return noise(column * 4 + x, row * 4 + y) < 14 ? palette[.stone] : palette[.stoneTop]
    case .brazier:
      if y == 3 { return palette[.stoneDark] }
      return (1...2).contains(x) && y > 0 ? palette[.gold] : palette[.rust]
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
