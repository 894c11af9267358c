import CGameABI
import Engine
import Testing

@Suite("Game loop")
struct GameLoopTests {
  @Test("Sixty ticks take one second, and each has a frame")
  func pace() throws {
    let test = try TestLoop()
    #expect(test.loop.run() == "reached 60 ticks")
    #expect(test.game.tick == 60)
    #expect(test.game.draws == 60)
    let seconds = Double(test.clock.now() - 1_000_000) / 1e9
    #expect(abs(seconds - 59.0 / 60) < 0.001)
  }

  @Test("A game's own tick rate is used, with frames between its ticks")
  func gameRate() throws {
    let test = try TestLoop(ticks: 30)
    test.game.ticksPerSecond = 30
    _ = test.loop.run()
    #expect(abs(Double(test.clock.now()) / 1e9 - 29.0 / 30) < 0.05)
    #expect((55...62).contains(test.game.draws))
  }

  @Test("A change of the tick rate keeps held keys")
  func heldOverRateChange() throws {
    let test = try TestLoop(ticks: 6, script: "1 press fire")
    test.game.onStep = { [unowned game = test.game] in if game.tick == 3 { game.ticksPerSecond = 30 } }
    _ = test.loop.run()
    #expect(test.game.samples.map(\.held) == [0, 2, 2, 2, 2, 2])
    #expect(test.game.samples.map(\.pressed) == [0, 2, 0, 0, 0, 0])
  }

  @Test("A late loop catches up, and drops and counts the ticks beyond the limit")
  func overrun() throws {
    let test = try TestLoop()
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 10 { test.clock.advance(by: 1_000_000_000) }
    }
    _ = test.loop.run()
    #expect(test.board.overlay.hud.droppedTicks == 55)
  }

  @Test("Input comes before posted work, which comes before the game's safe point and its step")
  func orderWithinATick() throws {
    let test = try TestLoop(ticks: 2, script: "0 press reload\n1 press save")
    test.gateway.post { loop in loop.perform(.forward) }
    _ = test.loop.run()
    #expect(test.game.calls == ["reload", "forward", "safe point", "step", "save", "safe point", "step"])
  }

  @Test("Each tick of a catch-up has its own safe point")
  func safePointsOfACatchUp() throws {
    let test = try TestLoop(ticks: 10)
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 2 { test.clock.advance(by: 60_000_000) }
    }
    _ = test.loop.run()
    for (call, next) in zip(test.game.calls, test.game.calls.dropFirst()) {
      #expect(call != "step" || next == "safe point")
    }
  }

  @Test("Work of other threads is done at the safe point, in order")
  func postedWork() throws {
    let test = try TestLoop(ticks: 2)
    for number in 0..<3 {
      test.gateway.post { loop in loop.board.overlay.appendLog("\(number)") }
    }
    _ = test.loop.run()
    #expect(test.board.overlay.log == ["0", "1", "2"])
  }

  @Test("A pause stops ticks but not frames; a single step runs one tick")
  func pause() throws {
    let test = try TestLoop(ticks: 8)
    let (game, loop) = (test.game, test.loop)
    game.onStep = { [unowned game] in if game.tick == 5 { test.press(Key(.character("p"))) } }
    var iteration = 0
    loop.onIteration = { [unowned loop] in
      iteration += 1
      if iteration == 50 {
        #expect(game.tick == 5)
        #expect(loop.isPaused)
        loop.perform(.step)
      }
      if iteration == 100 {
        #expect(game.tick == 6)
        #expect(game.draws > 90)
        loop.perform(.pause)
      }
    }
    #expect(loop.run() == "reached 8 ticks")
  }

  @Test("A requested number of steps runs while paused, and a pause is not lateness")
  func steps() throws {
    let test = try TestLoop(ticks: nil)
    let (game, loop) = (test.game, test.loop)
    loop.singleStep(count: 7)
    var iteration = 0
    loop.onIteration = { [unowned loop] in
      iteration += 1
      if iteration == 200 {
        #expect(game.tick == 7)
        loop.perform(.resume)
      }
      if iteration == 210 { loop.requestExit("enough") }
    }
    #expect(loop.run() == "enough")
    #expect((16...18).contains(game.tick))
    #expect(test.board.overlay.hud.droppedTicks == 0)
  }

  @Test("A suspended process is not late when it continues")
  func resumed() throws {
    let test = try TestLoop(ticks: 20)
    test.game.onStep = { [unowned game = test.game] in
      guard game.tick == 10 else { return }
      test.clock.advance(by: 5_000_000_000)
      test.terminal.post(.resumed)
    }
    _ = test.loop.run()
    #expect(test.board.overlay.hud.droppedTicks == 0)
  }

  @Test("The time in which the process was stopped is not lateness, before the terminal reports it")
  func stopped() throws {
    let test = try TestLoop(ticks: 60)
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 10 { test.clock.stop(for: 5_000_000_000) }
      if game.tick == 30 { test.clock.advance(by: 1_000_000_000) }
    }
    _ = test.loop.run()
    // Of the second in which it was late without a stop, 5 ticks are caught up.
    #expect((53...56).contains(test.board.overlay.hud.droppedTicks))
  }

  @Test("The frame is the game's picture with the overlay on top")
  func picture() throws {
    let test = try TestLoop(ticks: 3)
    _ = test.loop.run()
    let lines = test.terminal.picture.text.split(separator: "\n")
    #expect(lines[0].contains("gen 1"))
    #expect(lines[1].hasPrefix("tick 3"))
  }

  @Test("The heartbeat comes once per iteration, and each frame is passed on with its time")
  func hooks() throws {
    let test = try TestLoop(ticks: 5)
    var beats = 0
    var times: [UInt64] = []
    test.loop.onIteration = { beats += 1 }
    test.loop.onFrame = { _, time in times.append(time) }
    _ = test.loop.run()
    #expect(beats == 5)
    #expect(times.count == 5 && times == times.sorted() && times.first == 1_000_000)
  }
}

@Suite("First tick and first frame of a generation")
struct FirstFrameTests {
  @Test("Both are reported once per generation")
  func oncePerGeneration() throws {
    let test = try TestLoop()
    test.game.onSafePoint = { [unowned game = test.game] in if game.tick == 20 { game.generation = 2 } }
    _ = test.loop.run()
    #expect(test.firstFrames == [1, 2])
    #expect(test.firstTicks == [1, 2])
  }

  @Test("A generation that runs again has a first frame again")
  func again() throws {
    let test = try TestLoop()
    test.game.onSafePoint = { [unowned game = test.game] in
      game.generation = (20..<40).contains(game.tick) ? 2 : 1
    }
    _ = test.loop.run()
    #expect(test.firstFrames == [1, 2, 1])
  }

  @Test("The first frame counts once the terminal has taken it")
  func lag() throws {
    let terminal = LaggingTerminal()
    let test = try TestLoop(ticks: 30, on: terminal)
    test.game.onStep = { [unowned game = test.game] in
      #expect(test.firstFrames == (game.tick <= 20 ? [] : [1]))
      if game.tick == 20 { terminal.catchUp() }
    }
    _ = test.loop.run()
    #expect(test.firstFrames == [1])
  }

  @Test("A generation that was replaced before its frame was shown has no first frame")
  func replaced() throws {
    let terminal = LaggingTerminal()
    let test = try TestLoop(ticks: 30, on: terminal)
    test.game.onSafePoint = { [unowned game = test.game] in
      if game.tick == 10 { game.generation = 2 }
      if game.tick == 20 { terminal.catchUp() }
    }
    _ = test.loop.run()
    #expect(test.firstFrames == [2])
  }

  @Test("A new generation is drawn at once, between two frames")
  func atOnce() throws {
    let test = try TestLoop(ticks: 30)
    let (game, loop) = (test.game, test.loop)
    game.ticksPerSecond = 10
    var iteration = 0
    loop.onIteration = {
      iteration += 1
      if iteration == 12 {
        game.generation = 2
        // The clock did not move: neither a tick nor a frame is due.
        test.gateway.post { _ in }
      }
    }
    _ = loop.run()
    #expect(test.firstFrames == [1, 2])
  }

  @Test("A generation that takes over after a crash in a step has one first frame")
  func crash() throws {
    let test = try TestLoop(ticks: 20)
    test.game.generation = 2
    test.game.onStep = { [unowned game = test.game] in if game.tick == 10 { game.generation = 1 } }
    _ = test.loop.run()
    #expect(test.firstFrames == [2, 1])
  }

  @Test("A frame that the game did not draw is not a first frame")
  func undrawn() throws {
    let test = try TestLoop(ticks: 10)
    test.game.onDraw = { [unowned game = test.game] in game.tick > 5 }
    test.game.onStep = { [unowned game = test.game] in if game.tick == 5 { #expect(test.firstFrames == []) } }
    _ = test.loop.run()
    #expect(test.firstFrames == [1])
  }
}
