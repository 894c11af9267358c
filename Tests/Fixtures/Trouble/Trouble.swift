import GameSDK
import Glibc
import World

// swift-format-ignore: AvoidRetroactiveConformances
extension SparkPool: @retroactive Pool { public typealias Element = Spark }

/// A game for crash tests. `trouble.txt` contains a fault and a callback: that callback changes the world and then causes the
/// fault. Without the file, the game only counts ticks with a held key.
struct Trouble: Game {
  enum Action: Int, GameAction {
    case go
  }

  static var worldVersion: Int { 2 }

  let plan = Asset("trouble.txt", fallback: "") { $0 }

  mutating func start(_ world: inout World, _ setup: Setup) { disturb("start", &world) }

  mutating func step(_ world: inout World, _ tick: Tick<Action>) {
    disturb("step", &world)
    if tick.held(.go) { world.pushes += 1 }
  }

  mutating func draw(_ world: borrowing World, on canvas: inout Canvas) {
    if plan.value.hasSuffix(" draw") { fault() }
  }

  mutating func beforeReload(_ world: inout World, _ reload: Reload) { disturb("beforeReload", &world) }
  mutating func afterReload(_ world: inout World, _ reload: Reload) { disturb("afterReload", &world) }
  mutating func migrate(_ world: inout World, _ migration: Migration) { disturb("migrate", &world) }

  private func disturb(_ callback: String, _ world: inout World) {
    guard plan.value.hasSuffix(" " + callback) else { return }
    world.distance = -999
    for _ in 0..<100 { world.sparks.append(Spark(age: -1, value: -1)) }
    fault()
  }

  private func fault() {
    // Zero, unknown to the compiler.
    let zero = plan.value.utf8.count - plan.value.utf8.count
    switch plan.value.split(separator: " ").first {
    case "null": unsafe UnsafeMutablePointer<Int32>(bitPattern: 16 + zero)!.pointee = 1
    case "wild": unsafe UnsafeMutablePointer<Int32>(bitPattern: 0x7ead_beef_0000_0000 + zero)!.pointee = 1
    case "unwrap": _ = Int(String(repeating: "x", count: zero + 1))! + 1
    case "fatal": fatalError("told you")
    case "index": _ = [1, 2, 3][zero + 5]
    case "overflow": _ = Int8(zero + 127) + Int8(zero + 1)
    case "precondition": precondition(zero == 1, "must not be")
    case "abort": abort()
    case "divide": _ = 1 / zero
    case "stack": _ = recurse(zero + 1)
    case "endless": while zero == 0 { sched_yield() }
    default: break
    }
  }
}

@inline(never) private func recurse(_ depth: Int) -> Int {
  var room = (depth, depth, depth, depth)
  return unsafe withUnsafeMutablePointer(to: &room) { unsafe recurse($0.pointee.0 + 1) &+ $0.pointee.1 }
}
