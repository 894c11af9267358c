import CGameABI
import Testing

@testable import Engine

@Suite("Held saves on the screen")
struct HeldSavesTests {
  private func overlay(_ held: HeldSaves?) -> Overlay {
    var overlay = Overlay()
    overlay.hud.build = "built in 212 ms"
    overlay.hud.holdsSaves = true
    overlay.hud.heldSaves = held
    return overlay
  }

  private func paint(_ overlay: Overlay, rows: Int, _ bindings: KeyBindings = .builtIn) -> String {
    var picture = CellBuffer(size: CellSize(columns: 80, rows: rows))
    OverlayPainter(overlay, bindings: bindings).paint(on: &picture)
    return picture.text
  }

  @Test("The status line counts them, and names the key in force")
  func statusLine() {
    #expect(paint(overlay(nil), rows: 1).hasPrefix(" gen 0  built in 212 ms · holds saves "))
    let one = overlay(.init(generation: 2, count: 1))
    #expect(paint(one, rows: 1).hasPrefix(" gen 0  built in 212 ms · held: 1 save waits · F5 applies "))
    let three = overlay(.init(generation: 4, count: 3))
    let unbound = KeyBindings(entries: [.init(name: "help", target: .host(.help), keys: [Key(.function(1))])])
    #expect(paint(three, rows: 1, unbound).contains("held: 3 saves wait · hotloop ctl reload app"))
  }

  @Test("Without the status line a badge does, below that of a pause")
  func badge() {
    var overlay = overlay(.init(generation: 4, count: 3))
    overlay.showsHUD = false
    #expect(paint(overlay, rows: 3).contains(" held: 3 saves wait · F5 applies"))
    overlay.hud.isPaused = true
    let lines = paint(overlay, rows: 3).split(separator: "\n")
    #expect(lines[0].contains("Paused") && lines[1].contains("held: 3 saves wait"))
    overlay.hud.heldSaves = nil
    #expect(!paint(overlay, rows: 3).contains("held"))
  }

  @Test("The key of the hold toggles it; each change is one event")
  func toggle() throws {
    let test = try TestLoop(ticks: nil)
    let changes = Recorded<[Bool]>([])
    test.events.listen { if case .holdChanged(let isHolding) = $0.event { changes.append(isHolding) } }
    test.run(iterations: 30) { iteration in
      if iteration == 5 || iteration == 20 { test.press(Key(.character("p"), .control)) }
      if iteration == 15 {
        #expect(test.game.holdsSaves && test.terminal.picture.text.contains(" holds saves"))
        test.loop.setHoldsSaves(true)
      }
    }
    #expect(!test.game.holdsSaves && !test.terminal.picture.text.contains("holds saves"))
    #expect(changes.value == [true, false])
  }

  @Test("A save that is held closes the panel of a rejected one, and is told")
  func toast() throws {
    let test = try TestLoop(ticks: nil)
    let presenter = OverlayPresenter(board: test.board) { $0() }
    presenter.present(.rejected(.init(generation: 2, stage: "load", reason: "no")), time: 0)
    #expect(test.board.overlay.hasPanel(.reload))
    presenter.present(.saveHeld(.init(generation: 3, count: 2)), time: 0)
    #expect(!test.board.overlay.hasPanel(.reload))
    #expect(
      test.board.overlay.toasts.map(\.text) == ["Generation 3 is ready · held: 2 saves wait · F5 applies"])
  }

  @Test("Their first frame is told with the time since the request")
  func firstFrame() throws {
    let test = try TestLoop(ticks: nil)
    let presenter = OverlayPresenter(board: test.board) { $0() }
    let swap = HostEvent.Swap(
      generation: 3, from: 1, cause: .save, isOptimised: false, changedFiles: ["Game/A.swift"],
      savedAt: 5_000_000, heldSaves: 2)
    presenter.present(.swapped(swap), time: 0)
    presenter.present(.firstFrame(generation: 3), time: 17_000_000)
    #expect(
      test.board.overlay.toasts.map(\.text) == [
        "Generation 3 · A.swift · 2 held saves · 12 ms from request to frame"
      ])
    var text = EventText()
    _ = text.lines(for: .init(event: .swapped(swap), time: 0, tick: 0))
    let lines = text.lines(for: .init(event: .firstFrame(generation: 3), time: 17_000_000, tick: 0))
    #expect(lines.map(\.text) == ["generation 3: 12 ms from request to frame"])
  }
}
