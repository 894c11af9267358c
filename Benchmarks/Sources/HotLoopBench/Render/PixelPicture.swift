import CGameABI
import Engine
import Glibc

/// Two pixels per cell, one above the other, and the drawing of the scenes.
struct PixelPicture {
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

  /// A banded sky, hills, and stones in the ground.
  mutating func landscape(offset: Int) {
    for x in 0..<width {
      let position = Double(x + offset)
      let hill = Double(height) * (0.55 + 0.12 * sin(position * 0.07) + 0.06 * sin(position * 0.19))
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
        set(x, y, Self.palette[(Int((wave + 4) * 32) + frame) & 255])
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
