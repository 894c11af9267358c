import CGameABI
import Testing

@testable import WorldState

@Suite("What has changed in a world")
struct WorldChangesTests {
  private func world(sparks: Int = 3, capacity: Int? = nil, pages: Int = 4) throws -> TestWorld {
    let layout = try build {
      $0.structure("Spark", [.scalar(.int32, "age"), .scalar(.float, "heat")])
      $0.structure("Body", [.scalar(.double, "x"), .scalar(.int16, "marks", count: 40)])
      $0.world([
        .structure("body", "Body"), .scalar(.int64, "distance"), .scalar(.bool, "done"),
        .pool("sparks", of: "Spark"),
      ])
    }
    return try TestWorld(layout, pools: ["sparks": (sparks, capacity ?? sparks)], pages: pages)
  }

  private func copy(of world: TestWorld) throws -> Arena {
    let copy = try Arena(name: "copy", bytesReserved: world.arena.bytesReserved)
    try copy.copy(from: world.arena)
    return copy
  }

  private func set(_ path: String, _ text: String, in world: TestWorld) throws {
    world.arena.apply(try world.arena.reader(for: world.layout).edit(path, to: text))
  }

  @Test("An unchanged world has no changes")
  func none() throws {
    let world = try world()
    #expect(world.arena.changes(since: try copy(of: world), world.layout) == WorldChanges())
  }

  @Test("Values, elements and counts are listed by path, before and after; the header comes last")
  func listed() throws {
    let world = try world(sparks: 3, capacity: 4)
    for (path, value) in [("distance", "7"), ("done", "false"), ("sparks[1].heat", "0.5"), ("body.x", "1.0")]
    {
      try set(path, value, in: world)
    }
    let before = try copy(of: world)
    world.arena.header.tick = 9
    for (path, value) in [
      ("distance", "8"), ("done", "true"), ("sparks[1].heat", "-0.5"), ("body.marks[39]", "3"),
    ] {
      try set(path, value, in: world)
    }
    let mark = try before.reader(for: world.layout).value(at: "body.marks[39]")
    #expect(
      world.arena.changes(since: before, world.layout).listed.map(\.description) == [
        "body.marks[39]: \(mark) → 3", "distance: 7 → 8", "done: false → true", "sparks[1].heat: 0.5 → -0.5",
        "header.tick: 0 → 9",
      ])
  }

  @Test(
    "Of many elements the first are listed and the others counted; whole pages without changes are skipped")
  func limited() throws {
    let world = try world(sparks: 20_000, pages: 64)
    for index in [0, 19_999] { try set("sparks[\(index)].age", "1", in: world) }
    let before = try copy(of: world)
    for index in [0, 5_000, 9_999, 10_000, 19_999] { try set("sparks[\(index)].age", "2\(index)", in: world) }
    var limits = WorldChanges.Limits()
    limits.elements = 3
    var changes = world.arena.changes(since: before, world.layout, limits: limits)
    #expect(changes.listed.map(\.path) == [0, 5_000, 9_999].map { "sparks[\($0)].age" })
    #expect(changes.more == ["sparks: 2 more elements"])
    // Looking for more than that many changed elements would take too long.
    limits.examined = 600
    changes = world.arena.changes(since: before, world.layout, limits: limits)
    #expect(changes.listed.map(\.path).first == "sparks[0].age" && changes.more.count == 1, "\(changes)")
    #expect(changes.more[0].hasSuffix("and those behind them"), "\(changes.more)")
    limits = WorldChanges.Limits()
    limits.listed = 2
    changes = world.arena.changes(since: before, world.layout, limits: limits)
    #expect(changes.listed.count == 2 && changes.more == ["sparks: 3 more elements"], "\(changes)")
  }

  @Test("A world whose pools are damaged is reported as one")
  func damaged() throws {
    let world = try world()
    let before = try copy(of: world)
    let site = try #require(world.layout.poolSites().first)
    unsafe world.arena.base.storeBytes(of: UInt64.max, toByteOffset: site.storage, as: UInt64.self)
    let changes = world.arena.changes(since: before, world.layout)
    #expect(changes.problem != nil && changes.listed.isEmpty)
  }
}
