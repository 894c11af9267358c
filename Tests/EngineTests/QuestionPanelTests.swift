import Testing
import WorldState

@testable import Engine

/// The panel that asks what became of a field.
struct QuestionPanelTests {
  private let board = OverlayBoard(clock: ManualClock())
  private let other = makeQuestion("mana", "power")

  private var panel: Overlay.Panel? { board.overlay.panels.first { $0.source == .question } }

  @Test("It names both fields, the number of the pair, and the keys as they are bound")
  func text() throws {
    board.show([question, other])
    let panel = try #require(panel)
    #expect(panel.title == "Was World.hp renamed to World.health? (1 of 2)")
    let text = panel.lines.map(\.text).joined(separator: "\n")
    for part in [
      "World.hp (int32)", "World.health (float)", "Ctrl-R  renamed", "Ctrl-O  new", "Ctrl-T  later",
    ] {
      #expect(text.contains(part), "\(text)")
    }
    // The game may have taken the keys.
    board.hints = KeyBindings(entries: []).hints
    board.refreshQuestion()
    #expect(self.panel?.lines.contains { $0.text.hasPrefix("hotloop ctl answer new  ") } == true)
  }

  @Test("What was put off stays closed until there is a new question, or until it is asked again")
  func putOff() {
    board.show([question])
    board.putOff()
    #expect(!board.isAsking)
    board.show([question])
    #expect(!board.isAsking)
    #expect(board.ask())
    board.putOff()
    board.show([question, other])
    #expect(board.isAsking)
    board.show([other])
    #expect(panel?.title == "Was World.mana renamed to World.power?")
    board.show([])
    #expect(!board.isAsking)
    #expect(!board.ask())
  }

  @Test("A panel in front of the question hides it: it is not asking then, and asking brings it to the front")
  func hidden() {
    board.show([question])
    board.overlay.show(Overlay.Panel(source: .build, title: "Build failed", lines: []))
    #expect(!board.isAsking)
    #expect(board.ask())
    #expect(board.isAsking)
    board.overlay.closePanel(.build)
    board.overlay.show(Overlay.Panel(source: .build, title: "Build failed", lines: []))
    board.putOff()
    #expect(panel == nil)
  }

  @Test("It fits into 80 columns with its answers on lines of their own, in any size of the fields' names")
  func size() {
    let long = makeQuestion(String(repeating: "h", count: 60), String(repeating: "g", count: 60))
    board.show([long])
    var picture = CellBuffer(size: CellSize(columns: 80, rows: 24))
    OverlayPainter(board.overlay, bindings: .builtIn).paint(on: &picture)
    let text = picture.text
    for part in ["Ctrl-R  renamed", "Ctrl-O  new", "Ctrl-T  later"] {
      #expect(text.contains(part), "\(text)")
    }
  }
}
