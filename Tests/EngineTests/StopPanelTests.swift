import CGameABI
import Testing
import WorldState

@testable import Engine

@Suite("Panel of a stopped tick")
struct StopPanelTests {
  static let frames: [HostEvent.CrashFrame] = [
    .init(function: "Array.subscript.getter", file: nil, line: 0),
    .init(
      function: "Rules.damage", file: "Game/Rules.swift", line: 14, count: 2,
      source: (8...20).map { "  line \($0) of the rules" }, firstLine: 8),
    .init(
      function: "Game.step", file: "Game/Game.swift", line: 40,
      source: (37...43).map { "  line \($0) of the game" }, firstLine: 37),
  ]

  static func stop(
    frames: [HostEvent.CrashFrame] = frames, changes count: Int = 3, previous: UInt64? = 2
  ) -> TickStop {
    var changes = WorldChanges()
    changes.listed = (0..<count).map {
      WorldDifference(path: "creatures[\($0)].hp", before: "10", after: "\($0)")
    }
    if count > 0 { changes.more = ["sparks: 900 more elements"] }
    var input = InputSample()
    (input.held, input.pressed, input.mouse_column, input.mouse_row) = (1, 2, 12, 4)
    let details = Deferred<HostEvent.CrashDetails>()
    details.complete(
      .init(
        reason: "Fatal error: Index out of range", location: "Game/Rules.swift:14", backtrace: [],
        frames: frames))
    return TickStop(
      .crashed, in: "step", generation: 3, tick: 120, headline: "trap", details: details, changes: changes,
      input: TickStopInput(input, actions: ["go", "fire"]), previous: previous, isByChoice: true)
  }

  private func picture(_ panel: StopPanel, _ columns: Int, _ rows: Int) -> [String] {
    var overlay = Overlay()
    overlay.hud.stopsOnCrash = true
    overlay.banner = "Stopped at the tick that could not be finished. Save to run it again."
    overlay.stopPanel = panel
    var picture = CellBuffer(size: CellSize(columns: columns, rows: rows))
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    return picture.text.split(separator: "\n", omittingEmptySubsequences: false).prefix(rows).map {
      String($0.reversed().drop { $0 == " " || $0 == "│" }.reversed())
    }
  }

  @Test("At 80x24: what happened, the stack, the source, the input, what the tick changed, and the keys")
  func small() {
    #expect(
      picture(StopPanel(Self.stop()), 80, 24) == [
        " gen 0  stops at crashes    0.00 ms step  0.00 ms draw  0 fps  F1 help · q quit",
        " Stopped at the tick that could not be finished. Save to run it again.",
        "┌─ Generation 3 crashed in step, tick 120 ─────────────────────────────────────┐",
        "│ Fatal error: Index out of range",
        "│   Array.subscript.getter",
        "│ ▸ Rules.damage (2 times)  Game/Rules.swift:14",
        "│   Game.step  Game/Game.swift:40",
        "│ 11 │   line 11 of the rules",
        "│ 12 │   line 12 of the rules",
        "│ 13 │   line 13 of the rules",
        "│ 14 ▶   line 14 of the rules",
        "│ 15 │   line 15 of the rules",
        "│ 16 │   line 16 of the rules",
        "│ 17 │   line 17 of the rules",
        "│ Its input:",
        "│   held: go",
        "│   pressed: fire",
        "│   mouse: column 12, row 4",
        "│ The tick had changed, and this is undone:",
        "│   creatures[0].hp: 10 → 0",
        "│   creatures[1].hp: 10 → 1",
        "│   creatures[2].hp: 10 → 2",
        "│ Enter retry · S skip · B gen 2 · ↑↓ frame · Esc hide",
        "└───────────────────────────────────────────────────── ↓ 1 more  Page Up/Down ─┘",
      ])
  }

  @Test("At 200x60: the stack at the left, the input and the changes at the right")
  func large() {
    let lines = picture(StopPanel(Self.stop(changes: 12)), 200, 60)
    let top = lines.firstIndex { $0.contains("Generation 3 crashed in step, tick 120") } ?? 0
    func columns(_ line: Int) -> (String, String) {
      let text = lines[top + line].dropFirst(2)
      let left = text.prefix(115)
      let right = text.dropFirst(118)
      func trimmed(_ part: Substring) -> String {
        String(part.reversed().drop { $0 == " " }.reversed())
      }
      return (trimmed(left), trimmed(right))
    }
    let expected: [(String, String)] = [
      ("Fatal error: Index out of range", "Its input:"), ("  Array.subscript.getter", "  held: go"),
      ("▸ Rules.damage (2 times)  Game/Rules.swift:14", "  pressed: fire"),
      ("  Game.step  Game/Game.swift:40", "  mouse: column 12, row 4"),
      (" 8 │   line 8 of the rules", "The tick had changed, and this is undone:"),
      (" 9 │   line 9 of the rules", "  creatures[0].hp: 10 → 0"),
    ]
    for (offset, pair) in expected.enumerated() { #expect(columns(offset + 1) == pair) }
    #expect(columns(18) == ("", "  sparks: 900 more elements"), "\(lines.joined(separator: "\n"))")
    #expect(
      lines[top + 19].contains(
        "save: run the tick again · Enter retry · S skip · B gen 2 · ↑↓ frame · Esc hide"))
    #expect(lines[top + 20].hasPrefix("└──") && top + 20 == 59)
  }

  @Test("Arrows select frames, Escape hides the panel, and the others ask for what they say")
  func keys() {
    var panel = StopPanel(Self.stop())
    #expect(panel.selection == 1, "the first frame with a source")
    for (key, selection) in [(Key(.down), 2), (Key(.down), 2), (Key(.up), 1), (Key(.up), 0), (Key(.up), 0)] {
      #expect(panel.press(key) == .nothing && panel.selection == selection)
    }
    #expect(picture(panel, 80, 24).contains("│   no source"))
    #expect(panel.press(Key(.enter)) == .ask(.retry))
    #expect(panel.press(Key(.character("s"))) == .ask(.skip))
    #expect(panel.press(Key(.character("B"))) == .ask(.previous))
    #expect(panel.press(Key(.character("s"), .control)) == .unused)
    #expect(panel.press(Key(.pageDown)) == .unused, "whoever knows the size scrolls")
    #expect(panel.press(Key(.escape)) == .nothing && panel.isHidden)
    #expect(!picture(panel, 80, 24).contains { $0.contains("crashed in step") })
    #expect(panel.press(Key(.down)) == .unused && panel.press(Key(.enter)) == .ask(.retry))
    #expect(panel.press(Key(.escape)) == .nothing && !panel.isHidden)
  }

  @Test(
    "While the stack is looked up the panel says so; a refused request is shown", arguments: [20, 80, 200])
  func incomplete(columns: Int) {
    var stop = Self.stop(previous: nil)
    stop.details = Deferred()
    stop.changes = WorldChanges()
    stop.input = TickStopInput()
    var panel = StopPanel(stop)
    panel.problem = "there is no earlier build that can run"
    let text = picture(panel, columns, 24).joined(separator: " ").split(separator: " ")
      .filter { $0 != "│" }.joined(separator: " ")
    for part in ["trap", "being looked up", columns > 20 ? "changed nothing" : "", "got no input", "Enter"]
    where !part.isEmpty {
      #expect(text.contains(part), "\(part): \(text)")
    }
    #expect(!text.contains("B gen") && text.contains("no earlier build"))
  }

  @Test("All of it can be drawn in any size", arguments: [1, 2, 3, 5, 7, 11, 23], [1, 4, 19, 81, 149])
  func sizes(rows: Int, columns: Int) {
    let lines = picture(StopPanel(Self.stop(changes: 50)), columns, rows)
    #expect(lines.count == rows)
  }

  @Test("The log says at which tick the run stops, why, and how it goes on")
  func log() {
    func line(_ event: HostEvent) -> [String] {
      var text = EventText()
      return text.lines(for: .init(event: event, time: 0, tick: 0)).map(\.description)
    }
    func tick(_ cause: String, _ tick: UInt64? = 7) -> HostEvent.StoppedTick {
      .init(generation: 2, callback: "step", cause: cause, tick: tick)
    }
    #expect(
      line(.tickStopped(tick("crashed"))) == ["warning: stopped at tick 7: generation 2 crashed in step"])
    #expect(
      line(.tickStopped(tick("threw", nil))) == ["warning: stopped: generation 2 threw an error in step"])
    #expect(
      HostEvent.TickResumption.allCases.flatMap { line(.tickResumed(tick("hung"), $0)) } == [
        "tick 7 runs again in the saved code", "tick 7 runs again", "tick 7 is left out",
        "tick 7 runs in the build before", "another world runs",
      ])
  }

  @Test("The input of a tick has names for its bits")
  func input() {
    var sample = InputSample()
    sample.held = 1 << 1 | 1 << 63
    sample.released = 1
    (sample.mouse_column, sample.mouse_row) = (-1, -1)
    sample.mouse_buttons = 1 | 1 << 4 | 1 << 29 | 3 << 30 | UInt32(0xE9) << 8
    let input = TickStopInput(sample, actions: ["go", "fire"])
    #expect(input.held == ["fire", "action 63"] && input.released == ["go"] && input.mouse == nil)
    #expect(input.buttons == ["left down", "middle pressed", "right released"] && input.wheel == -1)
    #expect(input.lines == ["held: fire, action 63", "released: go", "typed: é"])
  }
}

/// The panel in the loop: what the player presses meanwhile is not for the game.
@Suite("Stopped ticks in the loop")
struct StopRoutingTests {
  @Test(
    "While the run is stopped no tick runs and no input is lost; going on continues as if nothing had been")
  func frozen() throws {
    let test = try TestLoop(
      ticks: nil, script: "3 press fire\n4 release fire\n6 press left\n",
      keys: "game:\n  left: a\n  fire: x\n")
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 4, game.tickStop == nil, game.resolved.isEmpty {
        // The loop took the input of tick 3 for the tick that failed.
        game.tick = 3
        game.samples.removeLast()
        game.tickStop = StopPanelTests.stop()
      }
    }
    var stopped: [UInt64] = []
    test.run(iterations: 60) { iteration in
      guard test.game.tickStop != nil else { return }
      stopped.append(test.game.tick)
      // Nothing of this is for the game.
      if stopped.count == 3 {
        for key in ["a", "x"] as [Unicode.Scalar] { test.press(Key(.character(key))) }
      }
      if stopped.count == 5 {
        #expect(test.terminal.picture.text.contains("crashed in step"))
        #expect(test.board.overlay.takesKeys)
        test.press(Key(.character("s")))
      }
    }
    #expect(stopped.count == 5 && Set(stopped) == [3], "\(stopped)")
    #expect(test.game.resolved == [.skip] && test.board.overlay.stopPanel == nil)
    let pressed = test.game.samples.map(\.pressed)
    // Tick 3 was left out, with its press; the release of tick 4 and the press of tick 6 come when they are due.
    #expect(pressed.prefix(6) == [0, 0, 0, 0, 0, 1], "\(pressed)")
    #expect(test.game.samples.firstIndex { $0.released == 2 } == 3)
  }

  @Test(
    "Page keys and the wheel scroll the panel if it is cut, otherwise the one below it", arguments: [24, 60])
  func scrolling(rows: Int) throws {
    let test = try TestLoop(ticks: nil, on: HeadlessTerminal(size: CellSize(columns: 80, rows: rows)))
    let isCut = rows == 24
    for event in [TerminalEvent.key(Key(.pageDown), .press), .wheel(1)] {
      test.game.tickStop = StopPanelTests.stop(frames: [], changes: isCut ? 40 : 0)
      test.board.overlay.stopPanel = nil
      test.board.overlay.show(
        .init(source: .build, title: "Build failed", lines: (0..<80).map { .init("line \($0)") }))
      test.loop.exitReason = nil
      test.run(iterations: 3) { if $0 == 2 { _ = test.loop.input.route(event) } }
      let first = try #require(test.board.overlay.stopPanel?.first)
      #expect((first > 0) == isCut && (test.board.overlay.panelFirst > 0) != isCut, "\(event)")
    }
  }

  @Test("The key of the setting toggles it, and the status line shows it")
  func toggle() throws {
    let test = try TestLoop(ticks: nil)
    test.run(iterations: 30) { iteration in
      if iteration == 5 || iteration == 20 { test.press(Key(.character("x"), .control)) }
      if iteration == 15 {
        #expect(test.game.stopsOnCrash && test.board.overlay.hud.stopsOnCrash)
        #expect(test.terminal.picture.text.contains(" stops at cra"))
      }
    }
    #expect(!test.game.stopsOnCrash && !test.terminal.picture.text.contains(" stops at cra"))
  }
}
