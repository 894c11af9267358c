import GameSDK
import World

/// The floor and the walls of a level. Blocks of tiles are rendered when they first come into view: a reload waits for the
/// first frame, and for no more than what it shows.
struct Backdrop {
  /// The edge of a block in tiles, and in pixels.
  private static let blockTiles = 4
  private static let blockSize = blockTiles * TileMap.tileSize
  /// The radius of a brazier's light in pixels, and its strength.
  private static let brazierRadius = 15
  private static let brazierStrength: Float = 0.5

  private var level = (number: -1, version: -1)
  private var paletteVersion = -1
  private var columns = 0
  private var rows = 0
  /// Row by row; nil before it was in view.
  private var blocks: [Sprite?] = []
  /// Their centres.
  private var braziers: [Vector] = []

  /// Draws what is in view.
  mutating func draw(_ level: Level, _ palette: Palette, on canvas: inout Canvas) {
    refresh(level, palette)
    let view = canvas.visible
    let size = Backdrop.blockSize
    lazy var paint = Paint(palette)
    for row in Backdrop.blocks(from: view.y, to: view.maxY, of: rows) {
      for column in Backdrop.blocks(from: view.x, to: view.maxX, of: columns) {
        let index = row * columns + column
        if blocks[index] == nil { blocks[index] = render(level.map, column, row, paint) }
        if let block = blocks[index] { canvas.sprite(block, x: column * size, y: row * size) }
      }
    }
  }

  /// The blocks along one axis that pixels are in.
  private static func blocks(from first: Int, to end: Int, of count: Int) -> Range<Int> {
    let end = max(0, min(count, (end + blockSize - 1) / blockSize))
    return max(0, min(first / blockSize, end))..<end
  }

  /// Drops all blocks if the level or the palette changed.
  private mutating func refresh(_ new: Level, _ palette: Palette) {
    if level == (new.number, new.version), paletteVersion == palette.version { return }
    level = (new.number, new.version)
    paletteVersion = palette.version
    let map = new.map
    columns = (map.width + Backdrop.blockTiles - 1) / Backdrop.blockTiles
    rows = (map.height + Backdrop.blockTiles - 1) / Backdrop.blockTiles
    blocks = Array(repeating: nil, count: columns * rows)
    braziers = []
    for row in 0..<map.height {
      for column in 0..<map.width where map.tile(column, row) == .brazier {
        braziers.append(TileMap.center(column, row))
      }
    }
  }

  private func render(_ map: TileMap, _ blockColumn: Int, _ blockRow: Int, _ paint: Paint) -> Sprite {
    let (left, top) = (blockColumn * Backdrop.blockTiles, blockRow * Backdrop.blockTiles)
    let width = min(Backdrop.blockTiles, map.width - left)
    let height = min(Backdrop.blockTiles, map.height - top)
    let size = TileMap.tileSize
    var pixels = Pixels(
      x: left * size, y: top * size, width: width * size, height: height * size, color: paint.floor)
    for row in top..<top + height {
      for column in left..<left + width {
        let tile = map.tile(column, row)
        let hasFront = tile == .wall && map.isFloor(column, row + 1)
        for y in row * size..<(row + 1) * size {
          for x in column * size..<(column + 1) * size {
            pixels[x, y] = paint.color(tile, hasFront, x, y)
          }
        }
      }
    }
    for brazier in braziers { Backdrop.addLight(to: &pixels, brazier, paint.light) }
    return Sprite(width: pixels.width, height: pixels.height, pixels: pixels.colors)
  }

  /// The pixels of a block, by their place in the level.
  private struct Pixels {
    let x, y, width, height: Int
    private(set) var colors: [Color?]

    init(x: Int, y: Int, width: Int, height: Int, color: Color) {
      (self.x, self.y, self.width, self.height) = (x, y, width, height)
      colors = Array(repeating: color, count: width * height)
    }

    subscript(x: Int, y: Int) -> Color {
      get { colors[(y - self.y) * width + x - self.x] ?? .black }
      set { colors[(y - self.y) * width + x - self.x] = newValue }
    }
  }

  /// The colours of tiles, looked up once and not for each of thousands of pixels.
  private struct Paint {
    let floor, floorEdge, stone, stoneTop, stoneDark, gold, rust, light: Color

    init(_ palette: Palette) {
      (floor, floorEdge) = (palette[.floor], palette[.floorEdge])
      (stone, stoneTop, stoneDark) = (palette[.stone], palette[.stoneTop], palette[.stoneDark])
      (gold, rust, light) = (palette[.gold], palette[.rust], palette[.light])
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

  private static func addLight(to pixels: inout Pixels, _ center: Vector, _ light: Color) {
    let (left, top) = (Int(pixel: center.x) - brazierRadius, Int(pixel: center.y) - brazierRadius)
    let (firstX, endX) = (max(pixels.x, left), min(pixels.x + pixels.width, left + 2 * brazierRadius))
    let (firstY, endY) = (max(pixels.y, top), min(pixels.y + pixels.height, top + 2 * brazierRadius))
    guard firstX < endX, firstY < endY else { return }
    for y in firstY..<endY {
      for x in firstX..<endX {
        let distance = (Vector(x: Float(x) + 0.5, y: Float(y) + 0.5) - center).length
        let near = max(0, 1 - distance / Float(brazierRadius))
        pixels[x, y] = pixels[x, y].adding(light, by: near * near * brazierStrength)
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
