import CGameABI
import Engine
import Testing

@Suite("Input script")
struct InputScriptTests {
  @Test("Lines are sorted by tick", arguments: ["\n", "\r\n", "\r"], ["", "\u{FEFF}"])
  func lines(newline: String, mark: String) throws {
    let text = [
      "# demo", "45 release fire", "30 press fire", "60 key f5  # reload", "", "90 resize 100x30", "",
    ]
    let script = try InputScript(name: "in", text: mark + text.joined(separator: newline))
    #expect(script.lines.map(\.tick) == [30, 45, 60, 90])
    #expect(
      script.lines.map(\.event) == [
        .press("fire"), .release("fire"), .key(Key(.function(5))), .resize(CellSize(columns: 100, rows: 30)),
      ])
  }

  @Test("The mouse: a cell, buttons, the wheel")
  func mouse() throws {
    let text = "1 mouse 12,5\n2 down left\n3 up left\n4 click right\n5 wheel -2\n"
    let script = try InputScript(name: "in", text: text)
    #expect(
      script.lines.map(\.event) == [
        .mouse(column: 12, row: 5), .buttons([.init(button: 0, isDown: true)]),
        .buttons([.init(button: 0, isDown: false)]),
        .buttons([.init(button: 2, isDown: true), .init(button: 2, isDown: false)]), .wheel(-2),
      ])
  }

  @Test(
    "A malformed line is reported with its number",
    arguments: [
      "x press a", "1 hold a", "1 press", "1 key nokey", "1 resize 0x4", "1 mouse 5", "1 mouse 5,-1",
      "1 click thumb", "1 wheel 0",
    ], ["\n", "\r\n", "\r"])
  func malformed(line: String, newline: String) {
    #expect {
      try InputScript(name: "in", text: "1 press a" + newline + line)
    } throws: { error in
      (error as? FileProblem)?.line == 2
    }
  }
}

@Suite("Scripted terminal")
struct ScriptedTerminalTests {
  @Test("A script presses keys and resizes the screen at its ticks")
  func plays() throws {
    let test = try TestLoop(ticks: 20, script: "3 press fire\n5 release fire\n6 key f6\n8 resize 20x4\n")
    test.game.onStep = { [unowned game = test.game] in
      #expect(test.terminal.picture.size.columns == (game.tick <= 9 ? 40 : 20))
    }
    _ = test.loop.run()
    #expect(test.game.samples.prefix(7).map(\.held) == [0, 0, 0, 2, 2, 0, 0])
    #expect(test.game.performed == [.rollback])
    #expect(test.terminal.picture.size == CellSize(columns: 20, rows: 4))
  }

  @Test("A script moves the mouse, clicks within a tick and turns the wheel")
  func mouse() throws {
    let script = "1 mouse 12,3\n2 down left\n4 up left\n5 click right\n6 wheel -2\n"
    let test = try TestLoop(ticks: 9, script: script)
    _ = test.loop.run()
    let (wheel, right) = (UInt32(3) << 30, UInt32(32) | 1 << 29)
    let expected: [UInt32] = [0, 0, 9, 1, 64, right, wheel, wheel]
    #expect(test.game.samples.prefix(8).map(\.mouse_buttons) == expected)
    #expect(test.game.samples[5].mouse_column == 12)
  }

  @Test("Events hit the tick they name, also when a late loop runs several ticks in one iteration")
  func catchUp() throws {
    let test = try TestLoop(ticks: 12, script: "4 press fire\n5 release fire\n6 press left\n7 key f6\n")
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 3 { test.clock.advance(by: 80_000_000) }
    }
    var iterations = 0
    test.loop.onIteration = { iterations += 1 }
    _ = test.loop.run()
    #expect(iterations < 12)
    #expect(test.game.samples.map(\.held) == [0, 0, 0, 0, 2, 0, 1, 1, 1, 1, 1, 1])
    let untilRollback = test.game.calls.prefix { $0 != "rollback" }
    #expect(untilRollback.count { $0 == "step" } == 7)
  }

  @Test("Nothing is played while no game runs")
  func waitsForTheGame() throws {
    let test = try TestLoop(ticks: 3, script: "0 press fire")
    test.game.generation = 0
    test.game.actions = []
    var iterations = 0
    test.loop.onIteration = { [unowned game = test.game] in
      iterations += 1
      if iterations == 10 { (game.generation, game.actions) = (1, ["fire"]) }
    }
    #expect(test.loop.run() == "reached 3 ticks")
    #expect(test.game.samples.map(\.pressed) == [1, 0, 0])
  }

  @Test("Tick 0 sees its events also if the first generation comes at the same safe point")
  func firstGeneration() throws {
    let test = try TestLoop(ticks: 3, script: "0 press fire")
    test.game.generation = 0
    test.game.actions = []
    var safePoints = 0
    test.game.onSafePoint = { [unowned game = test.game] in
      safePoints += 1
      if safePoints == 10 { (game.generation, game.actions) = (1, ["fire"]) }
    }
    #expect(test.loop.run() == "reached 3 ticks")
    #expect(test.game.samples.map(\.pressed) == [1, 0, 0])
  }

  @Test("An action that the game lost ends the run before its tick, also when a late loop catches up")
  func lostActionWhileLate() throws {
    let test = try TestLoop(ticks: 12, script: "5 press fire")
    test.game.onStep = { [unowned game = test.game] in
      guard game.tick == 3 else { return }
      game.actions = ["left"]
      test.clock.advance(by: 80_000_000)
    }
    #expect(test.loop.run().contains("1: there is no action 'fire'"))
    #expect(test.game.tick == 5)
  }

  @Test("An unknown action ends the run before the first tick, with its line")
  func unknownAction() throws {
    let test = try TestLoop(script: "# demo\n4 press fire\n90 press jump\n")
    let reason = test.loop.run()
    #expect(
      reason.hasSuffix(
        ":3: there is no action 'jump'; this game has left, fire, and host commands can be pressed, too"))
    #expect(test.game.tick == 0)
  }

  @Test("A script can name host commands, but not those of control clients only")
  func hostCommands() throws {
    let test = try TestLoop(script: "2 press rollback-world\n2 release rollback-world\n5 press quit\n")
    #expect(test.loop.run() == "quit")
    #expect(test.game.performed == [.rollbackWorld])
    let control = try TestLoop(script: "1 press screenshot")
    #expect(control.loop.run().contains("'screenshot'"))
  }

  @Test("Events of the wrapped terminal are passed on, and its resize ends a scripted one")
  func wrapped() throws {
    let (base, game) = (HeadlessTerminal(size: CellSize(columns: 40, rows: 6)), RecordingGame())
    let script = try InputScript(name: "in", text: "0 resize 20x4\n1 key x")
    let terminal = ScriptedTerminal(base, script: script, game: game)
    base.post(.focus(true))
    #expect(terminal.drainEvents() == [.focus(true), .resized(CellSize(columns: 20, rows: 4))])
    #expect(terminal.size == CellSize(columns: 20, rows: 4))
    #expect(terminal.drainEvents() == [])
    game.tick = 5
    base.post(.resized(CellSize(columns: 30, rows: 5)))
    let key = Key(.character("x"))
    #expect(
      terminal.drainEvents()
        == [.resized(CellSize(columns: 30, rows: 5)), .key(key, .press), .key(key, .release)])
    #expect(terminal.size == CellSize(columns: 30, rows: 5))
  }
}
