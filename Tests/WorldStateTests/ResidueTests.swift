import CGameABI
import Testing

@testable import WorldState

/// What comes back when the new code ran in between.
struct ResidueTests {
  private func layout(_ fields: [LayoutBuilder.Declaration]) throws -> Layout {
    try build {
      $0.structure("Creature", fields)
      $0.world([.pool("creatures", of: "Creature")])
    }
  }

  private func world(_ layout: Layout, count: Int, capacity: Int? = nil) throws -> TestWorld {
    try TestWorld(layout, pools: ["creatures": (count, capacity ?? count)])
  }

  @Test("a narrowed value that was not changed comes back as it was, a changed one as it is now")
  func narrowed() throws {
    let wide = try layout([.int32("hp")])
    let old = try world(wide, count: 3)
    for index in 0..<3 { try old.set("creatures[\(index)].hp", to: .integer(1000 + Int64(index))) }
    let (there, migration) = try old.migrated(to: try layout([.int8("hp")]))
    #expect(migration.report.saturated == ["Creature.hp": 3])
    try there.set("creatures[1].hp", to: .integer(50))
    let (back, _) = try there.migrated(to: wide, restoring: migration.residue)
    #expect(try back.value("creatures[0].hp") == .integer(1000))
    #expect(try back.value("creatures[1].hp") == .integer(50))
    #expect(try back.value("creatures[2].hp") == .integer(1002))
  }

  @Test("what was dropped comes back beside what went on changing")
  func dropped() throws {
    let full = try layout([.float("x"), .int32("mana")])
    let old = try world(full, count: 2)
    try old.set("creatures[0].mana", to: .integer(7))
    try old.set("creatures[1].mana", to: .integer(8))
    let (there, migration) = try old.migrated(to: try layout([.float("x")]))
    try there.set("creatures[1].x", to: .float(3))
    let (back, home) = try there.migrated(to: full, restoring: migration.residue)
    #expect(home.report.restored)
    #expect(try back.value("creatures[1].x") == .float(3))
    #expect(try back.value("creatures[0].mana") == .integer(7))
    #expect(try back.value("creatures[1].mana") == .integer(8))
  }

  @Test("once elements came or went, those of which nothing changed are known wherever they stand")
  func moved() throws {
    let full = try layout([.int32("id"), .int32("mana")])
    let old = try world(full, count: 4)
    for index in 0..<4 {
      try old.set("creatures[\(index)].id", to: .integer(Int64(10 + index)))
      try old.set("creatures[\(index)].mana", to: .integer(Int64(100 + index)))
    }
    let (there, migration) = try old.migrated(to: try layout([.int32("id")]))
    // The second is removed: the last one takes its place. The first is changed.
    try there.set("creatures[1].id", to: .integer(13))
    try there.set("creatures[3].id", to: .integer(0))
    try there.set("creatures[0].id", to: .integer(99))
    let site = there.layout.poolSites()[0]
    var storage = there.storage(of: site)
    storage.count = 3
    unsafe there.arena.base.storeBytes(of: storage, toByteOffset: site.storage, as: PoolStorage.self)
    let (back, _) = try there.migrated(to: full, restoring: migration.residue)
    #expect(try back.count("creatures") == 3)
    #expect(try back.value("creatures[0].mana") == .integer(0))
    #expect(try back.value("creatures[1].mana") == .integer(103))
    #expect(try back.value("creatures[2].mana") == .integer(102))
  }

  @Test("a pool that was dropped comes back whole")
  func droppedPool() throws {
    let full = try layout([.int32("id")])
    let old = try world(full, count: 5, capacity: 9)
    for index in 0..<5 { try old.set("creatures[\(index)].id", to: .integer(Int64(index + 1))) }
    let without = try build { $0.world([.int32("score")]) }
    let (there, migration) = try old.migrated(to: without)
    try there.set("score", to: .integer(3))
    let (back, _) = try there.migrated(to: full, restoring: migration.residue)
    #expect(back.arena.hasSameBytes(as: old.arena))
  }

  @Test("a pool that outgrew its old room is laid out anew, with all elements")
  func outgrown() throws {
    let full = try layout([.int32("id"), .int8("mana")])
    let old = try world(full, count: 2)
    let slim = try layout([.int32("id")])
    let (there, migration) = try old.migrated(to: slim)
    let grown = try world(slim, count: 50, capacity: 64)
    for index in 0..<50 { try grown.set("creatures[\(index)].id", to: .integer(Int64(index))) }
    #expect(there.layout == grown.layout)
    let (back, _) = try grown.migrated(to: full, restoring: migration.residue)
    #expect(try back.count("creatures") == 50)
    #expect(try back.value("creatures[49].id") == .integer(49))
  }

  @Test("room that a pool left behind, with what still stood there, is part of what comes back")
  func leftRoom() throws {
    let old = try TestWorld(try layout([.int32("id"), .int8("b")]), pools: ["creatures": (3, 4)], gap: 64)
    unsafe old.arena.base.storeBytes(of: 0xAB, toByteOffset: old.layout.world.size + 5, as: UInt8.self)
    let (there, migration) = try old.migrated(to: try layout([.int8("b"), .int32("id")]))
    #expect(there.arena.bytesUsed < old.arena.bytesUsed)
    let (back, _) = try there.migrated(to: old.layout, restoring: migration.residue)
    #expect(back.arena.hasSameBytes(as: old.arena))
  }

  @Test("the old world's version comes back, or the one that is asked for")
  func version() throws {
    let old = try world(try layout([.int32("id")]), count: 1)
    let (there, migration) = try old.migrated(to: try layout([.int64("id")]), worldVersion: 2)
    #expect(there.arena.header.world_version == 2)
    let (back, _) = try there.migrated(to: old.layout, restoring: migration.residue)
    #expect(back.arena.header.world_version == 1)
    let (asked, _) = try there.migrated(to: old.layout, restoring: migration.residue, worldVersion: 5)
    #expect(asked.arena.header.world_version == 5)
  }

  @Test("nothing is kept of a migration that loses nothing")
  func lossless() throws {
    let old = try world(try layout([.float("x"), .float("y")]), count: 1000)
    let (_, migration) = try old.migrated(to: try layout([.float("shield"), .float("y"), .double("x")]))
    #expect(migration.report.bytesKept == 0)
    let (_, lossy) = try old.migrated(to: try layout([.float("x")]))
    #expect(lossy.report.bytesKept == 1000 * (4 + 8))
  }

  @Test("what was kept for other layouts is refused")
  func foreign() throws {
    let (a, b) = (try layout([.float("x")]), try layout([.double("x")]))
    let old = try world(a, count: 1)
    let (there, migration) = try old.migrated(to: b)
    #expect(throws: MigrationError.foreignResidue) {
      try there.migrated(to: try layout([.int8("x")]), restoring: migration.residue)
    }
  }

  @Test("a value that comes back from a default is one that was not changed")
  func defaults() throws {
    let full = try layout([.float("x"), .int32("mana")])
    let old = try world(full, count: 1)
    try old.set("creatures[0].mana", to: .integer(7))
    let (there, migration) = try old.migrated(to: try layout([.float("x")]))
    let mana = FieldDefault(owner: "Creature", field: "mana", value: Int32(55))
    let (back, _) = try there.migrated(to: full, defaults: [mana], restoring: migration.residue)
    #expect(try back.value("creatures[0].mana") == .integer(7))
    let (fresh, _) = try there.migrated(to: full, defaults: [mana])
    #expect(try fresh.value("creatures[0].mana") == .integer(55))
  }
}
