import CGameABI

extension Canvas {
  /// Fills the visible part of the canvas.
  public mutating func fill(_ color: Color) {
    fill(visible, color)
  }

  /// Fills a rectangle.
  public mutating func fill(_ rect: PixelRect, _ color: Color) {
    let part = rect.intersection(visible)
    guard part.width > 0, part.height > 0 else { return }
    for y in part.y..<part.maxY {
      for x in part.x..<part.maxX { setPixel(x, y, color) }
    }
  }

  /// Draws the edge of a rectangle, one pixel wide.
  public mutating func frame(_ rect: PixelRect, _ color: Color) {
    guard rect.width > 0, rect.height > 0 else { return }
    fill(PixelRect(x: rect.x, y: rect.y, width: rect.width, height: 1), color)
    fill(PixelRect(x: rect.x, y: rect.maxY - 1, width: rect.width, height: 1), color)
    fill(PixelRect(x: rect.x, y: rect.y, width: 1, height: rect.height), color)
    fill(PixelRect(x: rect.maxX - 1, y: rect.y, width: 1, height: rect.height), color)
  }

  /// Draws a line that includes both ends (Bresenham, 1965).
  public mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ color: Color) {
    // Clamps the ends far outside any screen, so that no coordinate makes the loop endless.
    let limit = 1 << 20
    var x = max(-limit, min(limit, start.x))
    var y = max(-limit, min(limit, start.y))
    let endX = max(-limit, min(limit, end.x))
    let endY = max(-limit, min(limit, end.y))
    let width = abs(endX - x)
    let height = abs(endY - y)
    let stepX = x < endX ? 1 : -1
    let stepY = y < endY ? 1 : -1
    var error = width - height
    while true {
      setPixel(x, y, color)
      if x == endX && y == endY { return }
      let doubled = 2 * error
      if doubled > -height {
        error -= height
        x += stepX
      }
      if doubled < width {
        error += width
        y += stepY
      }
    }
  }

  /// Draws a filled circle. Its centre may be between pixels.
  public mutating func disc(x: Float, y: Float, radius: Float, _ color: Color) {
    forEachPixel(around: x, y, radius: radius) { canvas, pixelX, pixelY, distance in
      if distance <= radius { canvas.setPixel(pixelX, pixelY, color) }
    }
  }

  /// Draws the edge of a circle, one pixel wide.
  public mutating func circle(x: Float, y: Float, radius: Float, _ color: Color) {
    forEachPixel(around: x, y, radius: radius + 0.5) { canvas, pixelX, pixelY, distance in
      if abs(distance - radius) < 0.5 { canvas.setPixel(pixelX, pixelY, color) }
    }
  }

  /// Adds light to the picture that is brightest at the centre and ends at `radius`.
  public mutating func glow(x: Float, y: Float, radius: Float, _ light: Color, strength: Float = 1) {
    forEachPixel(around: x, y, radius: radius) { canvas, pixelX, pixelY, distance in
      let closeness = 1 - distance / radius
      guard closeness > 0 else { return }
      canvas.changeScreenPixel(pixelX &- canvas.camera.x, pixelY &- canvas.camera.y) { color in
        (color == .terminal ? .black : color).adding(light, by: closeness * closeness * strength)
      }
    }
  }

  /// Mixes the whole canvas with a colour, by an amount from 0 (unchanged) to 1 (covered). Text keeps its glyphs.
  public mutating func fade(to color: Color, by amount: Float) {
    for row in 0..<rows {
      for column in 0..<columns {
        guard var cell = cell(column, row), cell.glyph != 0 else { continue }
        cell.fore = Canvas.blackIfDefault(cell.fore).mixed(with: color, by: amount).bits
        cell.back = Canvas.blackIfDefault(cell.back).mixed(with: color, by: amount).bits
        setCell(column, row, cell)
      }
    }
  }

  /// The colour of a cell; black for the terminal's default colour, which has no known components.
  private static func blackIfDefault(_ bits: UInt32) -> Color {
    let color = Color(bits: bits)
    return color == .terminal ? .black : color
  }

  /// Multiplies a rectangle with a colour: white leaves it unchanged, black makes it black.
  public mutating func tint(_ rect: PixelRect, by light: Color) {
    let part = rect.intersection(visible)
    guard part.width > 0, part.height > 0 else { return }
    for y in part.y..<part.maxY {
      for x in part.x..<part.maxX {
        changeScreenPixel(x &- camera.x, y &- camera.y) { $0 == .terminal ? $0 : $0.tinted(by: light) }
      }
    }
  }

  /// Calls `body` for each visible pixel of the square around a centre, with the distance to the centre.
  private mutating func forEachPixel(
    around x: Float, _ y: Float, radius: Float, _ body: (inout Canvas, Int, Int, Float) -> Void
  ) {
    guard x.isFinite, y.isFinite, radius > 0 else { return }
    let left = Int(pixel: x - radius)
    let top = Int(pixel: y - radius)
    let part = PixelRect(
      x: left, y: top, width: Int(pixel: x + radius) - left + 1, height: Int(pixel: y + radius) - top + 1
    ).intersection(visible)
    for pixelY in part.y..<part.maxY {
      for pixelX in part.x..<part.maxX {
        // The distance to the centre of the pixel.
        let across = Float(pixelX) + 0.5 - x
        let down = Float(pixelY) + 0.5 - y
        body(&self, pixelX, pixelY, (across * across + down * down).squareRoot())
      }
    }
  }
}

extension Int {
  /// The pixel that contains a coordinate: the coordinate rounded down, clamped to ±2³⁰, and 0 for NaN.
  public init(pixel coordinate: Float) {
    self = coordinate.isNaN ? 0 : Int(Swift.max(-0x1p30, Swift.min(0x1p30, coordinate.rounded(.down))))
  }
}
