import GameSDK
import World

// swift-format-ignore: AvoidRetroactiveConformances
extension SparkPool: @retroactive Pool { public typealias Element = Spark }

/// A game for tests of time travel. Its step depends on everything that a step may depend on: the world, the input, random
/// numbers, an asset, a stored file and derived data.
struct Wander: Game {
  enum Action: Int, GameAction {
    case go, turn, fail
  }

  /// Tests replace it.
  static var stride: Int64 { 1 }

  /// Derived data: the sum of all sparks' values.
  var sum: Int?
  let pace = Asset("pace.txt", fallback: 1) { Int64($0) ?? 1 }
  let stored = Stored("count.txt", fallback: 0, read: { Int64($0) ?? 0 }, write: { "\($0)" })

  mutating func start(_ world: inout World, _ setup: Setup) { add(3, to: &world, at: 1) }

  mutating func step(_ world: inout World, _ tick: Tick<Action>) {
    if sum == nil { sum = total(world) }
    world.distance += Self.stride * pace.value + Int64(sum ?? 0) % 7 + stored.value
    if tick.held(.go) { world.pushes += Int32(tick.random.next(in: 0..<100)) }
    if tick.pressed(.turn) {
      if world.sparks.count > 200 { world.sparks.removeAll() }
      add(5, to: &world, at: Int32(tick.number % 50))
      sum = nil
      stored.store(stored.value + 1)
    }
    for index in world.sparks.indices { world.sparks[index].age += 1 }
    if tick.pressed(.fail) { fatalError("asked to") }
  }

  func draw(_ world: borrowing World, on canvas: inout Canvas) {}

  mutating func beforeReload(_ world: inout World, _ reload: Reload) {
    sum = nil
    world.before_reloads += 1
  }

  mutating func afterReload(_ world: inout World, _ reload: Reload) {
    sum = nil
    world.after_reloads += 1
  }

  private func add(_ count: Int, to world: inout World, at value: Int32) {
    for index in 0..<count { world.sparks.append(Spark(age: 0, value: value + Int32(index))) }
  }

  private func total(_ world: borrowing World) -> Int {
    var result = 0
    for index in world.sparks.indices { result += Int(world.sparks[index].value) }
    return result
  }
}
