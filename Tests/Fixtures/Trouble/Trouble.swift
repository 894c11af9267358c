import GameSDK
import Glibc
import World

// swift-format-ignore: AvoidRetroactiveConformances
extension SparkPool: @retroactive Pool { public typealias Element = Spark }

/// Does what `trouble.txt` says: makes a mess of the world and then a fault, in one callback. Without it, nothing
/// but counting held keys.
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

  private func disturb(_ place: String, _ world: inout World) {
    guard plan.value.hasSuffix(" " + place) else { return }
    world.distance = -999
    for _ in 0..<100 { world.sparks.append(Spark(age: -1, value: -1)) }
    fault()
  }

  private func fault() {
    let none = plan.value.utf8.count - plan.value.utf8.count
    switch plan.value.split(separator: " ").first {
    case "null": unsafe UnsafeMutablePointer<Int32>(bitPattern: 16 + none)!.pointee = 1
    case "wild": unsafe UnsafeMutablePointer<Int32>(bitPattern: 0x7ead_beef_0000_0000 + none)!.pointee = 1
    case "unwrap": _ = Int(String(repeating: "x", count: none + 1))! + 1
    case "fatal": fatalError("told you")
    case "index": _ = [1, 2, 3][none + 5]
    case "overflow": _ = Int8(none + 127) + Int8(none + 1)
    case "precondition": precondition(none == 1, "must not be")
    case "abort": abort()
    case "divide": _ = 1 / none
    case "stack": _ = dig(none + 1)
    case "endless": while none == 0 { sched_yield() }
    default: break
    }
  }
}

@inline(never) private func dig(_ depth: Int) -> Int {
  var room = (depth, depth, depth, depth)
  return unsafe withUnsafeMutablePointer(to: &room) { unsafe dig($0.pointee.0 + 1) &+ $0.pointee.1 }
}

@c public func hotloopGame() { Trouble.play() }
