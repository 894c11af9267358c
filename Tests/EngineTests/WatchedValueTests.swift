import CGameABI
import Testing
import WorldState

@testable import Engine

@Suite("Watched values")
struct WatchedValueTests {
  private func picture(_ watched: WatchedValues, columns: Int = 60, rows: Int = 12) -> String {
    var overlay = Overlay()
    overlay.showsHUD = false
    overlay.watched = watched
    var picture = CellBuffer(size: CellSize(columns: columns, rows: rows))
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    return picture.text
  }

  private func value(_ text: String, in world: InspectedWorld) throws -> WatchedValue {
    let path = try WorldPath(parsing: text)
    return WatchedValue(path: path, element: world.reader?.element(around: path))
  }

  @Test("A value stays on the screen with those of the last seconds, one for a tenth of a second of play")
  func graph() throws {
    let world = try InspectedWorld()
    var watched = WatchedValues()
    _ = watched.toggle(try value("score", in: world))
    var now: UInt64 = 1_000_000_000
    for tick in 1...30 as ClosedRange<UInt64> {
      try world.set("score", "\(tick)")
      now += 50_000_000
      watched.read(world.reader, tick: tick, now: now)
    }
    // The game is paused.
    for _ in 0..<30 {
      now += 50_000_000
      watched.read(world.reader, tick: 30, now: now)
    }
    #expect(watched.values[0].samples == stride(from: 1, to: 30, by: 2).map(Double.init) + [30])
    let lines = picture(watched).split(separator: "\n").map { String($0.dropFirst(16)) }
    #expect(
      lines.prefix(4) == [
        "┌─ Watched ────────────────────────────────┐", "│ score                                 30 │",
        "│                    ▁▁▂▂▃▃▄▄▅▅▆▆▇▇██ 1…30 │", "└──────────────────────────────────────────┘",
      ])
  }

  @Test("A value of a pool element follows it; once that is gone, this is told")
  func elements() throws {
    let world = try InspectedWorld()
    var watched = WatchedValues()
    _ = watched.toggle(try value("creatures[2].hp", in: world))
    watched.read(world.reader, tick: 1, now: 1_000_000_000)
    _ = world.change(.remove(try WorldPath(parsing: "creatures[0]")))
    watched.read(world.reader, tick: 2, now: 2_000_000_000)
    #expect(watched.values[0].path.description == "creatures[1].hp" && watched.values[0].text == "20")
    // The same value, where it is now.
    #expect(watched.toggle(try value("creatures[0].hp", in: world)).text.contains("is watched"))
    #expect(watched.toggle(try value("creatures[1].hp", in: world)).text.contains("not watched any more"))
    #expect(watched.values.map(\.path.description) == ["creatures[0].hp"])
    _ = world.change(.remove(try WorldPath(parsing: "creatures[0]")))
    watched.read(world.reader, tick: 3, now: 3_000_000_000)
    #expect(picture(watched).contains("gone"))
    #expect(watched.removeAll().text.contains("nothing is watched any more") && watched.values.isEmpty)
  }

  @Test("There is a limit; what is gone makes room; without room on the screen fewer are shown")
  func limit() throws {
    let world = try InspectedWorld(creatures: 20)
    var watched = WatchedValues()
    for index in 0..<WatchedValues.limit {
      _ = watched.toggle(try value("creatures[\(index)].hp", in: world))
    }
    watched.read(world.reader, tick: 1, now: 1_000_000_000)
    #expect(watched.toggle(try value("score", in: world)).isBad)
    _ = world.change(.remove(try WorldPath(parsing: "creatures[3]")))
    watched.read(world.reader, tick: 2, now: 2_000_000_000)
    #expect(
      !watched.toggle(try value("score", in: world)).isBad && watched.values.count == WatchedValues.limit)
    #expect(picture(watched, rows: 40).contains("score"))
    let small = picture(watched, columns: 30, rows: 7)
    #expect(small.contains("creatures[0].hp") && !small.contains("creatures[4]"))
    #expect(!picture(watched, columns: 12, rows: 12).contains("Watched"))
    #expect(!picture(watched, columns: 60, rows: 3).contains("Watched"))
  }

  @Test("w in the inspector watches, and W ends it; the panel and the values do not hide each other")
  func keys() throws {
    let test = try TestLoop(ticks: nil, on: HeadlessTerminal(size: CellSize(columns: 200, rows: 30)))
    test.game.world = try InspectedWorld()
    func press(_ keys: Key...) {
      for key in keys { _ = test.loop.input.route(.key(key, .press)) }
    }
    test.loop.perform(.inspect)
    press(Key(.down), Key(.character("w")), Key(.up), Key(.character("w")))
    #expect(test.board.overlay.inspector?.message.contains("only values can be watched") == true)
    test.run(iterations: 4)
    let text = test.loop.lastPicture.text
    #expect(text.contains("Watched") && text.contains("score ") && text.contains("World"))
    press(Key(.character("W")))
    #expect(test.board.overlay.watched.values.isEmpty)
  }
}

@Suite("What is at a cell of the picture")
struct PicturePlaceTests {
  @Test("A cell is a place of the world by the camera and the grid")
  func point() {
    let place = PicturePlace(x: 10, y: -20, columns: 2, rows: 4)
    #expect(place.point(column: 0, row: 0) == WorldPoint(x: 11, y: -18))
    #expect(place.point(column: 5, row: 2) == WorldPoint(x: 21, y: -10))
  }

  @Test("A click in the picture shows the nearest element, one in the panel does not")
  func click() throws {
    let terminal = HeadlessTerminal(size: CellSize(columns: 80, rows: 24))
    let test = try TestLoop(ticks: nil, on: terminal)
    let world = try InspectedWorld(creatures: 40)
    test.game.world = world
    test.loop.perform(.inspect)
    func click(_ column: Int, _ row: Int) {
      _ = test.loop.input.route(.mouse(column: column, row: row, buttons: 1))
      _ = test.loop.input.route(.mouse(column: column, row: row, buttons: 0))
    }
    click(3, 2)
    #expect(test.board.overlay.inspector?.message.contains("does not tell where its picture is") == true)
    // Half a pixel is between two creatures; the status line has the first row.
    test.game.place = PicturePlace(x: -4, y: -1, columns: 1, rows: 2)
    click(18, 1)
    let message = test.board.overlay.inspector?.message
    #expect(message == "creatures[29] is 0.0 from there", "\(message ?? "")")
    guard case .table(let table) = test.board.overlay.inspector?.view else {
      Issue.record("no table is open")
      return
    }
    #expect(table.selected == 29)
    test.run(iterations: 3)
    click(4, 22)
    #expect(test.board.overlay.inspector?.message == message)
    // The player is a struct of the world.
    click(3, 10)
    #expect(test.board.overlay.inspector?.message.hasPrefix("player is ") == true)
    #expect(test.game.inspected == ["3,1", "18,0", "3,9"])
  }

  @Test("What the game says is drawn at a cell is shown, rather than what is near")
  func gameKnows() throws {
    let test = try TestLoop(ticks: nil, on: HeadlessTerminal(size: CellSize(columns: 80, rows: 24)))
    test.game.world = try InspectedWorld(creatures: 40)
    test.loop.perform(.inspect)
    func message(at column: Int, _ thing: DrawnThing) -> String? {
      test.game.drawn = thing
      _ = test.loop.input.route(.mouse(column: column, row: 5, buttons: 1))
      _ = test.loop.input.route(.mouse(column: column, row: 5, buttons: 0))
      return test.board.overlay.inspector?.message
    }
    #expect(message(at: 3, .path("creatures[7]")) == "creatures[7] is drawn there")
    guard case .table(let table) = test.board.overlay.inspector?.view else {
      Issue.record("no table is open")
      return
    }
    #expect(table.selected == 7)
    let wrong = message(at: 3, .path("creatures[40]"))
    #expect(wrong?.hasPrefix("inspect of the game returned a wrong path: ") == true, "\(wrong ?? "")")
    #expect(message(at: 3, .path("creatures[")) != wrong)
    #expect(message(at: 3, .failed("no map")) == "inspect of the game failed: no map")
    #expect(message(at: 3, .path("player")) == "player is drawn there")
  }
}
