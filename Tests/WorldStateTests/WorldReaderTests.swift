import CGameABI
import Testing

@testable import WorldState

struct WorldReaderTests {
  private func world() throws -> TestWorld {
    let layout = try build {
      $0.structure("Point", [.float("x"), .double("y")])
      $0.structure("Creature", [.structure("at", "Point"), .int8("hp"), .uint64("seen", count: 2)])
      $0.world([
        .bool("over"), .enumeration("phase", "Phase", .int32), .pool("creatures", of: "Creature"),
        .structure("exits", "Point", count: 2),
      ])
    }
    let world = try TestWorld(layout, pools: ["creatures": (2, 4)])
    try world.set("over", to: .bool(true))
    try world.set("phase", to: .integer(-2))
    try world.set("creatures[1].at.x", to: .float(1.5))
    try world.set("creatures[0].at.y", to: .double(.nan))
    try world.set("creatures[1].hp", to: .integer(-7))
    try world.set("creatures[1].seen[1]", to: .unsigned(.max))
    try world.set("exits[1].x", to: .float(-0.25))
    return world
  }

  @Test("A value is found by its path")
  func paths() throws {
    let world = try world()
    #expect(try world.value("over") == .bool(true))
    #expect(try world.value("phase") == .integer(-2))
    #expect(try world.value("creatures[1].seen[1]") == .unsigned(.max))
    #expect(try world.value("exits[1].x") == .float(-0.25))
    #expect(try world.value("header.world_version") == .unsigned(1))
    #expect(try world.count("creatures") == 2)
    #expect(try world.count("exits") == 2)
  }

  @Test(
    "An invalid path gives an error with the reason",
    arguments: [
      ("nothing", WorldError.noSuchField(path: "nothing", at: "nothing")),
      ("creatures[2].hp", .indexOutOfRange(path: "creatures[2].hp", index: 2, count: 2)),
      ("exits[2].x", .indexOutOfRange(path: "exits[2].x", index: 2, count: 2)),
      ("creatures[-1].hp", .malformedPath(path: "creatures[-1].hp", reason: "no pool has an element -1")),
      ("creatures[1", .malformedPath(path: "creatures[1", reason: "there is no ] behind [1")),
      (
        "creatures[99999999999999999999]",
        .malformedPath(
          path: "creatures[99999999999999999999]", reason: "no pool has an element 99999999999999999999")
      ),
      ("creatures[hp]", .malformedPath(path: "creatures[hp]", reason: "[hp] is no index")),
      ("creatures[]", .malformedPath(path: "creatures[]", reason: "[] is no index")),
      (
        "creatures[1]hp",
        .malformedPath(path: "creatures[1]hp", reason: "behind ] there is neither a . nor a [")
      ),
      (
        "creatures[0..<2].hp",
        .malformedPath(
          path: "creatures[0..<2].hp",
          reason: "a range, such as [0..<2], can only be at the end of what is read")
      ),
      ("", .malformedPath(path: "")), ("a..b", .malformedPath(path: "a..b")),
      ("over.x", .noSuchField(path: "over.x", at: "x")),
      ("over[0]", .noSuchField(path: "over[0]", at: "[0]")),
      ("creatures", .notAValue(path: "creatures", type: "pool of Creature")),
      ("exits", .notAValue(path: "exits", type: "array of 2")),
    ])
  func badPaths(path: String, error: WorldError) throws {
    let world = try world()
    #expect(throws: error) { try world.value(path) }
  }

  @Test("A byte of no field is named by the field before it")
  func gaps() throws {
    let world = try world()
    let reader = try world.arena.reader(for: world.layout)
    let start = try world.offset("creatures[0].at.x")
    let size = world.layout.structs.first { $0.name == "Creature" }?.size ?? 0
    #expect(reader.place(ofGapAt: start + size + 4) == "creatures[1].at, behind x")
    #expect(reader.place(ofGapAt: start + 17) == "creatures[0], behind hp")
    #expect(reader.place(ofGapAt: start + 2 * size) == "behind the elements of the pools")
    #expect(reader.place(ofGapAt: 129) == "World, behind over")
    let exits = try #require(world.layout.world.field(named: "exits"))
    #expect(reader.place(ofGapAt: exits.offset + 16 + 4) == "exits[1], behind x")
  }

  @Test("JSON output writes non-finite numbers as strings")
  func json() throws {
    let world = try world()
    let json = try world.arena.reader(for: world.layout).json(indented: false)
    let expected =
      #""over":true,"phase":-2,"creatures":[{"at":{"x":0.0,"y":"nan"},"hp":0,"seen":[0,0]},"#
      + #"{"at":{"x":1.5,"y":0.0},"hp":-7,"seen":[0,18446744073709551615]}],"#
      + #""exits":[{"x":0.0,"y":0.0},{"x":-0.25,"y":0.0}]}"#
    #expect(json.hasPrefix(#"{"header":{"magic":1280593736,"#))
    #expect(json.hasSuffix(expected))
    let indented = try world.arena.reader(for: world.layout).json()
    #expect(indented.filter { !$0.isWhitespace } == json)
  }

  @Test("Table output respects the limit of rows")
  func table() throws {
    let world = try world()
    let table = try world.arena.reader(for: world.layout).table(rows: 1)
    #expect(table.contains("\nphase                   -2\n"))
    #expect(
      table.hasSuffix(
        """
        creatures: 2 × Creature
        #  at.x  at.y  hp  seen[0]  seen[1]
        0  0.0   nan   0   0        0
        … and 1 more

        """))
  }

  @Test("Every number is visited once, with a path that finds it")
  func visits() throws {
    let world = try world()
    let reader = try world.arena.reader(for: world.layout)
    var seen: Set<String> = []
    reader.forEachValue { path, value in
      #expect(seen.insert(path).inserted)
      let found = try? reader.value(at: path)
      #expect(found?.isSame(as: value) == true, "\(path)")
    }
    #expect(seen.count == 18 + 2 + 2 * 5 + 4)
  }

  @Test("The differences of two worlds are the changed values")
  func diff() throws {
    let (a, b) = (try world(), try world())
    try b.set("creatures[1].hp", to: .integer(3))
    try b.set("exits[0].y", to: .double(9))
    b.arena.header.tick = 4
    #expect(
      try differences(a, b) == [
        "header.tick: 0 → 4", "creatures[1].hp: -7 → 3", "exits[0].y: 0.0 → 9.0",
      ])
    #expect(try differences(a, a).isEmpty)
  }

  @Test("Worlds of different layouts are compared by field names")
  func diffAcrossLayouts() throws {
    let a = try world()
    let other = try build {
      $0.structure("Creature", [.int32("hp")])
      $0.world([.bool("over"), .pool("creatures", of: "Creature"), .int32("score")])
    }
    let (b, _) = try a.migrated(to: other)
    let lines = try differences(a, b)
    #expect(lines.contains("score: (not there) → 0"))
    #expect(lines.contains("phase: -2 → (not there)"))
    #expect(lines.contains("exits: array of 2 → (not there)"))
    #expect(!lines.contains { $0.hasPrefix("creatures[1].hp") })
  }

  @Test("An inconsistent pool is reported before anything is read")
  func lies() throws {
    func expect(_ error: WorldError, _ lie: PoolStorage) throws {
      let world = try world()
      let site = world.layout.poolSites()[0]
      unsafe world.arena.base.storeBytes(of: lie, toByteOffset: site.storage, as: PoolStorage.self)
      #expect(throws: error) { try world.value("over") }
      let plan = try MigrationPlan(from: world.layout, to: try build { $0.world([.bool("over")]) })
      let target = try Arena(bytesReserved: 1 << 16)
      #expect(throws: MigrationError.world(error)) { try plan.apply(from: world.arena, to: target) }
    }
    let used = try world().arena.bytesUsed
    let path = "World.creatures"
    try expect(
      .poolCount(path: path, count: 3, capacity: 2), PoolStorage(offset: 240, count: 3, capacity: 2))
    try expect(
      .poolOutside(path: path, offset: .max, bytes: 88, used: used),
      PoolStorage(offset: .max, count: 1, capacity: 2))
    try expect(
      .poolOutside(path: path, offset: 0, bytes: 88, used: used),
      PoolStorage(offset: 0, count: 1, capacity: 2))
    try expect(
      .poolOutside(path: path, offset: 240, bytes: 44 * UInt64(UInt32.max), used: used),
      PoolStorage(offset: 240, count: 1, capacity: .max))
    // The last element begins inside the world and ends outside.
    let last = UInt64(used - 16)
    try expect(
      .poolOutside(path: path, offset: last, bytes: 44, used: used),
      PoolStorage(offset: last, count: 1, capacity: 1))
    try expect(
      .poolMisaligned(path: path, offset: 248), PoolStorage(offset: 248, count: 1, capacity: 1))
  }

  private func differences(_ a: TestWorld, _ b: TestWorld) throws -> [String] {
    worldDiff(try a.arena.reader(for: a.layout), try b.arena.reader(for: b.layout)).map(\.description)
  }
}
