import CGameABI
import Testing

@testable import Engine

/// What stops the ticks besides a pause: the help, the key settings, a terminal that is too small.
@Suite("Holding the game")
struct HoldTests {
  private let help = Key(.function(1))

  @Test("No tick runs while the help is open; afterwards the world continues, and no time counts as late")
  func helpIsOpen() throws {
    let test = try TestLoop(ticks: nil)
    test.run(iterations: 300) { iteration in
      switch iteration {
      case 10, 200: test.press(help)
      case 199:
        #expect((9...10).contains(test.game.tick))
        #expect(test.loop.hold == .help)
        #expect(!test.loop.isPaused, "the player's own pause is another one")
        #expect(test.game.draws > 190, "the game is still drawn")
      default: break
      }
    }
    #expect((108...111).contains(test.game.tick))
    #expect(test.board.overlay.hud.droppedTicks == 0)
  }

  @Test("A pause that was on before the help is on after it, and one that was off is off")
  func pauseStays() throws {
    for pauses in [false, true] {
      let test = try TestLoop(ticks: nil)
      test.loop.setPaused(pauses)
      for _ in 0..<2 { test.press(help) }
      test.run(iterations: 20)
      #expect(test.loop.isPaused == pauses && test.loop.hold == nil)
      #expect((test.game.tick == 0) == pauses)
    }
  }

  @Test("Keys that are held when the help opens are released; keys of the game do nothing until it closes")
  func keys() throws {
    let test = try TestLoop(ticks: nil, keys: "game:\n  left: a\n  fire: space\n")
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 2 { test.press(Key(.character("a"))) }
      if game.tick == 4 {
        for key in [help, Key(.character(" ")), Key(.character("a")), Key(.escape)] { test.press(key) }
      }
    }
    test.run(iterations: 10)
    #expect(test.game.samples.prefix(6).map(\.held) == [0, 0, 1, 1, 0, 0])
    #expect(test.game.samples.allSatisfy { $0.held & 2 == 0 && $0.pressed & 2 == 0 })
  }

  @Test("Esc closes the help, then the log, then it is the game's")
  func escape() throws {
    let test = try TestLoop(ticks: 8, keys: "game:\n  fire: escape\n  left: a\n")
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 2 { for key in [Key(.function(4)), help, Key(.escape)] { test.press(key) } }
      if game.tick == 3 {
        #expect(!test.board.overlay.showsHelp && test.board.overlay.showsLog)
        test.press(Key(.escape))
      }
      if game.tick == 4 {
        #expect(!test.board.overlay.showsLog)
        test.press(Key(.escape))
      }
    }
    _ = test.loop.run()
    #expect(test.game.samples.map { $0.pressed } == [0, 0, 0, 0, 2, 0, 0, 0])
  }

  @Test("A terminal that is too small shows the size that is needed; the game goes on when it grows")
  func smallTerminal() throws {
    let test = try TestLoop(ticks: nil)
    test.game.minSize = CellSize(columns: 40, rows: 6)
    test.run(iterations: 60) { iteration in
      if iteration == 30 {
        #expect(test.game.tick == 0 && test.game.draws == 0)
        let text = test.terminal.picture.text
        #expect(text.contains("Recorder needs a terminal of 40×7;") && text.contains("this one is 40×6."))
        #expect(text.contains("F3 hides the"))
        test.terminal.post(.resized(CellSize(columns: 40, rows: 7)))
      }
    }
    #expect((29...31).contains(test.game.tick))
    #expect(test.terminal.picture.text.contains("tick \(test.game.tick)"))
  }

  @Test(
    "The first frame that a terminal is too small for is told once per generation, and drawn when it grows")
  func firstFrameKept() throws {
    let test = try TestLoop(ticks: nil)
    let kept = Recorded<[String]>([])
    test.events.listen {
      if case .firstFrameKept(let generation, let reason) = $0.event {
        kept.append("\(generation): \(reason)")
      }
    }
    test.game.minSize = CellSize(columns: 40, rows: 6)
    let reason = "Recorder needs a terminal of 40×7; this one is 40×6"
    test.run(iterations: 60) { iteration in
      if iteration == 20 {
        #expect(kept.value == ["1: \(reason)"] && test.firstFrames.isEmpty)
        test.game.generation = 2
        test.loop.setPaused(true)
      }
      if iteration == 40 {
        #expect(kept.value == ["1: \(reason)", "2: \(reason)"] && test.firstFrames.isEmpty)
        test.terminal.post(.resized(CellSize(columns: 40, rows: 7)))
      }
      if iteration == 50 { test.terminal.post(.resized(CellSize(columns: 40, rows: 6))) }
    }
    #expect(test.firstFrames == [2] && kept.value.count == 2)
  }

  @Test("A terminal that takes no output for two seconds is told, too")
  func stuckTerminal() throws {
    let terminal = LaggingTerminal()
    let test = try TestLoop(ticks: 300, on: terminal)
    let kept = Recorded<[UInt64]>([])
    test.events.listen { if case .firstFrameKept(2, _) = $0.event { kept.append($0.tick) } }
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 10 { terminal.catchUp() }
      if game.tick == 20 { game.generation = 2 }
      if game.tick == 200 { terminal.catchUp() }
    }
    _ = test.loop.run()
    #expect(kept.value.count == 1 && (138...145).contains(kept.value.first ?? 0), "\(kept.value)")
    #expect(test.firstFrames == [1, 2])
  }

  @Test("Without the status line, its row is the game's")
  func withoutStatusLine() throws {
    let test = try TestLoop(ticks: nil)
    test.game.minSize = CellSize(columns: 40, rows: 6)
    test.press(Key(.function(3)))
    test.run(iterations: 10)
    #expect(test.game.tick > 5 && test.loop.hold == nil)
  }

  @Test("A banner does not make the terminal too small: it covers rows of the game")
  func banner() throws {
    let test = try TestLoop(ticks: nil)
    test.game.minSize = CellSize(columns: 40, rows: 5)
    test.board.overlay.banner = "Rolled back: running generation 2, files are generation 3"
    test.run(iterations: 10)
    #expect(test.game.tick > 5)
    let lines = test.terminal.picture.text.split(separator: "\n")
    #expect(lines[1].hasPrefix(" Rolled back: running generation 2,"))
    #expect(lines[2].hasPrefix(" files are generation 3"))
  }

  @Test("A single step that was requested runs nevertheless")
  func step() throws {
    let test = try TestLoop(ticks: nil)
    test.press(help)
    test.gateway.post { $0.singleStep(count: 3) }
    test.run(iterations: 30)
    #expect(test.game.tick == 3)
  }

  @Test("A run that nobody could continue ends with the reason, after a frame that shows it")
  func ends() throws {
    let test = try TestLoop(ticks: 60, endsWhenHeld: true)
    test.game.minSize = CellSize(columns: 60, rows: 18)
    #expect(test.loop.run() == "Recorder needs a terminal of 60×19; this one is 40×6")
    #expect(test.terminal.picture.text.contains("60×19"))
    let other = try TestLoop(ticks: 60, script: "20 press help", endsWhenHeld: true)
    #expect(other.loop.run() == "the help is open, which stops the ticks")
    #expect(other.game.tick == 20)
  }

  @Test("A minimum in one direction only is named as such")
  func oneDirection() throws {
    let wide = SmallTerminal(
      Overlay(), game: "Wide", minimum: CellSize(columns: 90, rows: 0), size: CellSize(columns: 80, rows: 24))
    #expect(wide.map { "\($0)" } == "Wide needs a terminal of 90 columns; this one is 80×24")
    let high = SmallTerminal(
      Overlay(), game: "High", minimum: CellSize(columns: 0, rows: 24), size: CellSize(columns: 80, rows: 24))
    #expect(high.map { "\($0)" } == "High needs a terminal of 25 rows; this one is 80×24")
  }

  @Test("The title names the keys for help and quit as they are bound, and follows them")
  func title() throws {
    let test = try TestLoop(ticks: nil, keys: "host:\n  quit: ctrl-c\n", title: "hotloop: game")
    test.run(iterations: 10) { iteration in
      if iteration == 5 {
        #expect(test.terminal.title == "hotloop: game · F1 help · Ctrl-C quit")
        #expect(test.terminal.picture.text.contains("F1 help · Ctrl-C quit"))
        _ = test.assets.apply([
          KeyBinder.path: AssetContent("host:\n  help: f12\n  quit: f9\n  save: []\n".utf8)
        ])
      }
    }
    #expect(test.terminal.title == "hotloop: game · F12 help · F9 quit")
  }
}

@Suite("Scrolling")
struct ScrollTests {
  @Test("Help that does not fit scrolls by lines and pages, to both ends, and says how much is out of view")
  func help() throws {
    let test = try TestLoop(ticks: nil)
    test.press(Key(.function(1)))
    for key in [Key(.up), Key(.down), Key(.down), Key(.up)] { test.press(key) }
    test.run(iterations: 5)
    #expect(test.terminal.picture.text.contains("↑ 1 more  ↓ "))
    #expect(test.board.overlay.helpFirst == 1)
  }

  @Test(
    "Each key moves the view",
    arguments: [
      (Key(.up), 9), (Key(.down), 11), (Key(.pageUp), 6), (Key(.pageDown), 14), (Key(.home), 0),
      (Key(.end), 25),
    ])
  func keys(key: Key, first: Int) {
    let window = ScrollWindow(count: 30, room: 5, first: 10)
    #expect(Scroll(key)?.moved(window) == first)
    #expect(window.note == "↑ 10 more  ↓ 15 more")
  }

  @Test("The view stays within the list, whatever is pressed")
  func ends() {
    let top = ScrollWindow(count: 7, room: 5, first: -3)
    #expect(top.lines == 0..<5 && top.note == "↓ 2 more")
    #expect(Scroll.lines(-1).moved(top) == 0 && Scroll.pageDown.moved(top) == 2)
    let end = ScrollWindow(count: 7, room: 5, first: 99)
    #expect(end.lines == 2..<7 && end.note == "↑ 2 more" && Scroll.lines(3).moved(end) == 2)
    let whole = ScrollWindow(count: 5, room: 5, first: 1)
    #expect(whole.note == nil && whole.first == 0 && !whole.isCut)
    #expect(ScrollWindow(count: 3, room: 0, first: 0).lines.isEmpty)
  }

  @Test("Beside the game, the wheel and the page keys scroll the log; arrows and other keys stay the game's")
  func log() throws {
    let test = try TestLoop(ticks: 6, keys: "game:\n  left: up\n  fire: pageup\n")
    for number in 1...30 { test.board.overlay.appendLog("line \(number)") }
    test.game.onStep = { [unowned game = test.game] in
      switch game.tick {
      case 1: test.press(Key(.pageUp))
      case 2: test.press(Key(.function(4)))
      case 3:
        test.press(Key(.up))
        test.terminal.post(.wheel(-1))
      case 4:
        #expect(test.board.overlay.logFirst == 26)
        test.press(Key(.pageUp))
      case 5:
        #expect(test.board.overlay.logFirst == 25)
        test.press(Key(.end))
      default: break
      }
    }
    _ = test.loop.run()
    #expect(test.game.samples.map(\.pressed) == [0, 2, 0, 1, 0, 0])
    #expect(test.board.overlay.logFirst == nil, "at the end the log follows new lines again")
  }

  @Test("A panel that is cut scrolls, and begins at its top again when another one replaces it")
  func panel() throws {
    let test = try TestLoop(ticks: nil)
    let panel = Overlay.Panel(
      source: .build, title: "Build failed", lines: (1...20).map { .init("error \($0)") })
    test.board.overlay.show(panel)
    test.run(iterations: 20) { iteration in
      if iteration == 2 { test.press(Key(.end)) }
      if iteration == 10 {
        #expect(test.terminal.picture.text.contains("error 20"))
        test.board.overlay.show(panel)
      }
    }
    #expect(test.terminal.picture.text.contains("error 1 "))
  }
}
