import CGameABI
import SeededRandom
import Testing

@testable import WorldState

struct LayoutTests {
  private func creatures(_ fields: [LayoutBuilder.Declaration]) throws -> Layout {
    try build {
      $0.structure("Creature", fields)
      $0.world([.int32("score"), .pool("creatures", of: "Creature")])
    }
  }

  @Test("Swapping two fields of the same size changes the layout")
  func swapped() throws {
    let a = try creatures([.float("x"), .float("y")])
    let b = try creatures([.float("y"), .float("x")])
    #expect(a.structs[2].size == b.structs[2].size)
    #expect(a != b)
    #expect(a.hash != b.hash)
  }

  @Test("The order of the listed structs and unreachable structs do not change the layout")
  func listingOrder() throws {
    let a = try build {
      $0.structure("A", [.int8("a")])
      $0.structure("B", [.float("b")])
      $0.world([.structure("a", "A"), .pool("b", of: "B")])
    }
    let b = try build {
      $0.structure("B", [.float("b")])
      $0.structure("Unused", [.float("b")])
      $0.structure("A", [.int8("a")])
      $0.world([.structure("a", "A"), .pool("b", of: "B")])
    }
    #expect(a == b)
    #expect(a.hash == b.hash)
  }

  @Test("The hash of a layout is the same on every run and machine")
  func stableHash() throws {
    #expect(hexadecimal(try creatures([.float("x"), .int32("hp")]).hash) == "2a5564d35702b55d")
  }

  @Test("Every change of a field changes the hash")
  func hashSeesEverything() throws {
    let variants: [[LayoutBuilder.Declaration]] = [
      [.float("x")], [.float("y")], [.int32("x")], [.uint32("x")], [.float("x", count: 1)],
      [.float("x", count: 2)], [.enumeration("x", "A", .int32)], [.enumeration("x", "B", .int32)],
      [.enumeration("x", "A", .uint32)], [.float("x"), .float("y")],
    ]
    #expect(Set(try variants.map { try creatures($0).hash }).count == variants.count)
  }

  @Test("A layout survives encoding and decoding")
  func roundTrip() throws {
    for seed in 0..<UInt64(50) {
      var random = SplitMix64(seed: seed)
      let layout = try RandomDeclarations(&random).layout()
      #expect(try Layout(encoded: layout.encoded) == layout)
    }
  }

  @Test("Invalid bytes of a layout give an error, never a crash")
  func fuzzedBytes() throws {
    let bytes = try creatures([.float("x"), .enumeration("k", "Kind", .uint8), .int8("z", count: 3)]).encoded
    for length in bytes.indices {
      #expect(throws: LayoutError.self) { try Layout(encoded: Array(bytes[..<length])) }
    }
    for offset in bytes.indices {
      for value in [0, 1, 2, 0x7F, 0x80, 0xFF] as [UInt8] {
        var damaged = bytes
        damaged[offset] = value
        if let layout = try? Layout(encoded: damaged) { #expect(layout.encoded == damaged) }
      }
    }
  }

  @Test("A plan lists the differences of two layouts field by field")
  func differences() throws {
    let old = try build {
      $0.structure("Shot", [.float("x")])
      $0.structure("Creature", [.float("x"), .int32("hp"), .int8("mana"), .float("old")])
      $0.world([.pool("creatures", of: "Creature"), .int32("lives")])
    }
    let new = try build {
      $0.structure("Shot", [.float("x")])
      $0.structure("Creature", [.float("shield"), .float("x"), .float("hp"), .float("new")])
      $0.world([.pool("creatures", of: "Creature"), .int32("lives", count: 2), .pool("shots", of: "Shot")])
    }
    let renames = [DeclaredRename.field(owner: "Creature", from: "old", to: "new")]
    #expect(
      try MigrationPlan(from: old, to: new, renames: renames).description.split(separator: "\n") == [
        "World.creatures: pool of Creature, element by element",
        "World.lives: int32 → int32[2], the common elements are carried over",
        "World.shots: pool of Shot, added, zero",
        "Creature.shield: float, added, zero",
        "Creature.x: float, kept, moved from offset 0 to 4",
        "Creature.hp: int32 → float, converted (rounded to the nearest, exact up to ±2^24), moved from offset 4 to 8",
        "Creature.new: float, kept, renamed, was old",
        "Creature.mana: int8, dropped; kept for a rollback",
      ])
  }

  @Test("A plan changes a field exactly if the layouts differ", arguments: 0..<UInt64(100))
  func differencesAreComplete(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var declarations = RandomDeclarations(&random)
    let old = try declarations.layout()
    declarations.edit(&random)
    let new = try declarations.layout()
    #expect((old == new) == (try MigrationPlan(from: old, to: new).actions.allSatisfy(\.isUnchanged)))
  }

  @Test("Inverting renames twice gives the original renames")
  func invertedRenames() {
    let renames: [DeclaredRename] = [.type(from: "Old", to: "New"), .field(owner: "New", from: "a", to: "b")]
    #expect(
      DeclaredRename.inverted(renames) == [
        .type(from: "New", to: "Old"), .field(owner: "Old", from: "b", to: "a"),
      ])
    #expect(DeclaredRename.inverted(DeclaredRename.inverted(renames)) == renames)
  }
}
