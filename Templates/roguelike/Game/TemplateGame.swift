import GameSDK
import World

struct TemplateGame: Game {
  enum Action: Int, GameAction { case left, right, up, down, wait, again }

  static let minTerminalSize = TerminalSize(columns: Map.width, rows: Map.height + 2)

  let bestiary = Asset("monsters.txt", fallback: Bestiary(), text: Bestiary.init(text:))

  func start(_ world: inout World, _ setup: Setup) {
    world.begin(bestiary.value, &setup.random)
  }

  /// A turn for a key; without one, nothing happens.
  func step(_ world: inout World, _ tick: Tick<Action>) {
    if tick.pressed(.again) { return world.begin(bestiary.value, &tick.random) }
    guard world.health > 0, let direction = direction(of: tick) else { return }
    world.takeTurn(direction, bestiary.value, &tick.random)
    if world.health <= 0 { tick.ringBell() }
  }

  private func direction(of tick: Tick<Action>) -> Point? {
    if tick.pressed(.left) { return Point(x: -1, y: 0) }
    if tick.pressed(.right) { return Point(x: 1, y: 0) }
    if tick.pressed(.up) { return Point(x: 0, y: -1) }
    if tick.pressed(.down) { return Point(x: 0, y: 1) }
    return tick.pressed(.wait) ? Point(x: 0, y: 0) : nil
  }

  func draw(_ world: World, on canvas: inout Canvas) {
    draw(world, bestiary.value, on: &canvas)
  }
}

extension TilePool: @retroactive Pool { public typealias Element = Tile }
extension MonsterPool: @retroactive Pool { public typealias Element = Monster }
extension MessagePool: @retroactive Pool { public typealias Element = Message }
