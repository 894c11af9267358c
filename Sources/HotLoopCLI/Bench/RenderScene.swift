import CGameABI
import Engine
import Glibc

/// What `bench render` draws: from nothing at all to everything at once. The same number gives the same picture.
enum RenderScene: String, CaseIterable {
  /// A picture that does not change.
  case idle
  /// Numbers in a status line.
  case hud
  /// 20 sprites of 8×8 pixels on a standing backdrop.
  case sprites
  /// 2,000 single pixels that fly about on black.
  case particles
  /// A landscape that moves by one cell a frame.
  case scroll
  /// Waves through a palette of 256 colours: every cell changes a little.
  case plasma
  /// Every pixel has another colour of 16 million in each frame.
  case noise

  func picture(_ frame: Int, size: CellSize) -> CellBuffer {
    var pixels = PixelPicture(size: size)
    switch self {
    case .idle, .hud: pixels.landscape(offset: 0)
    case .sprites:
      pixels.landscape(offset: 0)
      for index in 0..<20 { pixels.sprite(index, frame) }
    case .particles: for index in 0..<2000 { pixels.particle(index, frame) }
    case .scroll: pixels.landscape(offset: frame)
    case .plasma: pixels.plasma(frame)
    case .noise: pixels.noise(frame)
    }
    var picture = pixels.cells
    if self != .idle, self != .noise { RenderScene.status(frame, on: &picture) }
    return picture
  }

  private static func status(_ frame: Int, on picture: inout CellBuffer) {
    let style = CellAppearance(fore: 0xC8CCD4, back: 0x1C2028)
    picture.fill(column: 0, row: 0, columns: picture.size.columns, rows: 1, style: style)
    picture.write(
      " gen 3  tick \(1000 + frame)  0.\(10 + frame * 7 % 90) ms step", column: 0, row: 0, style: style)
  }
}

/// Two pixels a cell, one above the other, and the drawing that the scenes need.
private struct PixelPicture {
  let width: Int
  let height: Int
  private let size: CellSize
  private var pixels: [UInt32]

  init(size: CellSize) {
    self.size = size
    width = size.columns
    height = size.rows * 2
    pixels = Array(repeating: 0x000000, count: width * height)
  }

  var cells: CellBuffer {
    var picture = CellBuffer(size: size)
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let upper = pixels[row * 2 * width + column]
        let lower = pixels[(row * 2 + 1) * width + column]
        picture[column, row] =
          upper == lower
          ? Cell(glyph: 0x20, fore: UInt32(HOTLOOP_COLOR_DEFAULT), back: lower, style: 0)
          : Cell(glyph: 0x2580, fore: upper, back: lower, style: 0)
      }
    }
    return picture
  }

  private mutating func set(_ x: Int, _ y: Int, _ color: UInt32) {
    if x >= 0, y >= 0, x < width, y < height { pixels[y * width + x] = color }
  }

  /// A sky of bands, hills, and stones in the ground.
  mutating func landscape(offset: Int) {
    for x in 0..<width {
      let place = Double(x + offset)
      let hill = Double(height) * (0.55 + 0.12 * sin(place * 0.07) + 0.06 * sin(place * 0.19))
      for y in 0..<height {
        let stone = (x + offset) * 7919 % 23 == 0 && y % 5 == 0
        let depth = Double(y) - hill
        let color: UInt32 =
          depth < 0
          ? 0x10_1830 + UInt32(y * 12 / height) * 0x04_0608
          : depth < 2 ? 0x30_A040 : stone ? 0x80_7868 : 0x40_2C20 + UInt32(depth / 6) * 0x04_0302
        set(x, y, color & 0xFF_FFFF)
      }
    }
  }

  mutating func sprite(_ index: Int, _ frame: Int) {
    let speed = (x: index % 5 - 2, y: index % 3 - 1)
    let left = (index * 37 + frame * speed.x + width * 8) % width
    let top = (index * 23 + frame * speed.y + height * 8) % height
    let colors: [UInt32] = [0xFF8030, 0xF0F0F0, 0x60C0FF, 0xA0FF60]
    for y in 0..<8 {
      for x in 0..<8 where (x - 3) * (x - 3) + (y - 3) * (y - 3) < 14 {
        set(left + x, top + y, x == 2 && y == 2 ? 0x000000 : colors[index % colors.count])
      }
    }
  }

  mutating func particle(_ index: Int, _ frame: Int) {
    let angle = Double(index) * 2.399_963
    let distance = Double((index * 13 + frame) % 400) / 400
    let heat = UInt32(255 - distance * 200)
    set(
      width / 2 + Int(cos(angle) * distance * Double(width) * 0.5),
      height / 2 + Int(sin(angle) * distance * Double(height) * 0.5),
      heat << 16 | (heat / 2) << 8 | 0x20)
  }

  mutating func plasma(_ frame: Int) {
    let time = Double(frame) * 0.06
    for y in 0..<height {
      for x in 0..<width {
        let (across, down) = (Double(x), Double(y))
        let far = (across - Double(width) / 2, down - Double(height) / 2)
        let wave =
          sin(across * 0.06 + time) + sin(down * 0.08 - time * 1.3) + sin((across + down) * 0.04 + time * 0.7)
          + sin((far.0 * far.0 + far.1 * far.1).squareRoot() * 0.07 - time)
        set(x, y, PixelPicture.palette[(Int((wave + 4) * 32) + frame) & 255])
      }
    }
  }

  mutating func noise(_ frame: Int) {
    var state = UInt64(frame + 1) &* 0x9E37_79B9_7F4A_7C15
    for index in pixels.indices {
      // xorshift64 (Marsaglia, 2003).
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      pixels[index] = UInt32(truncatingIfNeeded: state >> 20) & 0xFF_FFFF
    }
  }

  private static let palette: [UInt32] = (0..<256).map { index in
    let angle = Double(index) / 256 * 2 * Double.pi
    let channels = [0.0, 2.1, 4.2].map { UInt32(127.5 + 127.5 * cos(angle + $0)) }
    return channels[0] << 16 | channels[1] << 8 | channels[2]
  }
}
