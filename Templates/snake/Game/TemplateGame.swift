import GameSDK
import World

struct TemplateGame: Game {
  enum Action: Int, GameAction { case left, right, up, down, again }

  static let minTerminalSize = TerminalSize(columns: 72, rows: 22)

  let level = Asset("level.txt", fallback: Level.empty, text: Level.init(text:))
  /// Kept in a file for the player, outside the world.
  let best = Stored("best.txt", fallback: 0, read: { Int($0) ?? 0 }, write: { "\($0)" })

  func start(_ world: inout World, _ setup: Setup) {
    world.begin(in: level.value, &setup.random)
  }

  func step(_ world: inout World, _ tick: Tick<Action>) {
    if world.is_over {
      if tick.pressed(.again) { world.begin(in: level.value, &tick.random) }
      return
    }
    if tick.pressed(.left) { world.turn(to: .left) }
    if tick.pressed(.right) { world.turn(to: .right) }
    if tick.pressed(.up) { world.turn(to: .up) }
    if tick.pressed(.down) { world.turn(to: .down) }
    world.countdown -= tick.dt
    if world.countdown > 0 { return }
    world.countdown += 1 / Rules.stepsPerSecond
    let score = world.score
    world.moveSnake(in: level.value, &tick.random)
    if world.score > score || world.is_over { tick.ringBell() }
    if world.is_over, Int(world.score) > best.value { best.store(Int(world.score)) }
  }

  func draw(_ world: World, on canvas: inout Canvas) {
    draw(world, in: level.value, best: best.value, on: &canvas)
  }
}

extension PointPool: @retroactive Pool { public typealias Element = Point }
