import CGameABI
import Testing

@testable import Engine

@Suite("Answers to the player")
struct AnswerTests {
  private let interrupt = Key(.character("c"), .control)

  @Test("The last key of quit cannot be removed in the settings; one of several can")
  func lastQuitKey() {
    for count in 1...2 {
      let bindings = KeyBindings(entries: [
        .init(name: "quit", target: .host(.quit), keys: Array([interrupt, Key(.function(9))].prefix(count)))
      ])
      var settings = KeySettings()
      let outcome = settings.press(Key(.delete), bindings: bindings)
      #expect((outcome == .nothing) == (count == 1))
      #expect(settings.messageIsBad == (count == 1))
      #expect(
        settings.message == (count == 1 ? "Ctrl-C is the last key that quits; add another one first" : ""))
    }
  }

  @Test("A file that binds no key to quit is an error with its line", arguments: ["[]", "", "null"])
  func quitWithoutKey(value: String) {
    let file = KeyBindingsFile(name: "k", text: "host:\n  help: f1\n  quit: \(value)\n")
    #expect(throws: FileProblem.self) { try file.bindings(gameActions: []) }
    do throws(FileProblem) { _ = try file.bindings(gameActions: []) } catch {
      #expect(error.line == 3 && error.message.hasPrefix("quit needs a key"))
    }
  }

  @Test("Ctrl-C ends the run when no key is bound to quit, even if the game has it")
  func interruptQuits() throws {
    let test = try TestLoop(ticks: 60, keys: "game:\n  left: q\n  fire: ctrl-c\n")
    test.game.onStep = { [unowned game = test.game] in if game.tick == 5 { test.press(interrupt) } }
    _ = test.loop.run()
    #expect(test.loop.bindings.keys(for: .host(.quit)) == [])
    #expect(test.game.tick < 60)
  }

  @Test("Ctrl-C is the game's when another key is bound to quit")
  func interruptOfGame() throws {
    let test = try TestLoop(ticks: 10, keys: "host:\n  quit: q\ngame:\n  fire: ctrl-c\n")
    test.game.onStep = { [unowned game = test.game] in if game.tick == 5 { test.press(interrupt) } }
    _ = test.loop.run()
    #expect(test.game.tick == 10)
    #expect(test.game.samples.contains { $0.pressed == 2 })
  }

  @Test("Before the first build runs, the settings say why no key can be changed, and change nothing")
  func settingsBeforeGame() throws {
    let test = try TestLoop(ticks: nil, keys: "game:\n  left: a\n  fire: space\n")
    test.game.generation = 0
    test.game.actions = []
    for key in [Key(.function(2)), Key(.enter), Key(.character("z"))] { test.press(key) }
    test.run(iterations: 10)
    #expect(test.board.overlay.keySettings?.message.contains("still being built") == true)
    #expect(test.saved.value == [] && test.keyProblems == [])
  }

  @Test("An action of a file for a game without actions is reported without an empty list")
  func noActions() {
    let file = KeyBindingsFile(name: "k", text: "game:\n  left: a\n")
    do throws(FileProblem) { _ = try file.bindings(gameActions: []) } catch {
      #expect(error.message == "unknown action 'left' under game:; the game has no actions")
    }
  }

  @Test(
    "Toasts do not hide the answer of the key settings or the chosen action",
    arguments: [(80, 24), (80, 12), (60, 40)])
  func toastsBesideSettings(columns: Int, rows: Int) throws {
    var overlay = Overlay()
    var settings = KeySettings()
    for _ in 0..<HostCommand.keyCommands.count - 1 {
      _ = settings.press(Key(.down), bindings: .builtIn)
    }
    settings.showProblem("p is already bound to pause; remove it there first")
    overlay.keySettings = settings
    for text in ["first toast", "second toast"] { overlay.toast(text, .bad, now: 0) }
    var picture = CellBuffer(size: CellSize(columns: columns, rows: rows))
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    let lines = picture.text.split(separator: "\n").map { String($0) }
    for text in ["p is already bound to pause", "second toast", "Ctrl-L", "ticks wait"] {
      #expect(lines.contains { $0.contains(text) }, "\(text) is not in\n\(picture.text)")
    }
  }

  @Test("The status line counts the compiler's warnings and names the key of the log")
  func warnings() {
    var overlay = Overlay()
    overlay.hud.build = "built in 12 ms"
    func line() -> String {
      var picture = CellBuffer(size: CellSize(columns: 80, rows: 6))
      OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
      return picture.text.split(separator: "\n").first.map { String($0) } ?? ""
    }
    #expect(!line().contains("warning"))
    var warning = Problem(.build, "unused")
    warning.severity = .warning
    overlay.quietProblems = [warning, warning, Problem(.build, "an error in the background")]
    #expect(line().contains("built in 12 ms · 2 warnings (F4)"))
    overlay.quietProblems = [warning]
    #expect(line().contains("1 warning (F4)"))
  }

  @Test(
    "A crash in beforeReload is shown with file and line, and stays in view after the swap",
    arguments: ["before_reload", "after_reload"])
  func crashDuringReload(callback: String) {
    let board = OverlayBoard(clock: ManualClock())
    let presenter = OverlayPresenter(board: board) { $0() }
    let details = Deferred<HostEvent.CrashDetails>()
    let crash = HostEvent.Crash(
      generation: 2, callback: callback, signal: 4, headline: "it stopped", details: details)
    presenter.present(
      .crashHandled(crash, callback == "before_reload" ? .reloadContinued : .stateKept), time: 0)
    presenter.present(.swapped(.init(generation: 3, from: 2, cause: .save, isOptimised: false)), time: 0)
    details.complete(.init(reason: "Fatal error: x", location: "Game/A.swift:3", backtrace: []))
    let toasts = board.overlay.toasts.map(\.text)
    #expect(toasts.first == "Generation 2 crashed in \(callback): Game/A.swift:3: Fatal error: x")
  }
}
