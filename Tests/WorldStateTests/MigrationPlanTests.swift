import CGameABI
import Testing

@testable import WorldState

struct MigrationPlanTests {
  private func layouts() throws -> (Layout, Layout) {
    let old = try build {
      $0.structure(
        "Creature", [.float("x"), .float("y"), .int32("hp"), .int16("mana"), .int64("id"), .int64("score")])
      $0.world([.pool("creatures", of: "Creature"), .int32("lives")])
    }
    let new = try build {
      $0.structure("Shot", [.float("x")])
      $0.structure(
        "Creature",
        [.float("shield"), .float("x"), .float("y"), .float("health"), .int32("score"), .int64("id")])
      $0.world([.pool("creatures", of: "Creature"), .int32("lives"), .pool("shots", of: "Shot")])
    }
    return (old, new)
  }

  @Test("The description of a plan has one line for each field that changes")
  func printed() throws {
    let (old, new) = try layouts()
    let plan = try MigrationPlan(
      from: old, to: new, renames: [.field(owner: "Creature", from: "hp", to: "health")],
      defaults: [DeclaredDefault(owner: "Creature", field: "shield", value: Float(1))])
    #expect(
      plan.description.split(separator: "\n") == [
        "World.creatures: pool of Creature, element by element",
        "World.shots: pool of Shot, added, zero",
        "Creature.shield: float, added, the game's default",
        "Creature.x: float, kept, moved from offset 0 to 4",
        "Creature.y: float, kept, moved from offset 4 to 8",
        "Creature.health: int32 → float, converted (rounded to the nearest, exact up to ±2^24), renamed, was hp,"
          + " moved from offset 8 to 12",
        "Creature.score: int64 → int32, converted (values out of range become the nearest of -2147483648…2147483647),"
          + " moved from offset 24 to 16",
        "Creature.id: int64, kept, moved from offset 16 to 24",
        "Creature.mana: int16, dropped; kept for a rollback",
      ])
    #expect(
      plan.summary == ["pool": 1, "zero": 1, "default": 1, "copy": 3, "convert": 1, "saturate": 1, "drop": 1])
    #expect(!plan.isIdentity)
  }

  @Test("Between equal layouts nothing changes and the world is copied")
  func identity() throws {
    let (old, _) = try layouts()
    let plan = try MigrationPlan(from: old, to: old)
    #expect(plan.isIdentity)
    #expect(plan.description == "nothing changes")
    #expect(plan.summary.isEmpty)
    let world = try TestWorld(old, pools: ["creatures": (3, 9)], gap: 32)
    let (copy, migration) = try world.migrated(to: old, worldVersion: 1)
    #expect(copy.arena.hasSameBytes(as: world.arena))
    #expect(migration.undoRecord == nil)
  }

  @Test("Adjacent fields that stay together are copied in one step")
  func coalesced() throws {
    let names = (0..<8).map { "f\($0)" }
    let old = try build {
      $0.structure("E", names.map { .float($0) })
      $0.world([.pool("p", of: "E")])
    }
    let new = try build {
      $0.structure("E", [.float("added")] + names.map { .float($0) })
      $0.world([.pool("p", of: "E")])
    }
    let plan = try MigrationPlan(from: old, to: new)
    #expect(plan.pools[0].program.steps == [.copy(from: 0, to: 4, length: 32)])
  }

  @Test("A default that matches no field is rejected")
  func badDefaults() throws {
    let (old, new) = try layouts()
    func plan(_ owner: String, _ field: String, _ bytes: [UInt8]) throws -> MigrationPlan {
      try MigrationPlan(
        from: old, to: new, defaults: [DeclaredDefault(owner: owner, field: field, bytes: bytes)])
    }
    #expect(throws: MigrationError.unknownDefault(path: "Creature.none")) {
      try plan("Creature", "none", [0])
    }
    #expect(throws: MigrationError.unknownDefault(path: "World.shots")) {
      try plan("World", "shots", Array(repeating: 1, count: 16))
    }
    #expect(throws: MigrationError.badDefaultSize(path: "Creature.shield", size: 3, expected: 4)) {
      try plan("Creature", "shield", [1, 2, 3])
    }
  }

  @Test("An added struct has the defaults of its fields in each element")
  func nestedDefaults() throws {
    let old = try build { $0.world([.int32("a")]) }
    let new = try build {
      $0.structure("Point", [.int8("x"), .int32("y")])
      $0.world([.structure("points", "Point", count: 2), .int32("a")])
    }
    let (world, _) = try TestWorld(old).migrated(
      to: new, defaults: [DeclaredDefault(owner: "Point", field: "y", value: Int32(6))])
    #expect(try world.value("points[0].y") == .integer(6))
    #expect(try world.value("points[1].y") == .integer(6))
    #expect(try world.value("points[1].x") == .integer(0))
  }

  @Test("Renames that do not apply are ignored")
  func staleRenames() throws {
    let old = try build { $0.world([.int32("a"), .int32("b")]) }
    let new = try build { $0.world([.int32("a"), .int32("b"), .int32("c")]) }
    let renames: [DeclaredRename] = [
      .field(owner: "World", from: "long_gone", to: "a"), .field(owner: "World", from: "b", to: "c"),
      .field(owner: "Nothing", from: "x", to: "y"),
    ]
    let world = try TestWorld(old)
    try world.set("b", to: .integer(5))
    let (there, _) = try world.migrated(to: new, renames: renames)
    #expect(try there.value("b") == .integer(5))
    #expect(try there.value("c") == .integer(0))
  }

  @Test("If the capacities of the pools do not fit, the elements alone may fit")
  func tightArena() throws {
    let old = try build {
      $0.structure("E", [.int8("a")])
      $0.world([.pool("p", of: "E")])
    }
    let new = try build {
      $0.structure("E", [.int64("a")])
      $0.world([.pool("p", of: "E")])
    }
    let world = try TestWorld(old, pools: ["p": (300, 3000)])
    let target = try Arena(bytesReserved: 4096)
    let plan = try MigrationPlan(from: old, to: new)
    _ = try plan.apply(from: world.arena, to: target)
    #expect(TestWorld(layout: new, arena: target).storage(of: new.poolSites()[0]).capacity == 300)
    let large = try TestWorld(old, pools: ["p": (400, 400)])
    let before = unsafe target.withReservedBytes { unsafe Array($0) }
    #expect(throws: MigrationError.arena(.tooSmall(needed: 144 + 4800, reserved: 4096))) {
      try plan.apply(from: large.arena, to: target)
    }
    #expect(unsafe target.withReservedBytes { unsafe Array($0) } == before)
  }

  @Test("A world of another layout is rejected")
  func foreignWorld() throws {
    let (old, new) = try layouts()
    let world = try TestWorld(new)
    let plan = try MigrationPlan(from: old, to: new)
    #expect(throws: MigrationError.arena(.foreignLayout(found: new.hash, expected: old.hash))) {
      try plan.apply(from: world.arena, to: try Arena(bytesReserved: 1 << 16))
    }
  }

  @Test("A pool that moved into a struct is another pool, and arrays of pools are matched by index")
  func nestedPools() throws {
    let old = try build {
      $0.structure("E", [.int32("a")])
      $0.structure("Level", [.pool("things", of: "E"), .int8("kind")])
      $0.world([.structure("levels", "Level", count: 3), .pool("more", of: "E", count: 2)])
    }
    let new = try build {
      $0.structure("E", [.double("a")])
      $0.structure("Level", [.int8("kind"), .pool("things", of: "E")])
      $0.world([.pool("more", of: "E", count: 1), .structure("levels", "Level", count: 2)])
    }
    let world = try TestWorld(
      old,
      pools: [
        "levels[0].things": (1, 1), "levels[1].things": (2, 2), "levels[2].things": (3, 3), "more[0]": (4, 5),
        "more[1]": (6, 6),
      ])
    try world.set("levels[1].things[1].a", to: .integer(11))
    try world.set("more[0][3].a", to: .integer(12))
    let (there, migration) = try world.migrated(to: new)
    #expect(try there.value("levels[1].things[1].a") == .double(11))
    #expect(try there.value("more[0][3].a") == .double(12))
    let (back, _) = try there.migrated(to: old, restoring: migration.undoRecord)
    #expect(back.arena.hasSameBytes(as: world.arena))
  }

  @Test("World versions are stepped through one by one, up and down")
  func versionSteps() {
    #expect(VersionStep.chain(from: 1, to: 3) == [VersionStep(from: 1, to: 2), VersionStep(from: 2, to: 3)])
    #expect(VersionStep.chain(from: 3, to: 1) == [VersionStep(from: 3, to: 2), VersionStep(from: 2, to: 1)])
    #expect(VersionStep.chain(from: 2, to: 2).isEmpty)
    #expect(VersionStep.chain(from: 0, to: .max, maxSteps: 3).last == VersionStep(from: 2, to: .max))
  }
}
