import Foundation
import GameSDK
import GameTesting
import Testing
import WorldFixtures

// The example of docs/kept.md begins here.
/// Depends on its key alone: no clock, no world, no files.
func noise() throws -> KeptArray<Float> {
  try Kept.create("noise", of: Float.self, count: 64 * 64) { noise in
    var state: UInt32 = 7
    for index in noise.indices {
      state = state &* 1_664_525 &+ 1_013_904_223
      noise[index] = Float(state >> 8) / Float(1 << 24)
    }
  }
}

struct Span: BitwiseCopyable {
  var low: Float
  var high: Float
}

struct Cave: Game {
  mutating func step(_ world: inout PoolWorld, _ tick: Tick<NoAction>) throws {
    let noise = try noise()
    let span = try Kept.create("span") { Span(low: noise.min() ?? 0, high: noise.max() ?? 0) }
    let height = noise[Int(tick.number) % noise.count]
    world.marker = height > (span.low + span.high) / 2 ? 1 : 0
  }
  // It ends here.

  mutating func start(_ world: inout PoolWorld, _ setup: Setup) {}
  func draw(_ world: borrowing PoolWorld, on canvas: inout Canvas) {}
}

/// A game whose kept values are made by its code of this process: how often is seen in the world.
private struct Maker: Game {
  enum Action: Int, GameAction { case remake, end, drift }
  nonisolated(unsafe) static var made: Int32 = 0

  mutating func start(_ world: inout PoolWorld, _ setup: Setup) {}
  mutating func step(_ world: inout PoolWorld, _ tick: Tick<Action>) throws {
    func make() -> Int32 {
      unsafe Self.made += 1
      return unsafe Self.made
    }
    if tick.pressed(.remake) { try Kept.rewrite("made", make) }
    if tick.pressed(.end) { Kept.delete("made") }
    if tick.held(.drift) {
      _ = try Kept.create("drift", of: Item.self, count: 20) { $0[17].weight = Float(make()) }
    } else {
      world.marker = try Kept.create("made", make)
    }
  }
  func draw(_ world: borrowing PoolWorld, on canvas: inout Canvas) {}
}

@Suite("Kept values in a test run", .serialized)
struct KeptRunTests {
  @Test("The example of the document runs, and is what the document has")
  func example() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let begin = try #require(source.range(of: "begins here.\n"))
    let end = try #require(source.range(of: "  // It ends here."))
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/kept.md")
    let document = try String(contentsOf: file, encoding: .utf8)
    #expect(document.contains("```swift\n" + source[begin.upperBound..<end.lowerBound] + "```"))
    let run = try GameRun(Cave.self)
    run.checksDeterminism = true
    var markers: Set<Int32> = []
    for _ in 0..<50 {
      try run.advance()
      markers.insert(run.world.marker)
    }
    #expect(markers == [0, 1])
    #expect(run.problems.isEmpty)
  }

  @Test("A value stays through reloads, and each run has its own")
  func reloads() throws {
    let run = try GameRun(Maker.self)
    try run.advance(by: 3)
    let first = run.world.marker
    try run.reload()
    try run.advance(by: 3)
    #expect(run.world.marker == first)
    try run.press(.remake)
    try run.advance()
    #expect(run.world.marker == first + 1)
    try run.press(.end)
    try run.advance(by: 2)
    #expect(run.world.marker == first + 2)
    let other = try GameRun(Maker.self)
    try other.advance()
    #expect(other.world.marker == first + 3)
  }

  @Test(
    "The check of determinism names a value that does not depend on its key alone, and its first element that differs"
  )
  func determinism() throws {
    let run = try GameRun(Maker.self)
    run.checksDeterminism = true
    run.hold(.drift)
    let failure = #expect(throws: GameFailure.self) { try run.advance() }
    #expect(
      failure?.reason.contains("kept value GameTestingTests/drift[17].weight: byte ") == true,
      "\(failure?.reason ?? "")")
  }
}
