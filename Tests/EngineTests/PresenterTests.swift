import Testing

@testable import Engine

@Suite("Overlay presenter")
struct PresenterTests {
  private let board: OverlayBoard
  private let presenter: OverlayPresenter

  init() {
    let clock = ManualClock()
    board = OverlayBoard(clock: clock)
    presenter = OverlayPresenter(board: board) { $0() }
  }

  private func present(_ events: HostEvent..., time: UInt64 = 0) {
    for event in events { presenter.receive(.init(event: event, time: time, tick: 0)) }
  }

  private func running(_ generation: UInt64, newest: UInt64? = nil, next: UInt64? = nil) -> HostEvent {
    var status = GameStatus()
    status.generation = generation
    status.newest = newest ?? generation
    status.next = next
    return .statusChanged(status)
  }

  private var titles: [String] { board.overlay.panels.map(\.title) }
  private var toasts: [String] { board.overlay.toasts.map(\.text) }

  @Test("A failed build has a panel with location, message and caret, until a build succeeds")
  func build() {
    let diagnostic = HostEvent.Diagnostic(
      severity: .error, file: "Game/A.swift", line: 3, column: 5, message: "no such thing",
      sourceLine: "let x = y", notes: ["here"])
    let failure = HostEvent.BuildFailure(
      reason: "r", diagnostics: [diagnostic], isOptimised: false, isBackground: false)
    present(running(2), .buildFailed(failure))
    #expect(titles == ["Build failed: 1 error. Still running generation 2"])
    #expect(
      board.overlay.panels[0].lines.map(\.text) == [
        "Game/A.swift:3:5", "error: no such thing", "  let x = y", "      ^", "  note: here",
      ])
    #expect(board.overlay.hud.build == "build failed" && board.overlay.hud.buildIsBad)
    let result = HostEvent.BuildResult(
      files: [], isOptimised: false, isPartial: false, isReused: false, milliseconds: 12, isBackground: false)
    present(.buildFinished(result))
    #expect(titles.isEmpty && board.overlay.hud.build == "built in 12 ms")
  }

  @Test("A build that is tried again is told in the panel of its error; a better image's is not")
  func retry() {
    let retry = HostEvent.BuildRetry(cause: "disk", attempt: 2, delay: 4_000_000_000)
    present(running(2), .buildRetry(retry))
    #expect(titles.isEmpty && board.overlay.hud.build == "starting …")
    let diagnostic = HostEvent.Diagnostic(
      severity: .error, file: nil, line: 0, column: 0, message: "full", sourceLine: nil, notes: [])
    let failure = HostEvent.BuildFailure(
      reason: "r", diagnostics: [diagnostic], isOptimised: false, isBackground: false)
    present(.buildFailed(failure), .buildRetry(retry))
    #expect(
      board.overlay.panels[0].lines.map(\.text).last == "Tried again in 4 s; a save or F5 tries at once.")
    #expect(board.overlay.hud.build == "build failed · tried again in 4 s" && board.overlay.hud.buildIsBad)
  }

  @Test("The functions that are not in the source are those of the generation that runs")
  func sentFunctions() {
    func swap(_ generation: UInt64, from: UInt64, _ cause: SwapCause = .save) -> HostEvent {
      .swapped(.init(generation: generation, from: from, cause: cause, isOptimised: false))
    }
    var sent: [String] { board.overlay.sentFunctions }
    present(swap(1, from: 0))
    #expect(sent.isEmpty)
    present(.sentFunctions(["f()"]), swap(2, from: 1))
    #expect(sent == ["f()"])
    present(.sentFunctions(["f()", "g()"]), swap(3, from: 2))
    present(swap(2, from: 3, .crash))
    #expect(sent == ["f()"])
    present(swap(1, from: 2, .rollback))
    #expect(sent.isEmpty)
    present(swap(3, from: 1, .rollback))
    #expect(sent == ["f()", "g()"])
    // A better image of the same source.
    present(swap(3, from: 3, .optimised))
    #expect(sent == ["f()", "g()"])
    // The file was saved as it had been sent.
    present(
      .sentFunctions([]), .unchanged(paths: ["a"], generation: 3), swap(1, from: 3, .rollback),
      swap(3, from: 1, .rollback))
    #expect(sent.isEmpty)
  }

  @Test("Background builds are not shown")
  func background() {
    let failure = HostEvent.BuildFailure(
      reason: "r", diagnostics: [], isOptimised: true, isBackground: true)
    present(
      .buildPreparing(reason: "x", isBackground: true),
      .buildStarted(.init(files: ["a"], isOptimised: true, isBackground: true)), .buildFailed(failure))
    #expect(titles.isEmpty && board.overlay.hud.build == "starting …")
  }

  @Test("A swap is announced when its first frame is shown, with files, migration and time")
  func swap() {
    var migration = HostEvent.MigrationSummary()
    migration.isMigrated = true
    migration.changes = ["added": 1, "moved": 2]
    present(
      .swapped(
        .init(
          generation: 3, from: 2, cause: .save, isOptimised: false, changedFiles: ["Game/A.swift"],
          savedAt: 1_000_000, migration: migration)))
    #expect(toasts.isEmpty)
    present(.firstFrame(generation: 3), time: 43_000_000)
    #expect(toasts == ["Generation 3 · A.swift · world: 1 added, 2 moved · 42 ms from save to frame"])
  }

  @Test("Another image of the running generation is not announced")
  func refined() {
    present(
      .swapped(.init(generation: 3, from: 3, cause: .optimised, isOptimised: true)),
      .firstFrame(generation: 3))
    #expect(toasts.isEmpty)
  }

  @Test("A crash has a panel at once, which is completed by its details")
  func crash() {
    let details = Deferred<HostEvent.CrashDetails>()
    let crash = HostEvent.Crash(
      generation: 2, callback: "step", signal: 11, headline: "it touched memory", details: details)
    present(.crashed(crash), .crashHandled(crash, .tickUndone(successor: 1)))
    #expect(titles == ["Generation 2 crashed in step"])
    #expect(board.overlay.panels[0].lines.first?.text == "it touched memory")
    details.complete(.init(reason: "Fatal error: no", location: "Game/A.swift:3", backtrace: ["A.step"]))
    #expect(
      board.overlay.panels[0].lines.map(\.text).prefix(3) == [
        "Game/A.swift:3", "Fatal error: no", "  A.step",
      ])
    present(.swapped(.init(generation: 3, from: 1, cause: .save, isOptimised: false)))
    #expect(titles.isEmpty)
  }

  @Test("Calls that fail have one panel with their number, until they succeed or another generation runs")
  func failing() {
    func failure(_ count: Int) -> HostEvent.CallFailure {
      .init(generation: 2, callback: "step", reason: "no such level", count: count)
    }
    present(.callsFailing(failure(1)))
    #expect(titles == ["Generation 2: step fails"])
    present(.callsFailing(failure(61)))
    #expect(titles == ["Generation 2: step fails (61 times)"])
    #expect(board.overlay.panels[0].lines.first?.text == "no such level")
    #expect(board.overlay.problems.map(\.problem.count) == [61])
    present(.callsFailingEnded(failure(61)))
    #expect(titles.isEmpty)
    present(
      .callsFailing(failure(1)), .swapped(.init(generation: 3, from: 2, cause: .save, isOptimised: false)))
    #expect(titles.isEmpty)
  }

  @Test("Problems have the parts of what the panels show, and end with them")
  func problems() {
    let warning = HostEvent.Diagnostic(
      severity: .warning, file: "Game/B.swift", line: 9, column: 2, message: "unused", sourceLine: nil,
      notes: [])
    let error = HostEvent.Diagnostic(
      severity: .error, file: "Game/A.swift", line: 3, column: 5, message: "no", sourceLine: nil,
      notes: ["here"])
    func built(_ known: [HostEvent.Diagnostic]) -> HostEvent {
      .buildFinished(
        .init(
          files: [], isOptimised: false, isPartial: false, isReused: false, milliseconds: 1,
          isBackground: false,
          knownWarnings: known))
    }
    present(built([warning]))
    #expect(titles.isEmpty, "warnings have no panel")
    #expect(board.overlay.problems.map(\.problem) == [Problem(warning)])
    present(
      .buildFailed(.init(reason: "r", diagnostics: [error], isOptimised: false, isBackground: false)),
      .assetRejected(path: "assets/a", problem: .init(file: "assets/a", line: 2, message: "bad tile")),
      .rejected(.init(generation: 4, stage: "load", reason: "no symbol")))
    let problems = board.overlay.problems.map(\.problem)
    #expect(problems.map(\.kind) == [.build, .asset, .rejected])
    #expect(problems[0].line == 3 && problems[0].column == 5 && problems[0].notes == ["here"])
    #expect(problems[1].file == "assets/a" && problems[1].line == 2 && problems[1].column == nil)
    #expect(problems[2].stage == "load" && problems[2].generation == 4)
    present(
      built([]), .assetReloaded(path: "assets/a"),
      .swapped(.init(generation: 5, from: 1, cause: .save, isOptimised: false)))
    #expect(board.overlay.problems.isEmpty)
  }

  @Test("A failed build in the background is a problem without a panel")
  func backgroundFailure() {
    let error = HostEvent.Diagnostic(
      severity: .error, file: "Game/A.swift", line: 3, column: 5, message: "no", sourceLine: nil, notes: [])
    present(.buildFailed(.init(reason: "r", diagnostics: [error], isOptimised: true, isBackground: true)))
    #expect(titles.isEmpty && board.overlay.problems.map(\.problem.message) == ["no"])
  }

  @Test("A rollback has a banner until the newest generation runs again")
  func banner() {
    present(running(2, newest: 3, next: 3))
    #expect(
      board.overlay.banner
        == "Rolled back: running generation 2, files are generation 3")
    present(running(3))
    #expect(board.overlay.banner == nil)
  }

  @Test("A rejection says what still runs", arguments: [("load", true), ("preflight", false)])
  func rejection(stage: String, hasPanel: Bool) {
    present(running(1), .rejected(.init(generation: 2, stage: stage, reason: "one\ntwo")))
    #expect(titles == (hasPanel ? ["Generation 2 rejected (load). Still running generation 1"] : []))
  }
}
