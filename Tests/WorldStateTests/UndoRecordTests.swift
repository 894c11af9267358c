import CGameABI
import Glibc
import Testing

@testable import WorldState

/// What a migration back restores after the new code changed the world.
struct UndoRecordTests {
  private func layout(_ fields: [LayoutBuilder.Declaration]) throws -> Layout {
    try build {
      $0.structure("Creature", fields)
      $0.world([.pool("creatures", of: "Creature")])
    }
  }

  private func world(_ layout: Layout, count: Int, capacity: Int? = nil) throws -> TestWorld {
    try TestWorld(layout, pools: ["creatures": (count, capacity ?? count)])
  }

  @Test("The migration back restores an unchanged narrowed value and keeps a changed one")
  func narrowed() throws {
    let wide = try layout([.int32("hp")])
    let old = try world(wide, count: 3)
    for index in 0..<3 { try old.set("creatures[\(index)].hp", to: .integer(1000 + Int64(index))) }
    let (there, migration) = try old.migrated(to: try layout([.int8("hp")]))
    #expect(migration.report.saturated == ["Creature.hp": 3])
    try there.set("creatures[1].hp", to: .integer(50))
    let (back, _) = try there.migrated(to: wide, restoring: migration.undoRecord)
    #expect(try back.value("creatures[0].hp") == .integer(1000))
    #expect(try back.value("creatures[1].hp") == .integer(50))
    #expect(try back.value("creatures[2].hp") == .integer(1002))
  }

  @Test("A removed field is restored next to fields that changed in between")
  func dropped() throws {
    let full = try layout([.float("x"), .int32("mana")])
    let old = try world(full, count: 2)
    try old.set("creatures[0].mana", to: .integer(7))
    try old.set("creatures[1].mana", to: .integer(8))
    let (there, migration) = try old.migrated(to: try layout([.float("x")]))
    try there.set("creatures[1].x", to: .float(3))
    let (back, home) = try there.migrated(to: full, restoring: migration.undoRecord)
    #expect(home.report.actions.summary == ["pool": 1, "restore": 1])
    #expect(try back.value("creatures[1].x") == .float(3))
    #expect(try back.value("creatures[0].mana") == .integer(7))
    #expect(try back.value("creatures[1].mana") == .integer(8))
  }

  @Test("Elements that moved get back what is theirs, whatever else changed in them, and new ones nothing")
  func moved() throws {
    let full = try layout([.int32("id"), .int32("mana")])
    let old = try world(full, count: 4)
    for index in 0..<4 {
      try old.set("creatures[\(index)].id", to: .integer(5))
      try old.set("creatures[\(index)].mana", to: .integer(Int64(100 + index)))
    }
    let (there, migration) = try old.migrated(to: try layout([.int32("id")]))
    // The second element is removed: the last one moves there, and a new one takes its place.
    let (hole, last) = (there.identity("creatures", 1), there.identity("creatures", 3))
    unsafe memcpy(there.arena.base + hole, there.arena.base + last, 4)
    there.renew("creatures", 3)
    for index in 0..<4 { try there.set("creatures[\(index)].id", to: .integer(Int64(7 * index))) }
    let (back, home) = try there.migrated(to: full, restoring: migration.undoRecord)
    #expect(
      try (0..<4).map { try back.value("creatures[\($0)].mana") } == [100, 103, 102, 0].map { .integer($0) })
    #expect(
      home.report.actions.changedLines.contains(
        "Creature.mana: int32, added, an earlier value restored in 3 of 4, zero in the other 1"),
      "\(home.report.actions.changedLines)")
  }

  @Test("A removed pool is restored completely")
  func droppedPool() throws {
    let full = try layout([.int32("id")])
    let old = try world(full, count: 5, capacity: 9)
    for index in 0..<5 { try old.set("creatures[\(index)].id", to: .integer(Int64(index + 1))) }
    let without = try build { $0.world([.int32("score")]) }
    let (there, migration) = try old.migrated(to: without)
    try there.set("score", to: .integer(3))
    let (back, _) = try there.migrated(to: full, restoring: migration.undoRecord)
    #expect(back.arena.hasSameBytes(as: old.arena))
  }

  @Test("A pool that exceeds its old capacity is packed anew with all elements")
  func outgrown() throws {
    let full = try layout([.int32("id"), .int8("mana")])
    let old = try world(full, count: 2)
    let slim = try layout([.int32("id")])
    let (there, migration) = try old.migrated(to: slim)
    let grown = try world(slim, count: 50, capacity: 64)
    for index in 0..<50 { try grown.set("creatures[\(index)].id", to: .integer(Int64(index))) }
    #expect(there.layout == grown.layout)
    let (back, _) = try grown.migrated(to: full, restoring: migration.undoRecord)
    #expect(try back.count("creatures") == 50)
    #expect(try back.value("creatures[49].id") == .integer(49))
  }

  @Test("Nonzero bytes between pools are restored")
  func leftRoom() throws {
    let old = try TestWorld(try layout([.int32("id"), .int8("b")]), pools: ["creatures": (3, 4)], gap: 64)
    unsafe old.arena.base.storeBytes(of: 0xAB, toByteOffset: old.layout.world.size + 5, as: UInt8.self)
    let (there, migration) = try old.migrated(to: try layout([.int8("b"), .int32("id")]))
    #expect(there.arena.bytesUsed < old.arena.bytesUsed)
    let (back, _) = try there.migrated(to: old.layout, restoring: migration.undoRecord)
    #expect(back.arena.hasSameBytes(as: old.arena))
  }

  @Test("The migration back restores the old world version unless another one is requested")
  func version() throws {
    let old = try world(try layout([.int32("id")]), count: 1)
    let (there, migration) = try old.migrated(to: try layout([.int64("id")]), worldVersion: 2)
    #expect(there.arena.header.world_version == 2)
    let (back, _) = try there.migrated(to: old.layout, restoring: migration.undoRecord)
    #expect(back.arena.header.world_version == 1)
    let (asked, _) = try there.migrated(to: old.layout, restoring: migration.undoRecord, worldVersion: 5)
    #expect(asked.arena.header.world_version == 5)
  }

  @Test("Only what is lost is kept")
  func size() throws {
    let old = try world(try layout([.float("x"), .float("y")]), count: 1000)
    let (_, migration) = try old.migrated(to: try layout([.float("y"), .double("x")]))
    #expect(migration.report.undoByteCount == 0)
    for index in 0..<1000 { try old.set("creatures[\(index)].y", to: .float(1)) }
    let (_, lossy) = try old.migrated(to: try layout([.float("x")]))
    #expect(lossy.report.undoByteCount == 1000 * 4)
  }

  @Test("An undo record of a world of another layout is rejected")
  func foreign() throws {
    let (a, b) = (try layout([.float("x")]), try layout([.double("x")]))
    let old = try world(a, count: 1)
    let (_, migration) = try old.migrated(to: b)
    #expect(throws: MigrationError.foreignUndoRecord) {
      try old.migrated(to: try layout([.int8("x")]), restoring: migration.undoRecord)
    }
  }

  @Test("A field that the migration back fills with a default counts as unchanged")
  func defaults() throws {
    let full = try layout([.float("x"), .int32("mana")])
    let old = try world(full, count: 1)
    try old.set("creatures[0].mana", to: .integer(7))
    let (there, migration) = try old.migrated(to: try layout([.float("x")]))
    let mana = DeclaredDefault(owner: "Creature", field: "mana", value: Int32(55))
    let (back, _) = try there.migrated(to: full, defaults: [mana], restoring: migration.undoRecord)
    #expect(try back.value("creatures[0].mana") == .integer(7))
    let (fresh, _) = try there.migrated(to: full, defaults: [mana])
    #expect(try fresh.value("creatures[0].mana") == .integer(55))
  }
}
