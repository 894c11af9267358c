import Testing
import Timeline

@testable import Engine

@Suite("Pages of an attached window")
struct WindowPageTests {
  private static let crash = Overlay.Panel(
    source: .crash, title: "Generation 3 crashed in step",
    lines: [.init("Game/Rules.swift:12", .location), .init("Fatal error: Index out of range")])
  private static let build = Overlay.Panel(
    source: .build, title: "Build failed: 1 error",
    lines: [
      .init("Game/Rules.swift:6:9", .location), .init("error: cannot find 'x' in scope"),
      .init("    let y = x", .code), .init("            ^", .marker),
    ])

  @Test("Problems at 40×10: the newest panel first, the others below it, then warnings")
  func problems() {
    let run = WindowRun(.problems, columns: 40, rows: 10)
    #expect(run.picture.contains("Nothing is wrong."))
    run.board.overlay.show(Self.crash)
    run.board.overlay.show(Self.build)
    var warning = Problem(.build, "variable 'a' was never used")
    warning.severity = .warning
    (warning.file, warning.line, warning.column) = ("Game/Rules.swift", 3, 7)
    run.board.overlay.quietProblems = [warning]
    run.game.generation = 3
    run.game.tick = 12
    #expect(
      run.trimmed == """
         1 Problems (2)  2  3  4  5
        ┌─ Problems ───────────────────────────┐
        │ Build failed: 1 error                │
        │ Game/Rules.swift:6:9                 │
        │ error: cannot find 'x' in scope      │
        │     let y = x                        │
        │             ^                        │
        │                                      │
        └──────────── ↓ 6 more · Page Up/Down ─┘
         Recorder · gen 3 · tick 12  1 warning …
        """)
    run.press(Key(.end))
    let end = run.rows
    #expect(end[2].contains("Generation 3 crashed in step") && end[7].contains("never used"), "\(end)")
    // Another panel begins at its first line.
    run.board.overlay.closePanel(.build)
    #expect(run.rows[2].contains("Generation 3 crashed in step"))
  }

  @Test("The stopped tick is on the page of problems, with its keys, above what a save brings")
  func stop() {
    let run = WindowRun(.problems)
    run.game.tickStop = StopPanelTests.stop()
    #expect(run.picture.contains("Enter retry") && !run.picture.contains("Esc"))
    run.board.overlay.show(Self.build)
    let both = run.picture
    #expect(both.contains("Enter retry") && both.contains("cannot find 'x' in scope"))
    run.press(Key(.escape))
    #expect(run.picture.contains("Enter retry"))
    run.press(Key(.character("s")))
    #expect(run.game.resolved == [.skip])
    #expect(!run.picture.contains("Enter retry"))
  }

  @Test(
    "The log follows its end, stays where it was scrolled to, and shows only lines with the filter's words")
  func log() {
    let run = WindowRun(.log, columns: 60, rows: 12)
    for number in 1...50 {
      run.board.overlay.appendLog("line \(number) is \(number % 2 == 0 ? "Even" : "odd")")
    }
    // Below them is the line of the keys.
    #expect(run.rows[8].contains("line 50") && run.rows[2].contains("line 44"))
    run.press(Key(.pageUp))
    let top = run.rows[2]
    #expect(top.contains("line 38"))
    for number in 51...3_000 { run.board.overlay.appendLog("line \(number) is odd") }
    #expect(run.rows[2].contains("line 1001 "), "the lines before are dropped: \(run.rows[2])")
    run.press(Key(.end))
    #expect(run.rows[8].contains("line 3000"))
    run.press(Key(.home))
    #expect(run.rows[2].contains("line 1001 "))
    run.board.overlay.appendLog("line 3001 is Even")
    run.type("/even 3")
    #expect(run.rows[2].contains("line 3001 is Even") && run.picture.contains("filter: even 3▏"))
    run.type("q1")
    #expect(run.picture.contains("no line has these words") && !run.outlet.hasLeft)
    run.press(Key(.backspace), Key(.backspace), Key(.enter))
    #expect(run.picture.contains("filter: even 3 · / change · Esc all"))
    run.press(Key(.escape))
    #expect(run.rows[2].contains("line 1002 "))
  }

  @Test("Of a filter that is longer than the line, the part with the cursor is shown")
  func longFilter() {
    let run = WindowRun(.log, columns: 40, rows: 12)
    func shown() -> String { run.rows.first { $0.contains("filter: ") } ?? "" }
    run.type("/" + (0..<30).map { "w\($0)" }.joined(separator: " "))
    #expect(shown().contains("filter: …") && shown().contains("w29▏"), "\(shown())")
    run.press(Key(.home))
    #expect(shown().contains("filter: ▏w0 w1") && shown().contains("…"), "\(shown())")
    for _ in 0..<40 { run.press(Key(.right)) }
    let middle = shown()
    #expect(middle.count { $0 == "…" } == 2 && middle.contains("▏"), "\(middle)")
    for columns in 1..<60 {
      var field = TextField("äöü 漢字 text")
      for _ in 0...13 {
        let text = field.shown(toCells: columns)
        #expect(text.contains("▏") && text.cellWidth <= max(columns, 2), "\(columns): \(text)")
        _ = field.press(Key(.left))
      }
    }
  }

  @Test("The inspector has the whole page; a watched value is below it, in a wide window beside it")
  func inspector() throws {
    let run = WindowRun(.inspector)
    run.game.world = try InspectedWorld(creatures: 3)
    #expect(run.rows[1].hasPrefix("┌─ World ─") && run.rows[22].hasPrefix("└"))
    #expect(run.picture.contains("· p pause · . tick"))
    run.type("gscore")
    run.press(Key(.enter), Key(.character("w")))
    let narrow = run.rows
    #expect(narrow.contains { $0.contains("┌─ Watched ─") }, "\(narrow)")
    _ = run.windows.receive(.resize(CellSize(columns: 200, rows: 60)), from: run.outlet, .builtIn)
    let wide = run.rows
    #expect(wide[1].contains("┌─ World ─") && wide[1].contains("┌─ Watched ─"))
    // The game's own picture stays free.
    #expect(run.board.overlay.watched.values.isEmpty && run.board.overlay.inspector == nil)
  }

  @Test("The page of time lists what happened, and its keys go through the run")
  func time() {
    let run = WindowRun(.time)
    run.game.time = TimeStatus(reachable: 0...600, position: 600)
    run.game.time.marks = [
      TimelineMark(position: 120, kind: .reload), TimelineMark(position: 300, kind: .crash),
    ]
    #expect(run.picture.contains("Time: 10.0 s recorded"))
    #expect(run.rows[2].contains("8.0 s ago  R  reload") && run.rows[3].contains("5.0 s ago  !  crash"))
    #expect(run.rows[22].contains("now") && run.rows[22].contains("go back"))
    run.press(Key(.pageUp))
    #expect(run.game.travelled == [.show(300)])
    #expect(run.rows[22].contains("5.0 s ago"))
    run.press(Key(.escape))
    #expect(run.game.travelled.last == .now)
  }

  @Test("A window that is too small says so, and shows its page again when it has grown")
  func small() {
    let run = WindowRun(.log, columns: 39, rows: 10)
    #expect(run.picture.contains("40×10") && !run.picture.contains("Log"))
    _ = run.windows.receive(.resize(CellSize(columns: 40, rows: 10)), from: run.outlet, .builtIn)
    #expect(run.rows[1].hasPrefix("┌─ Log"))
  }

  @Test("No page draws outside the window, whatever its size", arguments: WindowPage.allCases)
  func sizes(page: WindowPage) throws {
    let run = WindowRun(page)
    run.game.world = try InspectedWorld(creatures: 30)
    run.game.tickStop = page == .problems ? StopPanelTests.stop() : nil
    run.board.overlay.show(Self.build)
    for (columns, rows) in [
      (1, 1), (40, 10), (41, 11), (80, 24), (119, 30), (120, 30), (300, 100), (2_000, 3),
    ] {
      _ = run.windows.receive(
        .resize(CellSize(columns: columns, rows: rows)), from: run.outlet, .builtIn)
      #expect(run.rows.count == rows + 1, "\(columns)×\(rows)")
    }
  }
}
