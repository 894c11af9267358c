/// A small picture with transparent pixels.
public struct Sprite: Equatable, Sendable {
  public let width: Int
  public let height: Int
  /// Row by row; nil is transparent.
  let pixels: [Color?]

  /// `pixels` holds `width * height` colours, row by row; nil is transparent. Missing ones are transparent.
  public init(width: Int, height: Int, pixels: [Color?]) {
    self.width = max(0, width)
    self.height = max(0, height)
    let count = self.width * self.height
    self.pixels = Array((pixels + Array(repeating: nil, count: max(0, count - pixels.count))).prefix(count))
  }

  /// From lines of text, one character a pixel, each looked up by `color`. Lines may differ in length.
  public init(lines: [some StringProtocol], color: (Character) throws -> Color?) rethrows {
    let width = lines.map(\.count).max() ?? 0
    var pixels: [Color?] = []
    for line in lines {
      for character in line { try pixels.append(color(character)) }
      pixels += Array(repeating: nil, count: width - line.count)
    }
    self.init(width: width, height: lines.count, pixels: pixels)
  }

  /// The colour of a pixel; nil where it is transparent or outside.
  public subscript(x: Int, y: Int) -> Color? {
    x >= 0 && y >= 0 && x < width && y < height ? pixels[y * width + x] : nil
  }
}

extension Canvas {
  /// Draws a sprite with its upper left corner at a place.
  ///
  /// - Parameters:
  ///   - mirrored: left and right exchanged.
  ///   - tint: the light that it is seen in; white leaves it as it is.
  ///   - flash: a colour that all of it takes on, by the part of `flashAmount`: a hit, a spawn.
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
