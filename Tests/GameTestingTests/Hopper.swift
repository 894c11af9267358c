import GameSDK
import WorldFixtures

extension ItemPool: Pool { public typealias Element = Item }
extension OddPool: Pool { public typealias Element = Odd }

/// A game for the tests of test runs.
struct Hopper: Game {
  enum Action: Int, GameAction { case up, left, fail, leak }

  static let ticksPerSecond = 30
  let level = Asset("level.txt", fallback: 0 as Int32, isRequired: false) { text in
    guard let number = Int32(text.filter { $0 != "\n" }) else { throw AssetError(line: 1, "not a number") }
    return number
  }
  let best = Stored("best.txt", fallback: "", read: { $0 }, write: { $0 })
  /// Derived from the world.
  var itemCount: Int?
  nonisolated(unsafe) static var leaked: Int32 = 0

  mutating func start(_ world: inout PoolWorld, _ setup: Setup) throws {
    world.marker = level.value + Int32(setup.random.next(in: 0..<1_000_000))
  }

  mutating func step(_ world: inout PoolWorld, _ tick: Tick<Action>) throws {
    if tick.pressed(.up) { world.items.append(Item(value: Int32(tick.number), weight: tick.dt, tag: 0)) }
    if tick.released(.up) { tick.ringBell() }
    if tick.held(.left) { world.marker -= 1 }
    if tick.pressed(.fail) { throw AssetError("the floor is gone") }
    if tick.held(.leak) {
      unsafe Self.leaked += 1
      world.marker = unsafe Self.leaked
    }
    if let mouse = tick.mouse, mouse.left { world.marker = Int32(mouse.column * 100 + mouse.row) }
    if world.marker == 7 { tick.readText() }
    if let typed = tick.typed { world.items.append(Item(value: Int32(typed.value), weight: 0, tag: 1)) }
    itemCount = world.items.count
    if tick.pressed(.left) { best.store("\(tick.number)") }
  }

  func draw(_ world: borrowing PoolWorld, on canvas: inout Canvas) {
    canvas.text("items \(world.items.count) of \(itemCount ?? -1), level \(level.value)", column: 2, row: 1)
    canvas.text("\(canvas.keys(for: Action.up)) \(canvas.keys(for: Action.leak))", column: 2, row: 2)
    canvas.text("best \(best.value) at \(canvas.alpha)", column: 2, row: 3)
    canvas.text("@", column: canvas.columns - 1, row: canvas.rows - 1)
  }

  func mayReload(_ world: borrowing PoolWorld) -> Bool { world.items.count < 2 }
  mutating func beforeReload(_ world: inout PoolWorld, _ reload: Reload) { itemCount = nil }
  mutating func afterReload(_ world: inout PoolWorld, _ reload: Reload) {
    itemCount = 100 + world.items.count
  }
}

/// The next version of `Hopper`, with another world.
struct Jumper: Game {
  static let worldVersion = 2
  static let renames: [Rename] = [
    .type(from: "PoolWorld", to: "LayoutWorld"), .field(of: "LayoutWorld", from: "marker", to: "i32"),
  ]
  mutating func start(_ world: inout LayoutWorld, _ setup: Setup) {}
  mutating func step(_ world: inout LayoutWorld, _ tick: Tick<NoAction>) { world.i64 += 1 }
  func draw(_ world: borrowing LayoutWorld, on canvas: inout Canvas) {}
  mutating func migrate(_ world: inout LayoutWorld, _ migration: Migration) {
    world.u8 = UInt8(migration.from)
  }
}

/// No game can have this world.
struct Broken: @unsafe Game {
  mutating func start(_ world: inout PointerWorld, _ setup: Setup) {}
  mutating func step(_ world: inout PointerWorld, _ tick: Tick<NoAction>) {}
  func draw(_ world: borrowing PointerWorld, on canvas: inout Canvas) {}
}
