import Foundation
import GameSDK
import GameTesting
import Testing
import WorldFixtures

// The example of docs/services.md begins here.
/// A level to be made.
struct Order: BitwiseCopyable, Sendable {
  var seed: UInt32
}

/// A level.
struct Level: BitwiseCopyable, Sendable {
  var seed: UInt32
  var height: Float
}

let levels = Service("levels", receives: Order.self, sends: Level.self)

/// Depends on the seed alone; takes seconds in a real game.
func makeLevel(_ seed: UInt32) -> Level { Level(seed: seed, height: Float(seed % 10)) }

struct Mountain: Game {
  mutating func start(_ world: inout PoolWorld, _ setup: Setup) {
    startServices()
    levels.send(Order(seed: 1))
  }

  mutating func afterReload(_ world: inout PoolWorld, _ reload: Reload) { startServices() }

  private func startServices() {
    levels.start { game in
      while let order = game.receive() { game.send(makeLevel(order.seed)) }
    }
  }

  mutating func step(_ world: inout PoolWorld, _ tick: Tick<NoAction>) {
    for level in tick.messages(from: levels) {
      world.marker += Int32(level.height)
      levels.send(Order(seed: level.seed + 1))
    }
  }
  // It ends here.

  func draw(_ world: borrowing PoolWorld, on canvas: inout Canvas) {}
}

@Suite("Services in a test run")
struct ServiceRunTests {
  @Test("The example of the document runs, and is what the document has")
  func example() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let begin = try #require(source.range(of: "begins here.\n"))
    let end = try #require(source.range(of: "  // It ends here."))
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/services.md")
    let document = try String(contentsOf: file, encoding: .utf8)
    #expect(document.contains("```swift\n" + source[begin.upperBound..<end.lowerBound] + "```"))
    let run = try GameRun(Mountain.self)
    run.checksDeterminism = true
    #expect(run.runs(levels))
    #expect(run.messages(to: levels).map(\.seed) == [1])
    try run.advance(by: 3)
    #expect(run.world.marker == 0)
    run.deliver(makeLevel(4), from: levels)
    run.deliver(makeLevel(5), from: levels)
    try run.advance()
    #expect(run.world.marker == 9)
    try run.advance(by: 2)
    #expect(run.world.marker == 9)
    #expect(run.messages(to: levels).map(\.seed) == [1, 5, 6])
    try run.reload()
    #expect(run.runs(levels) && run.problems.isEmpty)
  }
}
