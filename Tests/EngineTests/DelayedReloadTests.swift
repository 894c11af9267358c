import Testing

@testable import Engine

@Suite("Delayed reloads on the screen")
struct DelayedReloadTests {
  private let delayed = DelayedReload(generation: 3, waited: 3_900_000_000, limit: 10_000_000_000)

  private func paint(_ overlay: Overlay, rows: Int) -> String {
    var picture = CellBuffer(size: CellSize(columns: 90, rows: rows))
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    return picture.text
  }

  @Test("The status line shows what waits and for how long it may; without it a badge does")
  func statusLine() {
    var overlay = Overlay()
    overlay.hud.delayedReload = delayed
    #expect(paint(overlay, rows: 1).contains("waits for the game: 3 s of 10 s · F5 applies"))
    overlay.showsHUD = false
    #expect(paint(overlay, rows: 2).contains(" waits for the game: 3 s of 10 s · F5 applies"))
    overlay.hud.delayedReload = nil
    #expect(!paint(overlay, rows: 2).contains("waits"))
  }

  @Test("The limit is told in tenths of a second where that matters")
  func limits() {
    func text(_ limit: UInt64) -> String { DelayedReload(generation: 1, limit: limit).text }
    #expect(text(500_000_000) == "waits for the game: 0 s of 0.5 s")
    #expect(text(2_000_000_000) == "waits for the game: 0 s of 2 s")
    #expect(text(60_400_000_000) == "waits for the game: 0 s of 60 s")
  }

  @Test("The loop shows what its game tells")
  func loop() throws {
    let test = try TestLoop(ticks: 5)
    test.game.delayedReload = delayed
    _ = test.loop.run()
    #expect(test.terminal.picture.text.contains("waits for"))
  }

  @Test(
    "The first frame is told with the delay instead of the time since the save",
    arguments: [
      (HostEvent.SwapDelay.End.game, "the game delayed it for 2.5 s"),
      (.limit, "the game delayed it for 2.5 s, which is the limit"),
      (.request, "the game delayed it for 2.5 s"),
    ])
  func firstFrame(end: HostEvent.SwapDelay.End, told: String) throws {
    let test = try TestLoop(ticks: nil)
    let presenter = OverlayPresenter(board: test.board) { $0() }
    presenter.present(.rejected(.init(generation: 2, stage: "load", reason: "no")), time: 0)
    presenter.present(.reloadDelayed(delayed), time: 0)
    #expect(!test.board.overlay.hasPanel(.reload))
    let swap = HostEvent.Swap(
      generation: 3, from: 1, cause: .save, isOptimised: false, changedFiles: ["Game/A.swift"],
      savedAt: 5_000_000, delay: .init(waited: 2_500_000_000, end: end))
    presenter.present(.swapped(swap), time: 0)
    presenter.present(.firstFrame(generation: 3), time: 17_000_000)
    #expect(
      test.board.overlay.toasts.map(\.text) == [
        "Generation 3 is ready · the game delays it · F5 applies",
        "Generation 3 · A.swift · \(told)",
      ])
  }
}
