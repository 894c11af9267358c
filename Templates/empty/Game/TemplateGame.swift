import GameSDK
import World

/// A dot that bounces off the walls of a room.
struct TemplateGame: Game {
  enum Action: Int, GameAction { case turn }

  static let minTerminalSize = TerminalSize(columns: 60, rows: 18)
  let room = PixelRect(x: 0, y: 0, width: 60, height: 36)
  /// Pixels per second.
  let speed: Float = 20
  let radius: Float = 2

  let color = Asset("dot.txt", fallback: Color.white) { text in
    guard let word = text.split(whereSeparator: \.isWhitespace).first, let color = Color(hex: word) else {
      throw AssetError(line: 1, "expected a colour such as FF8A2B")
    }
    return color
  }

  func start(_ world: inout World, _ setup: Setup) {
    world.x = setup.random.next(in: 10..<50)
    world.y = setup.random.next(in: 10..<26)
    world.direction_x = 1
    world.direction_y = 1
  }

  func step(_ world: inout World, _ tick: Tick<Action>) {
    if tick.pressed(.turn) {
      world.direction_x.negate()
      world.direction_y.negate()
    }
    world.x += world.direction_x * speed * tick.dt
    world.y += world.direction_y * speed * tick.dt
    bounce(&world.x, &world.direction_x, within: room.width)
    bounce(&world.y, &world.direction_y, within: room.height)
  }

  private func bounce(_ position: inout Float, _ direction: inout Float, within length: Int) {
    let (first, last) = (radius + 1, Float(length) - radius - 1)
    if position < first { direction = 1 }
    if position > last { direction = -1 }
    position = max(first, min(last, position))
  }

  func draw(_ world: World, on canvas: inout Canvas) {
    canvas.camera = (x: (room.width - canvas.width) / 2, y: (room.height - canvas.height) / 2)
    canvas.frame(room, 0x444C56)
    canvas.disc(x: world.x, y: world.y, radius: radius, color.value)
    canvas.label("\(canvas.keys(for: Action.turn).first ?? "Space") turns", x: 2, y: room.maxY - 4, 0x768390)
  }
}
