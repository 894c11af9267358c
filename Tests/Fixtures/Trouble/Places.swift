import GameSDK
import Glibc
import World

// swift-format-ignore: AvoidRetroactiveConformances
extension SparkPool: @retroactive Pool { public typealias Element = Spark }

/// A game for tests of backtraces. `trouble.txt` contains the name of a fault; a comment with that name marks its line.
struct Places: Game {
  enum Action: Int, GameAction {
    case go
  }

  let plan = Asset("trouble.txt", fallback: "") { $0 }

  mutating func start(_ world: inout World, _ setup: Setup) {}

  mutating func step(_ world: inout World, _ tick: Tick<Action>) {
    if !plan.value.isEmpty { world.stepPlayer(plan.value, world.sparks.count) }
    world.pushes += 1
  }

  func draw(_ world: borrowing World, on canvas: inout Canvas) {}
}

private enum Side: Int { case left, right }

private final class Counter: @unchecked Sendable {
  var value = 0
  @inline(never) func change(_ body: () -> Void, _ value: inout Int) {
    value += 1
    body()
  }
}
private let counter = Counter()

extension World {
  /// - Parameter zero: a value that the compiler does not know.
  @inline(never) fileprivate mutating func stepPlayer(_ fault: String, _ zero: Int) {
    let table = [1, 2, 3]
    switch fault {
    case "index":
      distance += Int64(table[zero + 1])
      distance += Int64(table[zero + 5])  // index
      distance += Int64(table[zero + 2])
    case "fatal":
      if zero > 0 { fatalError("not this one") }
      if zero == 0 { fatalError("told you") }  // fatal
      if zero < 0 { fatalError("nor this one") }
    case "overflow":
      from = Int32(zero) + 1
      to = Int32.max - Int32(zero) + from  // overflow
      from = to + 1
    case "unwrap":
      pushes = Int32(Side(rawValue: zero)!.rawValue)
      pushes = Int32(Side(rawValue: zero + 7)!.rawValue)  // unwrap
    case "null":
      let spark = unsafe UnsafeMutablePointer<Spark>(bitPattern: 64 + zero)!
      unsafe spark.pointee.age = from  // null
      to = 7
    case "wild call":
      let call = unsafe unsafeBitCast(zero + 16, to: (@convention(c) (Int) -> Int).self)
      distance += Int64(unsafe call(3))  // wild call
      to = 9
    case "abort":
      if zero > 0 { exit(1) }
      abort()  // abort
    case "endless":
      // Unoptimised code of the loop may have the line of the variable.
      var total: Int64 = 5  // endless
      while total != 0 {  // endless
        total = (total &* 31) ^ (total >> 3) | 1  // endless
        distance = total  // endless
      }  // endless
      to = 8
    case "recursion": distance += deep(distance)
    case "C recursion": distance += sink(distance)
    case "C ring": distance += ring(distance)
    case "exclusivity": counter.change({ counter.value += 1 }, &counter.value)  // exclusivity
    default: break
    }
  }
}

@inline(never) private func deep(_ depth: Int64) -> Int64 {  // recursion
  depth == -5 ? 1 : deeper(depth &+ 1) &* 3  // recursion
}
@inline(never) private func deeper(_ depth: Int64) -> Int64 {  // recursion
  depth == -5 ? 1 : deep(depth &+ 1) &* 5  // recursion
}
