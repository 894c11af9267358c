import GameSDK
import World

// swift-format-ignore: AvoidRetroactiveConformances
extension SparkPool: @retroactive Pool { public typealias Element = Spark }

/// A game whose picture shows its state, for tests of the host.
struct Beacon: Game {
  enum Action: Int, GameAction {
    case go, mark, askReload
  }

  /// Derived data: the sum of all sparks' values.
  var sum: Int?
  let greeting = Asset("greeting.txt", fallback: "none") { text in
    guard !text.isEmpty else { throw AssetError(line: 1, "the greeting is empty") }
    guard !text.contains("!") else { throw AssetError(line: 1, "no shouting") }
    return text
  }

  mutating func start(_ world: inout World, _ setup: Setup) {
    for value in 1...10 { world.sparks.append(Spark(age: 0, value: Int32(value))) }
  }

  mutating func step(_ world: inout World, _ tick: Tick<Action>) {
    world.distance += Speed.perTick
    if tick.held(.go) { world.pushes += 1 }
    if tick.pressed(.askReload) { tick.requestReload() }
    for index in world.sparks.indices { world.sparks[index].age += 1 }
    if sum == nil { sum = total(world) }
  }

  func draw(_ world: borrowing World, on canvas: inout Canvas) {
    canvas.text("distance \(world.distance) speed \(Speed.perTick)", column: 2, row: 4)
    canvas.text("sparks \(world.sparks.count) sum \(sum ?? -1) pushes \(world.pushes)", column: 2, row: 5)
    canvas.text("reloads \(world.before_reloads)/\(world.after_reloads)", column: 2, row: 6)
    canvas.text("greeting \(greeting.value)", column: 2, row: 7)
  }

  mutating func beforeReload(_ world: inout World, _ reload: Reload) {
    sum = nil
    world.before_reloads += 1
  }

  mutating func afterReload(_ world: inout World, _ reload: Reload) {
    sum = total(world)
    world.after_reloads += 1
    world.from = Int32(reload.fromGeneration)
    world.to = Int32(reload.toGeneration)
    world.changed_files = Int32(reload.changedFiles.count)
  }

  private func total(_ world: borrowing World) -> Int {
    var result = 0
    for index in world.sparks.indices { result += Int(world.sparks[index].value) }
    return result
  }
}
