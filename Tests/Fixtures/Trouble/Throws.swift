import GameSDK
import World

// swift-format-ignore: AvoidRetroactiveConformances
extension SparkPool: @retroactive Pool { public typealias Element = Spark }

private struct Oops: Error {}
private struct Other: Error {}

/// Throws and catches another error when it is described.
private struct Chatty: Error, CustomStringConvertible {
  var description: String {
    for _ in 0..<20 { try? throwOther() }
    return "chatty"
  }
}

@inline(never) private func throwOther() throws { throw Other() }

/// A game for tests of errors. `trouble.txt` contains the name of an error; a comment with that name marks its `throw`.
struct Throws: Game {
  enum Action: Int, GameAction {
    case go
  }

  let plan = Asset("trouble.txt", fallback: "") { $0 }

  mutating func start(_ world: inout World, _ setup: Setup) {}

  mutating func step(_ world: inout World, _ tick: Tick<Action>) throws {
    if !plan.value.isEmpty { try world.stepPlayer(plan.value, world.sparks.count) }
    world.pushes += 1
  }

  func draw(_ world: borrowing World, on canvas: inout Canvas) throws {}
}

extension World {
  /// - Parameter zero: a value that the compiler does not know.
  @inline(never) fileprivate mutating func stepPlayer(_ fault: String, _ zero: Int) throws {
    switch fault {
    case "plain":
      if zero > 0 { throw Oops() }
      if zero == 0 { throw Oops() }  // plain
      if zero < 0 { throw Oops() }
    case "after others":
      for _ in 0..<1000 { try? throwOther() }
      throw Oops()  // after others
    case "before others":
      // Caught while the error is on its way.
      defer { for _ in 0..<3 { try? throwOther() } }
      throw Oops()  // before others
    case "closure": _ = try (0...zero).map { (_: Int) throws -> Int in throw Oops() }  // closure
    case "described": throw Chatty()  // described
    default: break
    }
  }
}
