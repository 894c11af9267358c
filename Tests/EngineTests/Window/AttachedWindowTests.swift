import CGameABI
import Testing
import Timeline

@testable import Engine

@Suite("Attached windows")
struct AttachedWindowTests {
  @Test("Tab and numbers change the page, q leaves; in a text they are characters")
  func pages() throws {
    let run = WindowRun()
    let world = try InspectedWorld()
    run.game.world = world
    for page in [WindowPage.log, .inspector, .tweaks, .time, .problems] {
      run.press(Key(.tab))
      #expect(run.page == page)
    }
    run.press(Key(.tab, .shift))
    #expect(run.page == .time)
    for page in WindowPage.allCases {
      run.type("\(page.number)")
      #expect(run.page == page)
    }
    run.type("3")
    run.press(Key(.down), Key(.enter))
    run.type("5")
    #expect(run.page == .inspector)
    run.press(Key(.tab))
    #expect(run.page == .inspector)
    run.press(Key(.enter))
    #expect(try world.text("score") == "5")
    run.type("4quality")
    #expect(run.outlet.hasLeft)
    let filtering = WindowRun(.tweaks)
    filtering.type("equal")
    #expect(!filtering.outlet.hasLeft && filtering.picture.contains("filter: equal"))
    let clicked = WindowRun(.problems)
    clicked.windows.click(column: 15, row: 0, from: clicked.outlet)
    #expect(clicked.page == .log)
  }

  @Test("Keys of the host work, except those about the game's own screen; those of the game do nothing")
  func commands() throws {
    let run = WindowRun(.log)
    run.game.world = try InspectedWorld()
    run.press(Key(.function(5)), Key(.function(6)), Key(.character("p")), Key(.character("x"), .control))
    #expect(run.performed == [.reload, .rollback, .pause, .stopOnCrash])
    run.press(Key(.function(1)), Key(.function(3)), Key(.character("a")), Key(.character(" ")))
    #expect(run.performed.count == 4 && !run.board.overlay.showsHelp)
    run.press(Key(.character("w"), .control))
    #expect(run.page == .inspector)
    run.press(Key(.character("p")), Key(.character(".")))
    #expect(run.performed.suffix(2) == [.pause, .step])
    run.press(Key(.character("e"), .control))
    #expect(run.page == .tweaks)
    run.press(Key(.function(4)))
    #expect(run.page == .log)
    run.press(Key(.character("c"), .control))
    #expect(run.outlet.hasLeft)
  }

  @Test("What the host answers to a key of the window is in its last line, too, until the next key")
  func answers() {
    let run = WindowRun(.log)
    func status() -> String { run.rows[23] }
    run.board.toast("Saves are seen again")
    #expect(!status().contains("Saves are seen"))
    run.press(Key(.function(7)))
    #expect(run.performed.count == 1 && !status().contains("Saves are seen"), "it came before")
    run.board.toast("Generation 2 crashed; it cannot run again", .bad)
    #expect(status().contains("Generation 2 crashed; it cannot run again"), "\(status())")
    // The same again.
    run.press(Key(.function(7)))
    #expect(!status().contains("cannot run again"))
    run.board.toast("Generation 2 crashed; it cannot run again", .bad)
    #expect(status().contains("cannot run again"))
    run.press(Key(.pageUp))
    #expect(!status().contains("cannot run again"))
    run.press(Key(.function(7)))
    run.board.toast("gone soon")
    run.board.overlay.expireToasts(now: .max)
    #expect(!status().contains("gone soon"))
  }

  @Test("In a loop, the game gets no input from a window, and the loop does what it asks for")
  func loop() throws {
    let test = try TestLoop(ticks: nil, keys: "game:\n  left: a\n  fire: space\n")
    let world = try InspectedWorld()
    test.game.world = world
    let outlet = TestOutlet()
    test.run(iterations: 20) { [loop = test.loop] iteration in
      if iteration == 2 {
        #expect(loop.windows.attach(outlet, page: .inspector, size: CellSize(columns: 80, rows: 24)) == nil)
        let keys = [Key(.down), Key(.enter), Key(.character("7")), Key(.enter), Key(.character("a"))]
        for key in keys + [Key(.escape), Key(.character("1")), Key(.character(" ")), Key(.function(6))] {
          loop.receive(.key(key, .press, base: nil), from: outlet)
        }
      }
    }
    #expect(try world.text("score") == "7")
    #expect(test.game.samples.allSatisfy { $0.pressed == 0 && $0.held == 0 })
    #expect(test.game.performed == [.rollback] && !outlet.contents.isEmpty)
    #expect(test.board.overlay.inspector == nil)
  }

  @Test("Tweaks are opened while their page is shown, and closed with the window")
  func tweaks() {
    let run = WindowRun(.tweaks)
    #expect(run.game.tweakRequests == [.open])
    run.press(Key(.tab))
    #expect(run.game.tweakRequests == [.open, .close])
    run.type("4")
    run.windows.detach(run.outlet)
    #expect(run.game.tweakRequests == [.open, .close, .open, .close])
    #expect(run.windows.count == 0)
    run.windows.detach(run.outlet)
    #expect(run.game.tweakRequests.count == 4)
  }

  @Test("More than eight windows are refused; each has its own page and size")
  func limit() {
    let run = WindowRun()
    let others = (0..<8).map { _ in TestOutlet() }
    let answers = others.map { run.windows.attach($0, page: .log, size: CellSize(columns: 40, rows: 10)) }
    #expect(answers.dropLast().allSatisfy { $0 == nil })
    #expect(answers.last??.contains("8 windows are attached") == true)
    run.windows.detach(others[0])
    #expect(run.windows.attach(others[7], page: .time, size: CellSize(columns: 50, rows: 10)) == nil)
    for _ in 0..<8 { run.read() }
    #expect(run.outlet.contents.map(\.page) == [.problems])
    #expect(others[1].contents.map(\.page) == [.log])
    #expect(others[7].contents.map(\.size) == [CellSize(columns: 50, rows: 10)])
  }

  // MARK: What it costs

  @Test("One window is read in each iteration, in turn; without a change two times in a second at most")
  func pace() {
    let run = WindowRun()
    let other = TestOutlet()
    _ = run.windows.attach(other, page: .log, size: CellSize(columns: 80, rows: 24))
    #expect(run.read(), "the other one waits")
    #expect(run.outlet.contents.count + other.contents.count == 1)
    #expect(!run.read())
    #expect(run.outlet.contents.count == 1 && other.contents.count == 1)
    for _ in 0..<60 {
      run.wait(milliseconds: 16)
      run.read()
    }
    #expect(run.outlet.contents.count <= 3 && other.contents.count <= 3)
    // Something changes in each tick.
    for _ in 0..<60 {
      run.game.tick += 1
      run.wait(milliseconds: 16)
      run.read()
    }
    #expect((10...18).contains(run.outlet.contents.count), "\(run.outlet.contents.count)")
  }

  @Test(
    "A window that does not read is not read for; the loop's ticks go on, and it is dropped after ten seconds"
  )
  func stuck() throws {
    let run = WindowRun()
    run.outlet.isBusy = true
    for _ in 0..<100 {
      run.game.tick += 1
      run.wait(milliseconds: 99)
      run.press(Key(.down))
      run.read()
    }
    #expect(run.outlet.contents.isEmpty && run.outlet.drops == 0)
    run.wait(milliseconds: 200)
    run.read()
    #expect(run.outlet.drops == 1)

    let test = try TestLoop(ticks: 600)
    let outlets = (0..<AttachedWindows.limit).map { _ in TestOutlet() }
    for outlet in outlets {
      outlet.isBusy = true
      #expect(test.loop.windows.attach(outlet, page: .log, size: .largest) == nil)
    }
    #expect(test.loop.run() == "reached 600 ticks")
    #expect(test.game.calls.count { $0 == "step" } == 600)
    #expect(test.board.overlay.hud.droppedTicks == 0 && outlets.allSatisfy(\.contents.isEmpty))
  }

  @Test("Movements are kept until they are shown")
  func scrolls() {
    let run = WindowRun(.log)
    run.read()
    run.outlet.isBusy = true
    run.press(Key(.pageUp), Key(.up))
    run.wait(milliseconds: 500)
    run.read()
    run.outlet.isBusy = false
    run.press(Key(.up))
    run.wait(milliseconds: 500)
    run.read()
    #expect(run.outlet.contents.last?.scrolls == [.pageUp, .lines(-1), .lines(-1)])
  }
}

extension AttachedWindows {
  fileprivate func click(column: Int, row: Int, from outlet: TestOutlet) {
    for isDown in [true, false] {
      _ = receive(.mouse(column: column, row: row, isDown: isDown), from: outlet, .builtIn)
    }
  }
}
