import Testing

@testable import WorldState

@Suite("A world as a tree")
struct WorldTreeTests {
  private func world(_ count: Int = 3) throws -> TestWorld {
    let layout = try build {
      $0.structure("Vector", [.float("x"), .float("y")])
      $0.structure("Creature", [.structure("position", "Vector"), .int32("hp"), .int8("slots", count: 2)])
      $0.world([
        .int32("score"), .structure("player", "Creature"), .enumeration("kind", "Kind", .uint8),
        .structure("rooms", "Vector", count: 2), .pool("creatures", of: "Creature"), .bool("done"),
      ])
    }
    return try TestWorld(
      Layout(
        structs: layout.structs, enumerations: [Layout.Enumeration("Kind", ["Wolf": 0, "Bat": 2])]),
      pools: ["creatures": (count, count + 2)])
  }

  private func shown(_ rows: [WorldRow]) -> [String] {
    rows.map { row in
      let mark =
        switch row.content {
        case .value: "="
        case .group(let count, let isExpanded): isExpanded ? "v\(count)" : ">\(count)"
        }
      return "\(row.depth) \(row.path) \(mark) \(row.text)"
    }
  }

  @Test("Collapsed groups have a summary, expanded ones their parts below them")
  func rows() throws {
    let world = try world()
    try world.set("player.position.y", Float(2.5))
    try world.set("kind", UInt8(2))
    try world.set("creatures[1].hp", Int32(-4))
    let reader = try world.arena.reader(for: world.layout)
    var tree = WorldTree()
    #expect(
      shown(tree.rows(1..<100, of: reader)) == [
        "0 score = 0", "0 player >3 position.x 0.0, position.y 2.5, hp 0, slots 0, …", "0 kind = Bat",
        "0 rooms >2 x 0.0, y 0.0, x 0.0, y 0.0", "0 creatures >3 3 elements", "0 done = false",
      ])
    for path in ["creatures[1].slots", "creatures[1]", "rooms", "rooms[0]"] {
      tree.expand(try WorldPath(parsing: path))
    }
    #expect(
      shown(tree.rows(4..<100, of: reader)) == [
        "0 rooms v2 x 0.0, y 0.0, x 0.0, y 0.0", "1 rooms[0] v2 x 0.0, y 0.0", "2 rooms[0].x = 0.0",
        "2 rooms[0].y = 0.0", "1 rooms[1] >2 x 0.0, y 0.0", "0 creatures v3 3 elements",
        "1 creatures[0] >3 position.x 0.0, position.y 0.0, hp 0, slots 0, …",
        "1 creatures[1] v3 position.x 0.0, position.y 0.0, hp -4, slots 0, …",
        "2 creatures[1].position >2 x 0.0, y 0.0", "2 creatures[1].hp = -4", "2 creatures[1].slots v2 0, 0",
        "3 creatures[1].slots[0] = 0", "3 creatures[1].slots[1] = 0",
        "1 creatures[2] >3 position.x 0.0, position.y 0.0, hp 0, slots 0, …", "0 done = false",
      ])
    tree.collapse(try WorldPath(parsing: "creatures"))
    tree.expand(try WorldPath(parsing: "creatures"))
    #expect(tree.rowCount(in: reader) == 14, "what was in it is collapsed")
  }

  @Test("Every row is found by its number and by its path, from any row on")
  func numbers() throws {
    let world = try world(7)
    let reader = try world.arena.reader(for: world.layout)
    var tree = WorldTree()
    for path in [
      "header", "header.unused", "creatures[2].position", "creatures[6]", "creatures[0].slots", "player",
    ] { tree.expand(try WorldPath(parsing: path)) }
    let all = tree.rows(0..<1000, of: reader)
    #expect(all.count == tree.rowCount(in: reader) && all.count > 40)
    for first in all.indices {
      for length in [1, 3, 10] {
        #expect(tree.rows(first..<first + length, of: reader) == Array(all[first...].prefix(length)))
      }
      #expect(tree.row(of: all[first].path, in: reader) == first)
    }
    #expect(tree.row(of: try WorldPath(parsing: "rooms[0]"), in: reader) == nil)
    #expect(tree.row(of: try WorldPath(parsing: "creatures[7]"), in: reader) == nil)
  }

  @Test("A part of a world is a tree of its own; what is expanded and gone has no rows")
  func parts() throws {
    let world = try world()
    let reader = try world.arena.reader(for: world.layout)
    var tree = WorldTree(root: try WorldPath(parsing: "creatures[2]"))
    tree.expand(try WorldPath(parsing: "creatures[2].position"))
    #expect(
      tree.rows(0..<9, of: reader).map(\.path.description) == [
        "creatures[2].position", "creatures[2].position.x", "creatures[2].position.y", "creatures[2].hp",
        "creatures[2].slots",
      ])
    tree.move(to: try WorldPath(parsing: "creatures[0]"))
    #expect(tree.rows(2..<3, of: reader).first?.path.description == "creatures[0].position.y")
    tree.move(to: try WorldPath(parsing: "creatures[3]"))
    #expect(tree.rowCount(in: reader) == 0 && tree.rows(0..<9, of: reader).isEmpty)
    var whole = WorldTree()
    whole.expand(try WorldPath(parsing: "creatures[9].position"))
    #expect(whole.rowCount(in: reader) == 7 + 3)
  }

  @Test("Of 100,000 elements, only the rows in view are read")
  func large() throws {
    let world = try world(100_000)
    let reader = try world.arena.reader(for: world.layout)
    var tree = WorldTree()
    tree.expand(try WorldPath(parsing: "creatures[40].position"))
    tree.expand(try WorldPath(parsing: "creatures[99998]"))
    #expect(tree.rowCount(in: reader) == 7 + 100_000 + 3 + 2 + 3)
    for first in stride(from: 0, to: 100_000, by: 1000) {
      #expect(tree.rows(first..<first + 50, of: reader).count == 50)
    }
    #expect(tree.rowsRead == 100 * 50)
    #expect(tree.row(of: try WorldPath(parsing: "creatures[99999]"), in: reader) == 6 + 99_999 + 8)
    #expect(tree.rows(100_013..<100_020, of: reader).map(\.path.name) == ["[99999]", "done"])
  }

  @Test("Paths are read as they are written")
  func paths() throws {
    for text in ["score", "creatures[3].position.x", "a[1][2].b"] {
      let path = try WorldPath(parsing: text)
      #expect(path.description == text)
    }
    for text in ["", ".", "a.", "a[", "a[x]", "a[-1]", "[1]", "a]b["] {
      #expect(throws: WorldError.self, "\(text)") { try WorldPath(parsing: text) }
    }
  }

  @Test("An element is found wherever the pool has moved it")
  func identities() throws {
    let world = try world()
    var reader = try world.arena.reader(for: world.layout)
    let path = try WorldPath(parsing: "creatures[2].position.x")
    let element = try #require(reader.element(around: path))
    #expect(reader.element(around: try WorldPath(parsing: "player.hp")) == nil)
    #expect(reader.path(path, following: element) == path)
    let edit = try reader.removing(try WorldPath(parsing: "creatures[0]"))
    _ = try world.arena.apply(edit, layout: world.layout)
    reader = try world.arena.reader(for: world.layout)
    #expect(reader.path(path, following: element)?.description == "creatures[1].position.x")
    _ = try world.arena.apply(
      try reader.removing(try WorldPath(parsing: "creatures[1]")), layout: world.layout)
    reader = try world.arena.reader(for: world.layout)
    #expect(reader.path(path, following: element) == nil)
  }

  @Test(
    "The nearest thing with a position is found, by fields x and y or a struct with them",
    arguments: [
      (0.0, 0.0, "player"), (9.0, 9.0, "creatures[1]"), (21.0, 1.0, "marks[0]"), (5.5, 0.0, "creatures[0]"),
    ])
  func nearest(x: Double, y: Double, path: String) throws {
    let layout = try build {
      $0.structure("Vector", [.float("x"), .float("y")])
      // The velocity comes first: it is no position.
      $0.structure("Body", [.structure("velocity", "Vector"), .structure("position", "Vector")])
      $0.structure("Creature", [.int32("hp"), .structure("body", "Body")])
      $0.structure("Mark", [.int16("x"), .int16("y")])
      $0.structure("Other", [.float("x")])
      $0.world([
        .structure("player", "Creature"), .structure("other", "Other"), .pool("creatures", of: "Creature"),
        .pool("marks", of: "Mark"),
      ])
    }
    let world = try TestWorld(layout, pools: ["creatures": (2, 2), "marks": (1, 1)])
    try world.set("creatures[0].body.position.x", Float(5))
    try world.set("creatures[1].body.position.x", Float(10))
    try world.set("creatures[1].body.position.y", Float(10))
    try world.set("creatures[0].body.velocity.x", Float(9))
    try world.set("marks[0].x", Int16(20))
    try world.set("player.body.position.x", Float.nan)
    try world.set("player.body.position.x", Float(1))
    let reader = try world.arena.reader(for: world.layout)
    #expect(reader.nearest(to: WorldPoint(x: x, y: y))?.path.description == path)
  }
}
