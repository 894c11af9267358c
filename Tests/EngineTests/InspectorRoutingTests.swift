import CGameABI
import Testing
import WorldState

@testable import Engine

@Suite("Inspector in the loop")
struct InspectorRoutingTests {
  @Test("The inspector takes typed keys; those of the host and the game's ticks go on")
  func routing() throws {
    let test = try TestLoop(ticks: nil, keys: "game:\n  left: a\n  fire: space\n")
    let world = try InspectedWorld()
    test.game.world = world
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 2 {
        let keys = [
          Key(.character("w"), .control), Key(.down), Key(.enter), Key(.character("7")), Key(.enter),
          Key(.character("a")), Key(.function(6)),
        ]
        for key in keys { test.press(key) }
      }
    }
    test.run(iterations: 20)
    #expect(try world.text("score") == "7")
    #expect(test.board.overlay.inspector != nil)
    #expect(test.game.samples.allSatisfy { $0.pressed == 0 })
    #expect(test.game.performed == [.rollback])
    #expect(test.game.tick > 10 && test.loop.hold == nil)
  }

  @Test("Opened again, it shows what it showed; the tweak panel takes its place")
  func reopening() throws {
    let test = try TestLoop(ticks: nil)
    test.game.world = try InspectedWorld()
    test.run(iterations: 6) { iteration in
      switch iteration {
      case 2: for key in [Key(.character("w"), .control), Key(.end), Key(.escape)] { test.press(key) }
      case 4:
        #expect(test.board.overlay.inspector == nil)
        test.press(Key(.character("w"), .control))
      default: break
      }
    }
    guard case .tree(let tree) = test.board.overlay.inspector?.view else {
      Issue.record("no tree is open")
      return
    }
    #expect(tree.selection?.description == "wind")
    test.loop.perform(.tweak)
    #expect(test.board.overlay.inspector == nil && test.board.overlay.tweakPanel != nil)
    test.loop.perform(.inspect)
    #expect(test.board.overlay.inspector != nil && test.board.overlay.tweakPanel == nil)
  }

  @Test("A click selects a line, the wheel scrolls, a paste is typed, Tab pauses and a point steps")
  func mouse() throws {
    let terminal = HeadlessTerminal(size: CellSize(columns: 80, rows: 24))
    let test = try TestLoop(ticks: nil, on: terminal)
    let world = try InspectedWorld()
    test.game.world = world
    func press(_ key: Key) { terminal.post(.key(key, .press)) }
    var tick: UInt64 = 0
    test.run(iterations: 12) { iteration in
      switch iteration {
      case 2: press(Key(.character("w"), .control))
      case 4:
        terminal.post(.wheel(1))
        terminal.post(.wheel(-1))
        // The second line of the content.
        terminal.post(.mouse(column: 4, row: 13, buttons: 1))
        terminal.post(.mouse(column: 4, row: 13, buttons: 0))
      case 6:
        press(Key(.enter))
        terminal.post(.paste("12"))
        press(Key(.enter))
        press(Key(.tab))
      case 8: tick = test.game.tick
      case 9: press(Key(.character(".")))
      default: break
      }
    }
    #expect(try world.text("score") == "12")
    #expect(test.loop.isPaused && test.game.tick == tick + 1)
  }
}
