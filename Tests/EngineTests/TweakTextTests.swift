import Testing

@testable import Engine

@Suite("Texts about tweaks")
struct TweakTextTests {
  private static func tweak(_ name: String, line: Int = 6) -> HostEvent.Tweak {
    HostEvent.Tweak(path: "Game/A.swift", line: line, declaration: name, from: "38", to: "42")
  }

  @Test(
    "The text log says what was written and what is gone",
    arguments: [
      (HostEvent.tweaked(tweak("T.speed"), generation: 1), []),
      (.tweaksWritten([tweak("T.speed")], generation: 1), ["Game/A.swift:6: 38 is 42 now"]),
      (.tweaksNotWritten(reason: "r"), ["tweaks were not written: r"]),
      (.tweaksReverted([tweak("T.speed")], cause: .player), ["Reverted: T.speed (line 6) = 42"]),
      (
        .tweaksReverted([tweak("")], cause: .crash),
        ["The game failed with a tweak, which was taken back: Game/A.swift:6 = 38 → 42"]
      ),
      (
        .tweaksReverted((1...5).map { tweak("T.a", line: $0) }, cause: .compiled),
        [
          "The save has no place for these tweaks, which were not written: T.a (line 1) = 38, T.a (line 2) = 38, "
            + "T.a (line 3) = 38 and 2 more"
        ]
      ),
      (
        .literalsNotRun([.init(path: "Game/A.swift", line: 4)], generation: 2),
        ["A.swift:4 has not run since the save"]
      ),
      (
        .literalsNotRun((1...5).map { .init(path: "Game/A.swift", line: $0) }, generation: 2),
        ["A.swift:1, A.swift:2, A.swift:3 and 2 more have not run since the save"]
      ), (.tweaksUnavailable(reason: "r"), ["no value can be changed: r"]),
    ])
  func lines(event: HostEvent, expected: [String]) {
    var text = EventText()
    #expect(text.lines(for: EventBus.Stamped(event: event, time: 1, tick: 1)).map(\.text) == expected)
  }

  @Test("The end of a run names at most ten values that are lost, and counts the rest")
  func lost() {
    #expect(
      [Self.tweak("T.speed")].lostLines == [
        "1 value was not written into the source:", "  Game/A.swift:6 T.speed: 42 -> 38",
      ])
    let lines = (1...12).map { Self.tweak("", line: $0) }.lostLines
    #expect(lines.count == 12 && lines.first == "12 values were not written into the source:")
    #expect(lines[10] == "  Game/A.swift:10: 42 -> 38" && lines[11] == "  and 2 more")
  }
}
