import CGameABI
import Testing

@testable import Engine

@Suite("Key settings in the loop")
struct KeySettingsRoutingTests {
  private static let file = "game:\n  left: a\n  fire: space\n"

  /// Presses keys in tick 2 and lets 50 iterations pass.
  private func run(_ keys: [Key], file: String = file) throws -> TestLoop {
    let test = try TestLoop(ticks: nil, keys: file)
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 2 { for key in keys { test.press(key) } }
    }
    test.run(iterations: 50)
    return test
  }

  @Test("A key that is chosen applies at once and is saved")
  func bind() throws {
    let test = try run([Key(.function(2)), Key(.enter), Key(.character("z"))])
    #expect(test.loop.bindings[Key(.character("z"))] == .game(0))
    #expect(test.saved.value == ["game:\n  left: z\n  fire: space\n"])
    #expect(test.keyReloads == 1)
    #expect(test.board.overlay.keySettings?.message == "")
  }

  @Test("Letters of another script work as those at their place, and can be bound")
  func otherScript() throws {
    let test = try TestLoop(ticks: nil, keys: Self.file)
    test.game.onStep = { [unowned game = test.game] in
      guard game.tick == 2 else { return }
      for key in [Key(.function(2)), Key(.enter)] { test.press(key) }
      test.terminal.post(.key(Key(.character("п")), .press, base: Key(.character("g"))))
      // `r` resets the keys of the action.
      test.terminal.post(.key(Key(.character("к")), .press, base: Key(.character("r"))))
    }
    test.run(iterations: 50)
    #expect(test.saved.value == [Self.file.replacing("left: a", with: "left: \"п\""), Self.file])
  }

  @Test("A key of a command that the player does not have can be bound, and is taken from that command")
  func hiddenCommand() throws {
    let file = "host:\n  reload: f5\n  hud: [f3, h]\ngame:\n  left: a\n  fire: space\n"
    let test = try TestLoop(ticks: nil, keys: file, commands: [.settings, .quit])
    test.game.onStep = { [unowned game = test.game] in
      guard game.tick == 2 else { return }
      for key in [Key(.function(2)), Key(.enter), Key(.function(5))] { test.press(key) }
    }
    test.run(iterations: 50)
    #expect(
      test.saved.value == [
        file.replacing("reload: f5", with: "reload: []").replacing("left: a", with: "left: f5")
      ])
    let bindings = test.loop.bindings
    #expect(bindings[Key(.function(5))] == .game(0))
    #expect(bindings[Key(.function(3))] == nil && bindings[Key(.function(8))] == nil)
    #expect(Set(bindings.entries.filter(\.target.isHost).map(\.name)) == ["settings", "quit"])
  }

  @Test("A reset restores the keys that the file had when it was first read")
  func reset() throws {
    let keys = [Key(.function(2)), Key(.enter), Key(.character("z")), Key(.character("R")), Key(.enter)]
    let test = try run(keys)
    #expect(test.saved.value == ["game:\n  left: z\n  fire: space\n", Self.file])
    #expect(test.loop.bindings[Key(.character("a"))] == .game(0))
    #expect(test.board.overlay.keySettings?.message == "reset to the default keys")
  }

  @Test("A reset of one action keeps the line endings of the file and its comments")
  func resetOne() throws {
    let file = "# mine\r\ngame:\r\n  left: a  # west\r\n  fire: space\r\n"
    let test = try run([Key(.function(2)), Key(.delete), Key(.character("r"))], file: file)
    #expect(test.saved.value == [file.replacing("left: a  # west", with: "left: [] # west"), file])
  }

  @Test("While the screen is open, no key reaches the game or the host, and no tick runs")
  func modal() throws {
    let test = try run([Key(.function(2)), Key(.character("a")), Key(.function(5)), Key(.character("q"))])
    #expect(test.game.samples.allSatisfy { $0.pressed == 0 })
    #expect(test.game.performed == [])
    #expect(test.game.tick == 2)
    #expect(test.loop.hold == .settings)
  }

  @Test("Opening the screen releases held keys; closing it gives the keys back")
  func close() throws {
    let test = try TestLoop(ticks: 5, keys: Self.file)
    test.game.onStep = { [unowned game = test.game] in
      guard game.tick == 2 else { return }
      for key in [Key(.character("a")), Key(.function(2)), Key(.escape), Key(.character(" "))] {
        test.press(key)
      }
    }
    _ = test.loop.run()
    #expect(test.board.overlay.keySettings == nil)
    #expect(test.game.samples.map(\.held) == [0, 0, 2, 2, 2])
    #expect(test.game.samples[2].pressed == 3 && test.game.samples[2].released == 1)
  }

  @Test("A repeated key moves the selection, but is not bound to an action")
  func repeats() throws {
    let test = try TestLoop(ticks: nil, keys: Self.file)
    test.loop.perform(.settings)
    for event in [(Key(.down), KeyPhase.repeat), (Key(.enter), .press), (Key(.enter), .repeat)] {
      test.terminal.post(.key(event.0, event.1))
    }
    test.run(iterations: 5)
    #expect(test.board.overlay.keySettings?.selection == 1)
    #expect(test.board.overlay.keySettings?.mode == .replacing)
    #expect(test.saved.value == [])
  }

  @Test("A file in a form that cannot be edited is reported on the screen and stays as it is")
  func problem() throws {
    let test = try run(
      [Key(.function(2)), Key(.enter), Key(.character("z"))], file: "game: {left: a, fire: space}\n")
    #expect(test.board.overlay.keySettings?.messageIsBad == true)
    #expect(test.saved.value == [])
  }
}
