import CGameABI
import Testing

@testable import Engine

@Suite("Input routing")
struct InputRouterTests {
  private static let keys = "host:\n  help: f1\ngame:\n  left: [left, a]\n  fire: space\n"

  @Test("Keys become the actions they are bound to, at the next tick")
  func keys() throws {
    let test = try TestLoop(ticks: 10, keys: Self.keys)
    let space = Key(.character(" "))
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 3 { test.terminal.post(.key(space, .press)) }
      if game.tick == 6 { test.terminal.post(.key(space, .release)) }
    }
    _ = test.loop.run()
    #expect(test.game.samples.map(\.held) == [0, 0, 0, 2, 2, 2, 0, 0, 0, 0])
    #expect(test.game.samples.map(\.pressed) == [0, 0, 0, 2, 0, 0, 0, 0, 0, 0])
    #expect(test.game.samples.map(\.released) == [0, 0, 0, 0, 0, 0, 2, 0, 0, 0])
  }

  @Test("A key that nobody bound counts as the key of a US keyboard at its place")
  func baseKeys() throws {
    let keys = "host:\n  help: f1\n  quit: ctrl-c\ngame:\n  left: a\n  fire: [g, \"я\"]\n"
    let test = try TestLoop(ticks: 10, keys: keys)
    func post(_ key: Unicode.Scalar, _ phase: KeyPhase, base: Unicode.Scalar, _ modifiers: Key.Modifiers = [])
    {
      test.terminal.post(
        .key(Key(.character(key), modifiers), phase, base: Key(.character(base), modifiers)))
    }
    test.game.onStep = { [unowned game = test.game] in
      switch game.tick {
      case 2: post("п", .press, base: "g")
      case 4: post("п", .release, base: "g")
      // It is bound itself, so its place does not count.
      case 5: post("я", .press, base: "a")
      case 6: post("я", .release, base: "a")
      case 7: post("с", .press, base: "c", .control)
      default: break
      }
    }
    #expect(test.loop.run() == "quit")
    #expect(test.game.samples.map(\.held) == [0, 0, 2, 2, 0, 2, 0])
  }

  @Test("While the game reads text, what is typed is text, and other keys keep their bindings")
  func text() throws {
    let test = try TestLoop(ticks: 8, keys: Self.keys)
    test.game.onStep = { [unowned game = test.game, unowned loop = test.loop] in
      // Text is wanted until tick 4, and typed until tick 6.
      if game.tick <= 4 { loop.readText() }
      if game.tick == 2 {
        test.terminal.post(.key(Key(.character("a")), .press))
        test.terminal.post(.key(Key(.backspace), .press))
        test.terminal.post(.key(Key(.left), .press))
      }
      if game.tick == 6 { test.terminal.post(.key(Key(.character(" ")), .press)) }
    }
    _ = test.loop.run()
    #expect(test.game.samples.map { $0.mouse_buttons >> 8 } == [0, 0, 0x61, 8, 0, 0, 0, 0])
    #expect(test.game.samples.map(\.pressed) == [0, 0, 1, 0, 0, 0, 2, 0])
  }

  @Test("Keys of generations and worlds reach the game, and quit ends the run")
  func hostKeys() throws {
    let test = try TestLoop()
    for number in 5...10 { test.press(Key(.function(number))) }
    test.press(Key(.character("q")))
    #expect(test.loop.run() == "quit")
    #expect(test.game.performed == [.reload, .rollback, .forward, .rollbackWorld, .save, .load])
  }

  @Test("A repeated or released key does not repeat a host command")
  func repeats() throws {
    let test = try TestLoop(ticks: 2)
    for phase in [KeyPhase.press, .repeat, .repeat, .release] {
      test.terminal.post(.key(Key(.function(5)), phase))
    }
    _ = test.loop.run()
    #expect(test.game.performed == [.reload])
  }

  @Test("Mouse rows are counted from the first row of the game")
  func mouse() throws {
    let test = try TestLoop(ticks: 2)
    test.terminal.post(.mouse(column: 5, row: 3, buttons: 1))
    _ = test.loop.run()
    let sample = try #require(test.game.samples.first)
    #expect(sample.mouse_column == 5 && sample.mouse_row == 2 && sample.mouse_buttons == 9)
  }

  @Test("A closed terminal ends the run with its reason")
  func closed() throws {
    let test = try TestLoop()
    test.terminal.post(.closed("SIGTERM"))
    #expect(test.loop.run() == "SIGTERM")
  }

  @Test("A lost focus and other actions of a new build release held keys", arguments: [true, false])
  func releases(losesFocus: Bool) throws {
    let test = try TestLoop(ticks: 6, script: "1 press fire")
    test.game.onStep = { [unowned game = test.game] in
      guard game.tick == 3 else { return }
      if losesFocus {
        test.terminal.post(.focus(false))
      } else {
        (game.generation, game.actions) = (2, ["up", "jump"])
      }
    }
    _ = test.loop.run()
    #expect(test.game.samples.map(\.held) == [0, 2, 2, 0, 0, 0])
    #expect(test.game.samples.map(\.released) == [0, 0, 0, 2, 0, 0])
  }

  @Test("A saved keys.yaml applies from the next tick on, and is reported")
  func reload() throws {
    let test = try TestLoop(ticks: 6, keys: Self.keys)
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 2 {
        _ = test.assets.apply([KeyBinder.path: AssetContent("game:\n  fire: x\n".utf8)])
      }
      if game.tick == 3 { test.press(Key(.character("x"))) }
    }
    _ = test.loop.run()
    #expect(test.game.samples.map(\.held) == [0, 0, 0, 2, 2, 2])
    #expect(test.keyReloads == 1)
  }

  @Test("A mistake in keys.yaml is reported once, and the last good bindings stay")
  func mistake() throws {
    let test = try TestLoop(ticks: 6, keys: Self.keys)
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 2 {
        _ = test.assets.apply([KeyBinder.path: AssetContent("game:\n  warp: x\n".utf8)])
      }
    }
    _ = test.loop.run()
    #expect(test.keyProblems.map(\.line) == [2])
    #expect(test.loop.bindings[Key(.left)] == .game(0))
  }

  @Test("The file is read when the first game runs, and again for other actions")
  func actions() throws {
    let test = try TestLoop(ticks: 6, keys: Self.keys)
    test.game.generation = 0
    test.game.actions = []
    var iterations = 0
    test.loop.onIteration = { [unowned game = test.game] in
      iterations += 1
      if iterations == 5 {
        #expect(test.keyProblems == [])
        (game.generation, game.actions) = (1, ["fire", "left"])
      }
    }
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 1 { #expect(test.loop.bindings[Key(.left)] == .game(1)) }
      if game.tick == 3 { (game.generation, game.actions) = (2, ["left"]) }
    }
    _ = test.loop.run()
    #expect(test.keyProblems.map(\.message).count == 1)
    #expect(test.keyProblems.first?.message.contains("unknown action 'fire'") == true)
    #expect(test.keyReloads == 0)
  }
}
