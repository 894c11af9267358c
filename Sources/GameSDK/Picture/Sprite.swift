/// A picture with transparent pixels.
public struct Sprite: Equatable, Sendable {
  /// The number of pixels across.
  public let width: Int
  /// The number of pixels down.
  public let height: Int
  /// Row by row; nil is transparent.
  let pixels: [Color?]

  /// Creates a sprite from `width * height` colours, row by row; nil is transparent. Missing pixels are transparent.
  public init(width: Int, height: Int, pixels: [Color?]) {
    self.width = max(0, width)
    self.height = max(0, height)
    let missing = self.width * self.height - pixels.count
    self.pixels =
      switch missing {
      case 0: pixels
      case ..<0: Array(pixels.dropLast(-missing))
      default: pixels + Array(repeating: nil, count: missing)
      }
  }

  /// Creates a sprite from lines of text. `color` returns the colour of each character; nil is transparent. Shorter lines are
  /// filled with transparent pixels.
  public init(lines: [some StringProtocol], color: (Character) throws -> Color?) rethrows {
    let width = lines.map(\.count).max() ?? 0
    var pixels: [Color?] = []
    for line in lines {
      for character in line { try pixels.append(color(character)) }
      pixels += Array(repeating: nil, count: width - line.count)
    }
    self.init(width: width, height: lines.count, pixels: pixels)
  }

  /// The colour of a pixel; nil if it is transparent or outside.
  public subscript(x: Int, y: Int) -> Color? {
    x >= 0 && y >= 0 && x < width && y < height ? pixels[y * width + x] : nil
  }
}

extension Canvas {
  /// Draws a sprite.
  ///
  /// - Parameters:
  ///   - sprite: The sprite.
  ///   - x: The left edge, in world pixels.
  ///   - y: The upper edge, in world pixels.
  ///   - mirrored: Whether to exchange left and right.
  ///   - tint: A colour to multiply with; white leaves the sprite unchanged.
  ///   - flash: A colour to mix with, for example after a hit.
  ///   - flashAmount: The amount of `flash`, from 0 to 1.
  public mutating func sprite(
    _ sprite: Sprite, x: Int, y: Int, mirrored: Bool = false, tint: Color = .white, flash: Color = .white,
    flashAmount: Float = 0
  ) {
    let part = PixelRect(x: x, y: y, width: sprite.width, height: sprite.height).intersection(visible)
    for pixelY in part.y..<part.maxY {
      for pixelX in part.x..<part.maxX {
        let column = mirrored ? sprite.width - 1 - (pixelX - x) : pixelX - x
        guard var color = sprite[column, pixelY - y] else { continue }
        if tint != .white { color = color.tinted(by: tint) }
        setPixel(pixelX, pixelY, flashAmount > 0 ? color.mixed(with: flash, by: flashAmount) : color)
      }
    }
  }
}
