import GameSDK
import World

/// Each square of the well is a square of 2×2 pixels: two cells of the terminal in one row. The well has a fixed place, so that
/// `step` knows which of its columns is below the mouse.
enum Picture {
  private static let left = 4
  private static let top = 1
  private static let wall: Color = 0x3B4252
  private static let empty: Color = 0x14171F
  private static let text: Color = 0xD8DEE9
  private static let alert: Color = 0xFF5C57
  private static let colors: [Color] = [
    0x5BC8D8, 0xE8C547, 0xB07AD8, 0x7BD88F, 0xFF5C57, 0x5C7CFA, 0xF2994A,
  ]

  /// The column of the well below a column of the terminal.
  static func well(atColumn column: Int) -> Int {
    max(0, min(Well.width - 1, (column - left) / 2))
  }

  static func draw(_ world: World, _ shapes: Shapes, best: Int, on canvas: inout Canvas) {
    canvas.camera = (x: -left, y: -2 * top)
    canvas.fill(PixelRect(x: -2, y: 0, width: 2 * Well.width + 4, height: 2 * Well.height + 2), wall)
    for y in 0..<Well.height {
      for x in 0..<Well.width where world.isWellComplete {
        let color = world.squares[y * Well.width + x].color
        canvas.square(x, y, color == 0 ? empty : colors[(Int(color) - 1) % colors.count])
      }
    }
    if !world.is_over {
      let color = colors[Int(world.piece.shape) % colors.count]
      let shadow = color.mixed(with: empty, by: 0.75)
      for cell in world.cells(of: world.landed(shapes), shapes) where cell.y >= 0 {
        canvas.square(cell.x, cell.y, shadow)
      }
      for cell in world.cells(of: world.piece, shapes) where cell.y >= 0 {
        canvas.square(cell.x, cell.y, color)
      }
    }
    drawSide(world, shapes, best, on: &canvas)
  }

  private static func drawSide(_ world: World, _ shapes: Shapes, _ best: Int, on canvas: inout Canvas) {
    let column = left + 2 * Well.width + 4
    canvas.text("score \(world.score)", column: column, row: top, text, style: .bold)
    canvas.text("best  \(max(best, Int(world.score)))", column: column, row: top + 1, text)
    canvas.text("lines \(world.lines)", column: column, row: top + 2, text)
    canvas.text("next", column: column, row: top + 4, text)
    for cell in shapes[world.next].turned[0] {
      canvas.square(Well.width + 2 + cell.x, 6 + cell.y, colors[Int(world.next) % colors.count])
    }
    guard world.is_over else { return }
    canvas.text("Game over", column: column, row: top + 11, alert, style: .bold)
    let key = canvas.keys(for: TemplateGame.Action.again).first.map { "\($0) or " } ?? ""
    canvas.text("\(key)a click", column: column, row: top + 12, text)
    canvas.text("plays again", column: column, row: top + 13, text)
  }
}

extension Canvas {
  fileprivate mutating func square(_ x: Int, _ y: Int, _ color: Color) {
    fill(PixelRect(x: 2 * x, y: 2 * y, width: 2, height: 2), color)
  }
}
