import CGameABI
import Testing
import WorldState

@testable import Engine

@Suite("Console")
struct ConsoleTests {
  private static func typed(_ text: String, in console: inout Console, world: WorldReader? = nil) {
    for scalar in text.unicodeScalars { _ = console.press(Key(.character(scalar)), world: world) }
  }

  private static func send(_ text: String, in console: inout Console) -> Console.Outcome {
    typed(text, in: &console)
    return console.press(Key(.enter), world: nil)
  }

  @Test("Enter sends the line; blank ones are not sent")
  func sending() {
    var console = Console()
    #expect(Self.send("world.lives", in: &console) == .send("world.lives"))
    #expect(console.field.text.isEmpty && console.isWaiting)
    #expect(Self.send("  ", in: &console) == .nothing)
    #expect(console.press(Key(.escape), world: nil) == .close)
    #expect(console.press(Key(.function(5)), world: nil) == .unused)
    #expect(console.press(Key(.character("n"), .control), world: nil) == .unused)
  }

  @Test("The arrows bring earlier lines back, and the new one after the last")
  func history() {
    var console = Console()
    for code in ["a", "b", "b", "c"] { _ = Self.send(code, in: &console) }
    Self.typed("new", in: &console)
    var seen: [String] = []
    for key in [Key(.up), Key(.up), Key(.up), Key(.up), Key(.down), Key(.down), Key(.down), Key(.down)] {
      _ = console.press(key, world: nil)
      seen.append(console.field.text)
    }
    #expect(seen == ["c", "b", "a", "a", "b", "c", "new", "new"])
  }

  @Test(
    "Tab completes paths of the world",
    arguments: [
      ("w", "world", ""), ("world.sc", "world.score", ""), ("1 + world.cr", "1 + world.creatures", ""),
      ("world.creatures[1].po", "world.creatures[1].position", ""),
      ("world.creatures[1].position.", "world.creatures[1].position.", "x  y"),
      ("world.s", "world.s", "score  slots  shots"), ("nothing.s", "nothing.s", ""), ("f(.s", "f(.s", ""),
      ("world.creatures[99].h", "world.creatures[99].h", ""),
    ])
  func completion(text: String, completed: String, hint: String) throws {
    let world = try InspectedWorld()
    var console = Console()
    Self.typed(text, in: &console, world: world.reader)
    _ = console.press(Key(.tab), world: world.reader)
    #expect(console.field.text == completed)
    #expect(console.hint == hint)
  }

  @Test("Each outcome is shown with what was printed")
  func answers() {
    func shown(
      _ outcome: HostEvent.Evaluation.Outcome, _ text: String, output: String = "", changes: Bool = false
    ) -> [String] {
      var console = Console()
      _ = Self.send("c", in: &console)
      console.receive(.init(code: "c", outcome: outcome, text: text, output: output, changesWorld: changes))
      return console.lines.dropFirst().map(\.text)
    }
    #expect(shown(.finished, "3") == ["3"])
    #expect(shown(.finished, "", output: "a\nb\n") == ["a", "b"])
    #expect(shown(.finished, "", changes: true) == ["the world is changed"])
    #expect(shown(.finished, "") == ["done"])
    #expect(shown(.declared, "func f") == ["declared func f; no function of the game is replaced"])
    #expect(shown(.finished, String(repeating: "x", count: 9_000))[0].count == 2_001)
    #expect(shown(.redefined, "A.f()") == ["A.f() is replaced until its file is saved"])
    #expect(shown(.rejected, "eval:1:1: no") == ["eval:1:1: no"])
    #expect(shown(.failed, "r", output: "x\n") == ["x", "the code failed: r"])
    #expect(shown(.crashed, "r") == ["the code crashed: r"])
    #expect(
      shown(.finished, (1...200).map(String.init).joined(separator: "\n")).last == "… and 100 more lines")
    // What somebody else sent.
    var console = Console()
    console.receive(.init(code: "d", outcome: .finished, text: "1", changesWorld: false))
    #expect(console.lines.map(\.text) == ["› d", "1"])
  }

  @Test("In the loop it takes typed keys, a paste and Ctrl-K; the ticks go on; a refusal is shown")
  func routing() throws {
    let test = try TestLoop(ticks: nil, keys: "game:\n  left: a\n")
    test.run(iterations: 20) { iteration in
      switch iteration {
      case 2:
        for key in [Key(.character("k"), .control), Key(.character("a")), Key(.enter)] { test.press(key) }
      case 4: for key in [Key(.character("n")), Key(.character("o")), Key(.enter)] { test.press(key) }
      default: break
      }
    }
    #expect(test.game.evaluated == ["a", "no"])
    #expect(test.board.overlay.console.lines.last?.text == "not now")
    #expect(test.game.samples.allSatisfy { $0.pressed == 0 })
    #expect(test.game.tick > 10 && test.loop.hold == nil)
    test.loop.perform(.inspect)
    #expect(!test.board.overlay.showsConsole && test.board.overlay.inspector != nil)
    test.loop.perform(.console)
    #expect(test.board.overlay.console.lines.count == 3 && test.board.overlay.inspector == nil)
    #expect(test.board.overlay.showsConsole)
  }

  private func picture(_ columns: Int, _ rows: Int) -> [String] {
    var console = Console()
    _ = Self.send("world.creatures.elements.map(\\.health)", in: &console)
    console.receive(.init(code: "", outcome: .finished, text: "[1.0, 2.5]", changesWorld: false))
    _ = Self.send("wrld", in: &console)
    console.receive(
      .init(code: "", outcome: .rejected, text: "eval:1:1: cannot find 'wrld' in scope", changesWorld: false))
    Self.typed("world.li", in: &console)
    var overlay = Overlay()
    overlay.showsHUD = false
    overlay.console = console
    overlay.showsConsole = true
    let size = CellSize(columns: columns, rows: rows)
    var picture = CellBuffer(size: size)
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    return picture.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("At 80×24")
  func small() {
    let lines = picture(80, 24).filter { $0.contains { $0 != " " } }
    #expect(
      lines.joined(separator: "\n") == """
        ┌─ console ────────────────────────────────────────────────────────────────────┐
        │ › world.creatures.elements.map(\\.health)                                     │
        │ [1.0, 2.5]                                                                   │
        │ › wrld                                                                       │
        │ eval:1:1: cannot find 'wrld' in scope                                        │
        │                                                                              │
        │                                                                              │
        │ › world.li▏                                                                  │
        └───────────────── Enter runs · ↑ ↓ earlier code · Tab completes · Esc closes ─┘
        """)
  }

  @Test("At 200×60 it takes two fifths of the screen")
  func large() {
    let lines = picture(200, 60)
    #expect(lines.firstIndex { $0.hasPrefix("┌─ console") } == 36)
    #expect(lines.last { $0.contains("world.li▏") } != nil)
  }
}
