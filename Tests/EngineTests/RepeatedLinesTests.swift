import Testing

@testable import Engine

@Suite("Repeated log lines")
struct RepeatedLinesTests {
  private static let tick: UInt64 = 16_666_667

  /// Adds one line per tick; nil is a tick without a line.
  private func log(_ lines: [String?]) -> (written: [String], state: RepeatedLines) {
    var state = RepeatedLines()
    var written: [String] = []
    for (index, text) in lines.enumerated() {
      guard let text else { continue }
      written += state.add(LogLine(text), at: UInt64(index) * Self.tick).map(\.text)
    }
    return (written, state)
  }

  @Test("A line per tick is written once, with a count when it stops")
  func flood() {
    var (written, state) = log(Array(repeating: "no", count: 60))
    #expect(written == ["no"] && state.isPending)
    #expect(state.expire(at: 60 * Self.tick).isEmpty, "it may go on")
    #expect(state.expire(at: 120 * Self.tick).map(\.text) == ["… repeated 59 times: no"])
    #expect(!state.isPending)
  }

  @Test(
    "Lines that take turns are both collapsed; a new line is written at once, after the counts of what came before it"
  )
  func alternating() {
    var (written, state) = log((0..<20).flatMap { _ in ["a", "b"] } + ["new", "b", "b"])
    #expect(written == ["a", "b", "… repeated 19 times: a", "… repeated 19 times: b", "new"])
    #expect(state.finish().map(\.text) == ["… repeated 2 times: b"])
  }

  @Test("In a burst of saves, what a save led to comes after that save")
  func burst() {
    let save = ["saved", "building"]
    #expect(
      log(save + save + save + ["built", "runs"]).written
        == save + ["… repeated 2 times: saved", "… repeated 2 times: building", "built", "runs"])
    #expect(log(save + save + ["built", "runs"]).written == save + save + ["built", "runs"])
  }

  @Test("A lasting flood shows that it lasts")
  func milestones() {
    let (written, _) = log(Array(repeating: "no", count: 2000))
    #expect(written == ["no", "… repeated 100 times: no", "… repeated 1000 times: no"])
  }

  @Test("Slow repetitions, other levels and other sources are lines of their own")
  func distinct() {
    #expect(log(["jump"] + Array(repeating: nil, count: 30) + ["jump"]).written == ["jump", "jump"])
    var state = RepeatedLines()
    let lines = [LogLine("x"), LogLine("x", .error), LogLine("x", source: "game")]
    #expect(lines.flatMap { state.add($0, at: 0) } == lines)
  }

  @Test("One repetition is the line again")
  func once() {
    var (written, state) = log(["two", "two"])
    written += state.finish().map(\.text)
    #expect(written == ["two", "two"])
  }

  @Test("More lines in turn than are remembered are all written, and no count is lost")
  func capacity() {
    var state = RepeatedLines()
    var written =
      state.add(LogLine("a"), at: 0) + state.add(LogLine("a"), at: 1) + state.add(LogLine("a"), at: 2)
    for number in 0..<RepeatedLines.capacity { written += state.add(LogLine("\(number)"), at: 3) }
    #expect(written.map(\.text).prefix(1) == ["a"])
    #expect(written.contains { $0.text == "… repeated 2 times: a" })
  }
}
