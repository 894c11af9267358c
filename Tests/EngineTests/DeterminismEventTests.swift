import Testing
import WorldState

@testable import Engine

@Suite("What is said about steps")
struct DeterminismEventTests {
  private static func nondeterminism(
    _ change: (inout HostEvent.Nondeterminism) -> Void
  ) -> HostEvent.Nondeterminism {
    var event = HostEvent.Nondeterminism(generation: 2, tick: 61)
    event.count = 3
    change(&event)
    return event
  }

  private static let table: [(HostEvent, [String])] = [
    (
      .nondeterministic(nondeterminism { $0.differences = [.init(path: "hp", before: "3", after: nil)] }),
      [
        "warning: Generation 2: step depends on something outside the world",
        "  tick 61, stepped again in another process from the same world with the same input, gave other values: "
          + "hp 3 and then (not there), and 2 more",
        "  " + HostEvent.Nondeterminism.advice,
      ]
    ),
    (
      .nondeterministic(nondeterminism { $0.gap = "sparks[2], behind flag" }),
      [
        "warning: Generation 2: step depends on something outside the world",
        "  tick 61, stepped again in another process from the same world with the same input, gave other bytes, all of "
          + "which belong to no field (the first: sparks[2], behind flag): padding that was not initialised",
        "  " + HostEvent.Nondeterminism.advice,
      ]
    ),
    (
      .nondeterministic(nondeterminism { ($0.failure, $0.location) = ("crashed: no", "Game/A.swift:3") }),
      [
        "warning: Generation 2: step depends on something outside the world",
        "  tick 61, stepped again in another process from the same world with the same input, crashed: no "
          + "(Game/A.swift:3)",
        "  " + HostEvent.Nondeterminism.advice,
      ]
    ),
    (
      .stepUnchecked(generation: 2, reason: "no process"),
      ["generation 2: ticks are not stepped a second time: no process"]
    ),
  ]

  @Test("Each result of a second step has its lines in the log")
  func lines() {
    for (event, expected) in Self.table {
      var text = EventText()
      #expect(text.lines(for: .init(event: event, time: 0, tick: 0)).map(\.description) == expected)
    }
  }

  @Test("It is a problem as long as that generation runs, and again when it runs again")
  func problem() {
    let board = OverlayBoard(clock: ManualClock())
    let presenter = OverlayPresenter(board: board) { $0() }
    func runs(_ generation: UInt64) -> [UInt64?] {
      var status = GameStatus()
      status.generation = generation
      presenter.present(.statusChanged(status), time: 0)
      return board.overlay.problems.map(\.problem.generation)
    }
    #expect(runs(2).isEmpty)
    let event = Self.nondeterminism {
      $0.differences = [.init(path: "hp", before: "3", after: "4")]
      $0.location = "Game/A.swift:3"
    }
    presenter.present(.nondeterministic(event), time: 0)
    #expect(
      board.overlay.toasts.last?.text
        == "Generation 2: step depends on something outside the world: hp and 2 more")
    #expect(runs(2) == [2])
    let problem = board.overlay.problems.first?.problem
    #expect(problem?.kind == .nondeterministic && problem?.severity == .warning)
    #expect(problem?.file == "Game/A.swift" && problem?.line == 3 && problem?.callback == "step")
    #expect(runs(3).isEmpty)
    #expect(runs(2) == [2])
  }
}
