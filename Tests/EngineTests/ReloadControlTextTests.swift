import Testing

@testable import Engine

@Suite("The text log: when saves are applied")
struct ReloadControlTextTests {
  private static let table: [(HostEvent, [String])] = [
    (.holdChanged(isHolding: true), ["Saves are held from now on"]),
    (.holdChanged(isHolding: false), ["Saves are applied at once"]),
    (.saveHeld(.init(generation: 3, count: 2)), ["generation 3 is ready, held: 2 saves wait"]),
    (
      .reloadDelayed(.init(generation: 3, limit: 10_000_000_000)),
      ["generation 3 is ready; the game delays it, for at most 10 s"]
    ),
    (
      .buildRetry(.init(cause: "disk", attempt: 2, delay: 4_000_000_000)),
      ["the build is tried again in 4 s, or when something is saved"]
    ),
    (.firstFrame(generation: 9), []),
    (.firstFrameKept(generation: 9, reason: "r"), ["generation 9 runs, but is not shown: r"]),
  ]

  @Test("Every event has its lines")
  func lines() {
    for (event, expected) in Self.table {
      var text = EventText()
      let lines = text.lines(for: .init(event: event, time: 0, tick: 0)).map(\.description)
      #expect(lines == expected)
    }
  }

  @Test("The time until a frame that had to wait for the terminal is not told")
  func lateFrame() {
    var text = EventText()
    func lines(_ event: HostEvent) -> [String] {
      text.lines(for: .init(event: event, time: 217_000_000, tick: 0)).map(\.text)
    }
    _ = lines(.swapped(.init(generation: 3, from: 2, cause: .save, isOptimised: false, savedAt: 5_000_000)))
    _ = lines(.firstFrameKept(generation: 3, reason: "r"))
    #expect(lines(.firstFrame(generation: 3)).isEmpty)
  }
}
