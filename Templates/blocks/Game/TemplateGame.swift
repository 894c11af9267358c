import GameSDK
import World

struct TemplateGame: Game {
  enum Action: Int, GameAction { case left, right, down, turn, drop, again }

  static let minTerminalSize = TerminalSize(columns: 48, rows: 22)

  let shapes = Asset("shapes.txt", fallback: Shapes.square, text: Shapes.init(text:))
  /// Kept in a file for the player, outside the world.
  let best = Stored("best.txt", fallback: 0, read: { Int($0) ?? 0 }, write: { "\($0)" })

  func start(_ world: inout World, _ setup: Setup) {
    world.begin(with: shapes.value, &setup.random)
  }

  func step(_ world: inout World, _ tick: Tick<Action>) {
    let shapes = shapes.value
    // The size of the well was edited.
    if !world.isWellComplete { world.begin(with: shapes, &tick.random) }
    if world.is_over {
      if tick.pressed(.again) || tick.mouse?.pressed(.left) == true {
        world.begin(with: shapes, &tick.random)
      }
      return
    }
    if tick.pressed(.left) { world.move(by: -1, shapes) }
    if tick.pressed(.right) { world.move(by: 1, shapes) }
    if tick.pressed(.turn) { world.turn(shapes) }
    let drops = tick.pressed(.drop) || followMouse(&world, tick, shapes)
    if drops { world.piece = world.landed(shapes) }
    world.countdown -= tick.active(.down) ? 8 * tick.dt : tick.dt
    guard drops || world.countdown <= 0 else { return }
    let lines = world.lines
    world.fall(shapes, &tick.random)
    if world.lines > lines || world.is_over { tick.ringBell() }
    if world.is_over, Int(world.score) > best.value { best.store(Int(world.score)) }
  }

  /// The piece is below the mouse; a click turns it, and so does the wheel.
  /// - Returns: whether the right button drops it.
  private func followMouse(_ world: inout World, _ tick: Tick<Action>, _ shapes: Shapes) -> Bool {
    if tick.wheel != 0 { world.turn(shapes) }
    guard let mouse = tick.mouse else { return false }
    if Int(world.mouse_column) != mouse.column {
      world.mouse_column = Int32(mouse.column)
      world.move(to: Picture.well(atColumn: mouse.column), shapes)
    }
    if mouse.pressed(.left) { world.turn(shapes) }
    return mouse.pressed(.right)
  }

  func draw(_ world: World, on canvas: inout Canvas) {
    Picture.draw(world, shapes.value, best: best.value, on: &canvas)
  }
}

extension SquarePool: @retroactive Pool { public typealias Element = Square }
