import CGameABI
import Engine

/// What `bench render` draws, from no change at all to a change of every pixel. Deterministic.
enum RenderScene: String, CaseIterable {
  /// A picture that does not change.
  case idle
  /// Numbers in a status line.
  case hud
  /// 20 sprites of 8×8 pixels on a fixed background.
  case sprites
  /// 2,000 moving single pixels on black.
  case particles
  /// A landscape that scrolls by one cell per frame.
  case scroll
  /// Waves through a palette of 256 colours: every cell changes a little.
  case plasma
  /// Each pixel gets a random one of 16 million colours in each frame.
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
    if self != .idle, self != .noise { Self.drawStatus(frame, on: &picture) }
    return picture
  }

  private static func drawStatus(_ frame: Int, on picture: inout CellBuffer) {
    let style = CellAppearance(fore: 0xC8CCD4, back: 0x1C2028)
    picture.fill(column: 0, row: 0, columns: picture.size.columns, rows: 1, style: style)
    picture.write(
      " gen 3  tick \(1000 + frame)  0.\(10 + frame * 7 % 90) ms step", column: 0, row: 0, style: style)
  }
}
