import GameSDK
import World

enum Palette {
  static let wall: Color = 0x3B4252
  static let floor: Color = 0x14171F
  static let snake: Color = 0x7BD88F
  static let tail: Color = 0x2F6B4F
  static let apple: Color = 0xFF5C57
  static let text: Color = 0xD8DEE9
}

extension TemplateGame {
  /// Each cell of the level is a square of 2×2 pixels: two cells of the terminal in one row.
  func draw(_ world: World, in level: Level, best: Int, on canvas: inout Canvas) {
    let left = (canvas.columns - 2 * level.width) / 2
    let top = max(1, (canvas.rows - level.height) / 2)
    canvas.camera = (x: -left, y: -2 * top)
    for cell in level.cells { canvas.square(cell, level.isWall(cell) ? Palette.wall : Palette.floor) }
    canvas.square(world.apple, Palette.apple)
    for index in world.snake.indices.reversed() {
      let age = Float(index) / Float(world.snake.count)
      canvas.square(world.snake[index], Palette.snake.mixed(with: Palette.tail, by: age))
    }
    let columns = left..<left + 2 * level.width
    let record = max(best, Int(world.score))
    canvas.text("score \(world.score)", in: columns, row: top - 1, align: .left, Palette.text, style: .bold)
    canvas.text("best \(record)", in: columns, row: top - 1, align: .right, Palette.text)
    if world.is_over {
      canvas.fade(to: .black, by: 0.6)
      canvas.centered("Game over", row: top + level.height / 2 - 1, Palette.apple, style: .bold)
      let key = canvas.keys(for: Action.again).first ?? "Space"
      canvas.centered("score \(world.score): \(key) plays again", row: top + level.height / 2, Palette.text)
    }
  }
}

extension Canvas {
  fileprivate mutating func square(_ cell: Point, _ color: Color) {
    fill(PixelRect(x: Int(cell.x) * 2, y: Int(cell.y) * 2, width: 2, height: 2), color)
  }
}
