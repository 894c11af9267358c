import Testing

@testable import Engine

@Suite("Texts about shared moments")
struct MomentTextTests {
  @Test("Of many files that differ, some are named")
  func manyFiles() {
    func text(_ count: Int) -> String {
      let files = (1...count).map { HostEvent.SourceDifference(path: "f\($0)", kind: .changed) }
      return HostEvent.OpenedMoment(path: "a", differences: files).differencesText
    }
    #expect(
      text(140).hasPrefix("140 files differ from this clone: f1, f2")
        && text(140).hasSuffix(", f10 and 130 more"))
    #expect(text(11).hasSuffix(", f10, f11"))
  }

  private static let texts: [(event: HostEvent, lines: [String])] = [
    (
      .momentShared(path: "a.share", tick: 4, ticks: 600),
      ["moment of tick 4 shared as a.share, with the 600 ticks before it"]
    ),
    (
      .momentOpened(.init(path: "a.share", differences: [])),
      ["a.share opened at tick 0; 0 ticks can be gone back to", "  its sources are those of this clone"]
    ),
    (
      .momentOpened(
        .init(
          path: "a.share",
          differences: [
            .init(path: "Game/A.swift", kind: .changed, added: 1, removed: 2),
            .init(path: "b.png", kind: .onlyThere),
          ])),
      [
        "a.share opened at tick 0; 0 ticks can be gone back to",
        "  2 files differ from this clone: Game/A.swift (+1 -2), b.png (only there)",
      ]
    ),
    (
      .momentReplayed(.init(path: "a.share", outcome: .same, tick: nil, reason: "")),
      ["computed again in this code, the recorded ticks lead to the same world"]
    ),
    (
      .momentReplayed(.init(path: "a.share", outcome: .different, tick: 7, reason: "hp was 2, is 1")),
      [
        "warning: computed again in this code, the recorded ticks lead to another world, from tick 7 on: "
          + "hp was 2, is 1. The shared world is shown"
      ]
    ),
  ]

  @Test("Every event has its lines")
  func lines() {
    for (event, lines) in Self.texts {
      var text = EventText()
      let stamped = EventBus.Stamped(event: event, time: 0, tick: 0)
      #expect(text.lines(for: stamped).map(\.description) == lines)
    }
  }
}
