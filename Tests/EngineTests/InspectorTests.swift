import Testing
import WorldState

@testable import Engine

@Suite("Inspector")
struct InspectorTests {
  @Test("Arrows expand and collapse, and go into groups and out of them")
  func tree() throws {
    var run = InspectorRun(try InspectedWorld())
    #expect(run.selected == "header")
    run.press(Key(.down), times: 5)
    run.press(Key(.right))
    #expect(run.selected == "player" && run.lines.contains("player.x"))
    run.press(Key(.right))
    #expect(run.selected == "player.x")
    run.press(Key(.right), Key(.left))
    #expect(run.selected == "player")
    run.press(Key(.left))
    #expect(!run.lines.contains("player.x"))
    run.press(Key(.left), Key(.end))
    #expect(run.selected == "wind")
    run.press(Key(.home), Key(.enter), Key(.down))
    #expect(run.selected == "header.magic")
  }

  @Test("A value that changed is marked for a moment, another element in its place is not")
  func changes() throws {
    let world = try InspectedWorld()
    var run = InspectorRun(world)
    func marked() -> [String] {
      guard case .tree(let lines, _) = run.inspector.page.content else { return [] }
      return lines.filter(\.isChanged).map(\.row.path.description)
    }
    run.press(Key(.end), Key(.up), Key(.up), Key(.right))
    #expect(marked().isEmpty)
    try world.set("score", "7")
    try world.set("creatures[0].hp", "7")
    run.press(Key(.up), times: 6)
    #expect(marked() == ["score", "creatures[0]"])
    run.now += ChangeMarks.duration
    run.read()
    #expect(marked().isEmpty)
    _ = world.change(.remove(try WorldPath(parsing: "creatures[0]")))
    run.read()
    #expect(marked() == ["creatures"], "its count")
  }

  @Test("Enter on a value opens a field with it; what is refused stays with the reason")
  func editing() throws {
    let world = try InspectedWorld()
    var run = InspectorRun(world)
    run.press(Key(.down), Key(.enter))
    #expect(run.picture.contains("score = 0▏"))
    run.press(Key(.backspace))
    run.type("many")
    run.press(Key(.enter))
    #expect(run.picture.contains("score = many▏") && run.picture.contains("a whole number from -2147483648"))
    #expect(try world.text("score") == "0")
    run.press(Key(.character("u"), .control))
    run.type("42")
    run.press(Key(.enter))
    #expect(try world.text("score") == "42")
    #expect(run.picture.contains("score: 0 → 42") && run.inspector.mode == .browsing)
    // A letter is part of the text, and no command.
    run.press(Key(.enter), Key(.escape))
    #expect(run.inspector.mode == .browsing && run.inspector.message.isEmpty)
    run.press(Key(.home), Key(.right), Key(.down), Key(.enter))
    run.type("1")
    run.press(Key(.enter))
    #expect(run.picture.contains("belongs to the host"))
  }

  @Test("Tab completes constants, one after the other, and flags behind each bar")
  func completion() throws {
    let world = try InspectedWorld()
    var run = InspectorRun(world)
    run.press(Key(.down), times: 2)
    run.press(Key(.enter), Key(.character("u"), .control))
    run.type("kindba")
    run.press(Key(.tab))
    #expect(run.picture.contains("phase = KindBa▏") && run.picture.contains("KindBat  KindBadger"))
    run.type("d")
    run.press(Key(.tab), Key(.enter))
    #expect(try world.text("phase") == "KindBadger")
    run.press(Key(.enter), Key(.tab))
    #expect(run.picture.contains("phase = KindWolf▏"), "behind the last one comes the first")
    run.press(Key(.enter), Key(.down), Key(.enter), Key(.character("u"), .control))
    run.type("FlagW")
    run.press(Key(.tab))
    run.type(" | flagd")
    run.press(Key(.tab), Key(.enter))
    #expect(try world.text("flags") == "FlagWet | FlagDark")
    run.press(Key(.enter))
    run.type("x")
    run.press(Key(.tab))
    #expect(run.picture.contains("FlagWet  FlagCold  FlagDark"))
  }

  @Test("Changes are undone and redone in order, wherever the pool has moved their elements")
  func undo() throws {
    let world = try InspectedWorld()
    var run = InspectorRun(world)
    func undo() { run.press(Key(.character("u"), .control)) }
    func redo() { run.press(Key(.character("y"), .control)) }
    func set(_ path: String, _ text: String) {
      run.type("g" + path)
      run.press(Key(.enter), Key(.enter), Key(.character("u"), .control))
      run.type(text)
      run.press(Key(.enter))
    }
    undo()
    #expect(run.picture.contains("nothing to undo"))
    set("score", "5")
    set("creatures[2].hp", "-1")
    #expect(try world.text("creatures[2].hp") == "-1")
    // The game removes another one.
    _ = world.change(.remove(try WorldPath(parsing: "creatures[0]")))
    undo()
    #expect(try world.text("creatures[1].hp") == "20" && world.text("creatures[2].hp") == "30")
    redo()
    #expect(try world.text("creatures[1].hp") == "-1" && world.text("score") == "5")
    undo()
    undo()
    #expect(try world.text("score") == "0")
    redo()
    set("score", "6")
    redo()
    #expect(run.picture.contains("nothing to redo"))
    set("creatures[2].hp", "1")
    _ = world.change(.remove(try WorldPath(parsing: "creatures[2]")))
    undo()
    #expect(run.picture.contains("not there any more"))
    // It is not in the way of those before it. What cannot be undone for a while stays.
    world.refusal = "an earlier tick is shown"
    undo()
    #expect(run.picture.contains("an earlier tick is shown"))
    world.refusal = nil
    undo()
    #expect(try world.text("score") == "5")
  }

  @Test("A pool opens as a table; its element opens as a tree that follows it")
  func table() throws {
    let world = try InspectedWorld()
    var run = InspectorRun(world)
    run.type("gcreatures")
    run.press(Key(.enter), Key(.enter))
    #expect(run.lines == ["*0", "1", "2", "3"])
    #expect(run.picture.contains("creatures · 4 × Creature"))
    run.press(Key(.down), Key(.down), Key(.enter))
    #expect(run.lines.first == "*creatures[2].position" && run.picture.contains("hp"))
    _ = world.change(.remove(try WorldPath(parsing: "creatures[0]")))
    run.read()
    #expect(run.lines.first == "*creatures[1].position")
    _ = world.change(.remove(try WorldPath(parsing: "creatures[1]")))
    run.read()
    #expect(run.picture.contains("not there any more"))
    run.press(Key(.escape))
    #expect(run.lines == ["0", "*1"])
    run.press(Key(.escape), Key(.escape))
    #expect(run.outcome == .close)
  }

  @Test("A cell is edited, and columns scroll with the cursor")
  func cells() throws {
    let world = try InspectedWorld()
    var run = InspectorRun(world, columns: 40)
    run.type("gcreatures")
    run.press(Key(.enter), Key(.enter), Key(.down), Key(.down))
    #expect(run.picture.contains("position.x") && !run.picture.contains("other"))
    run.press(Key(.right), times: 9)
    #expect(run.picture.contains("other") && !run.picture.contains("position.x"))
    run.type("=7")
    run.press(Key(.enter))
    #expect(try world.text("creatures[2].other") == "7")
    run.press(Key(.left), times: 9)
    #expect(run.picture.contains("position.x"))
  }

  @Test("A filter narrows a table; one that is none stays with what is allowed; Esc ends it")
  func filter() throws {
    let world = try InspectedWorld(creatures: 30)
    var run = InspectorRun(world)
    run.type("gcreatures")
    run.press(Key(.enter))
    run.type("/speed < 2")
    run.press(Key(.enter))
    #expect(run.picture.contains("there is no field speed; there are position.x, position.y, hp"))
    #expect(run.picture.contains("filter: speed < 2▏"))
    run.press(Key(.character("u"), .control))
    run.type("hp >= 270 && kind == KindB")
    run.press(Key(.tab))
    run.type("t")
    run.press(Key(.enter))
    #expect(run.lines == ["*27", "29"])
    #expect(run.picture.contains("2 of 30 × Creature · hp >= 270 && kind == KindBat"))
    try world.set("creatures[3].hp", "1000")
    run.read()
    #expect(run.lines == ["3", "*27", "29"])
    run.press(Key(.escape))
    #expect(run.selected == "27" && run.picture.contains("30 × Creature"))
    run.type("/")
    #expect(run.picture.contains("filter: ▏"))
  }

  @Test("A column sorts, the other way round the second time; g goes to an index")
  func order() throws {
    let world = try InspectedWorld()
    try world.set("creatures[1].hp", "99")
    var run = InspectorRun(world)
    run.type("gcreatures")
    run.press(Key(.enter), Key(.enter), Key(.right), Key(.right))
    run.type("s")
    #expect(run.lines == ["*0", "2", "3", "1"] && run.picture.contains("hp ▴"))
    run.type("s")
    #expect(run.lines == ["*1", "3", "2", "0"] && run.picture.contains("hp ▾"))
    run.type("s")
    #expect(run.lines == ["*0", "1", "2", "3"])
    run.type("g3")
    run.press(Key(.enter))
    #expect(run.selected == "3")
    run.type("g4")
    run.press(Key(.enter))
    #expect(run.picture.contains("creatures has the elements 0 to 3") && run.picture.contains("go to: 4▏"))
  }

  @Test("An index is followed to the pool that its field names, or to the one that is chosen")
  func following() throws {
    let world = try InspectedWorld()
    try world.set("creatures[1].creature_index", "3")
    try world.set("creatures[1].other", "0")
    _ = world.change(.add(try WorldPath(parsing: "shots")))
    var run = InspectorRun(world)
    run.type("gcreatures[1].creature_index")
    run.press(Key(.enter))
    run.type("f")
    #expect(run.lines == ["0", "1", "2", "*3"])
    run.press(Key(.escape))
    run.type("gcreatures[1].other")
    run.press(Key(.enter))
    run.type("f")
    #expect(run.picture.contains("creatures[].other is 0, an index of: ◂creatures▸  shots"))
    run.press(Key(.right), Key(.enter))
    #expect(run.picture.contains("shots · 1 × Shot"))
    run.press(Key(.escape))
    // The choice is remembered.
    run.type("f")
    #expect(run.picture.contains("shots · 1 × Shot"))
    run.press(Key(.escape))
    try world.set("creatures[1].other", "-1")
    run.type("f")
    #expect(run.picture.contains("no pool has an element -1"))
    run.type("gwind")
    run.press(Key(.enter))
    run.type("f")
    #expect(run.picture.contains("only a whole number can be followed"))
  }

  @Test("Elements are added and removed, and that is undone")
  func elements() throws {
    let world = try InspectedWorld()
    var run = InspectorRun(world)
    run.type("a")
    #expect(run.picture.contains("elements can be added to pools; choose one"))
    run.type("gcreatures")
    run.press(Key(.enter))
    run.type("a")
    #expect(run.picture.contains("creatures[4]: (not there) → Creature"))
    run.press(Key(.enter), Key(.down))
    run.type("d")
    #expect(run.picture.contains("creatures[1]: Creature → (not there)") && run.lines.count == 4)
    run.press(Key(.character("u"), .control))
    #expect(run.lines.count == 5)
    #expect(try world.text("creatures[1].hp") == "10")
    run.press(Key(.character("u"), .control))
    #expect(run.lines.count == 4)
    run.press(Key(.character("y"), .control))
    #expect(run.lines.count == 5)
    // The game removes one after the frame: what is removed is the one that was seen.
    run.type("g2")
    run.press(Key(.enter))
    try world.set("creatures[2].hp", "77")
    _ = world.change(.remove(try WorldPath(parsing: "creatures[0]")))
    run.type("d")
    #expect(run.picture.contains("creatures[1]: Creature → (not there)"))
    run.press(Key(.character("u"), .control))
    #expect(try world.text("creatures[1].hp") == "77")
    run.press(Key(.escape), Key(.home))
    run.type("d")
    #expect(run.picture.contains("only elements of pools can be removed"))
  }

  @Test("A path is completed field by field, and what it leads to is opened")
  func going() throws {
    var run = InspectorRun(try InspectedWorld())
    run.type("gpl")
    run.press(Key(.tab))
    #expect(run.picture.contains("go to: player▏"))
    run.type(".")
    run.press(Key(.tab))
    #expect(run.picture.contains("x  y"))
    run.type("y")
    run.press(Key(.enter))
    #expect(run.selected == "player.y")
    run.type("gnothing")
    run.press(Key(.enter))
    #expect(
      run.picture.contains("nothing: there is no field nothing") && run.picture.contains("go to: nothing▏"))
  }

  @Test(
    "Function keys and those with Ctrl are the host's; Backspace goes back in time; Tab pauses, a point steps"
  )
  func hostKeys() throws {
    var run = InspectorRun(try InspectedWorld())
    for key in [Key(.function(6)), Key(.character("e"), .control), Key(.backspace)] {
      run.press(key)
      #expect(run.outcome == .unused, "\(key)")
    }
    run.press(Key(.tab))
    #expect(run.outcome == .togglePause)
    run.type(".")
    #expect(run.outcome == .step)
    run.type("z")
    #expect(run.outcome == .nothing)
  }

  @Test("Without a world it says so, and closes")
  func nothing() {
    var inspector = Inspector()
    inspector.read(nil, columns: 60, rows: 10, now: 0)
    #expect(inspector.press(Key(.down), world: nil) == .nothing)
    #expect(inspector.press(Key(.escape), world: nil) == .close)
    guard case .nothing(let text) = inspector.page.content else { return #expect(Bool(false)) }
    #expect(text.contains("no world yet"))
  }

  @Test("A pool of 100,000 scrolls in the tree and in the table; only what is in view is read")
  func large() throws {
    var run = InspectorRun(try InspectedWorld(creatures: 100_000), columns: 200, rows: 60)
    run.type("gcreatures")
    run.press(Key(.enter), Key(.right))
    let frames = 300
    func rowsRead() -> Int {
      switch run.inspector.view {
      case .tree(let tree): tree.rowsRead
      case .table(let table): table.elementsRead
      }
    }
    var before = rowsRead()
    run.press(Key(.pageDown), times: frames)
    // In each frame: the rows in view, and the one that a key chooses.
    #expect(rowsRead() - before <= frames * 60)
    #expect(run.selected.map { $0.hasPrefix("creatures[1") } == true, "\(run.lines)")
    run.press(Key(.end), Key(.up))
    #expect(run.selected == "shots")
    run.type("gcreatures")
    run.press(Key(.enter), Key(.enter), Key(.end))
    #expect(run.selected == "99999")
    before = rowsRead()
    run.press(Key(.pageUp), times: frames)
    #expect(rowsRead() - before <= frames * 60)
    #expect(run.picture.contains(" of 100000"))
  }
}
