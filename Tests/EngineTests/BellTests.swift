import Testing

@testable import Engine

@Suite("Bell")
struct BellTests {
  /// Whether each of these frames rings.
  private func rings(_ frames: [(time: UInt64, requests: Int)]) -> [Bool] {
    var bell = BellPacer()
    return frames.map { time, requests in
      for _ in 0..<requests { bell.request() }
      return bell.takeDue(at: time)
    }
  }

  @Test("A frame rings once, however often that was requested, and at most 8 ring per second")
  func pacing() {
    #expect(rings([(0, 0), (1, 2), (1_000_000_000, 0)]) == [false, true, false])
    let second = rings((0..<60).map { ($0 * 16_666_667, 1) })
    #expect((7...8).contains(second.count { $0 }))
  }

  @Test("What is dropped does not ring later")
  func dropping() {
    let interval = BellPacer.interval
    #expect(
      rings([(0, 1), (interval - 1, 1), (interval, 0), (interval, 1)]) == [true, false, false, true])
  }

  @Test("The loop rings the terminal's bell with the frame after the tick")
  func loop() throws {
    let test = try TestLoop(ticks: 3)
    test.game.onStep = { [loop = test.loop, game = test.game] in if game.tick == 2 { loop.ringBell() } }
    _ = test.loop.run()
    #expect(test.terminal.bells == 1)
  }
}
