import CGameABI
import Testing

@testable import WorldState

struct LayoutTests {
  private func creatures(_ fields: [LayoutBuilder.Declaration]) throws -> Layout {
    try build {
      $0.structure("Creature", fields)
      $0.world([.int32("score"), .pool("creatures", of: "Creature")])
    }
  }

  @Test("fields swapped in a struct of the same size make another layout")
  func swapped() throws {
    let a = try creatures([.float("x"), .float("y")])
    let b = try creatures([.float("y"), .float("x")])
    #expect(a.structs[2].size == b.structs[2].size)
    #expect(a != b)
    #expect(a.hash != b.hash)
  }

  @Test("the order in which structs are listed makes no difference, nor do structs that nothing reaches")
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

  @Test("the hash of a layout is the same on every run and machine")
  func stableHash() throws {
    #expect(hexadecimal(try creatures([.float("x"), .int32("hp")]).hash) == "2a5564d35702b55d")
  }

  @Test("every single change makes another hash")
  func hashSeesEverything() throws {
    let variants: [[LayoutBuilder.Declaration]] = [
      [.float("x")], [.float("y")], [.int32("x")], [.uint32("x")], [.float("x", count: 1)],
      [.float("x", count: 2)], [.enumeration("x", "A", .int32)], [.enumeration("x", "B", .int32)],
      [.enumeration("x", "A", .uint32)], [.float("x"), .float("y")],
    ]
    #expect(Set(try variants.map { try creatures($0).hash }).count == variants.count)
  }

  @Test("a layout comes back from its bytes")
  func roundTrip() throws {
    for seed in 0..<UInt64(50) {
      var random = SeededRandom(seed)
      let layout = try RandomDeclarations(&random).layout()
      #expect(try Layout(encoded: layout.encoded) == layout)
    }
  }

  @Test("bytes that are no layout give an error, never a crash")
  func fuzzedBytes() throws {
    let bytes = try creatures([.float("x"), .enumeration("k", "Kind", .uint8), .int8("z", count: 3)]).encoded
    for length in bytes.indices {
      #expect(throws: LayoutError.self) { try Layout(encoded: Array(bytes[..<length])) }
    }
    for place in bytes.indices {
      for value in [0, 1, 2, 0x7F, 0x80, 0xFF] as [UInt8] {
        var damaged = bytes
        damaged[place] = value
        if let layout = try? Layout(encoded: damaged) { #expect(layout.encoded == damaged) }
      }
    }
  }

  @Test("differences are told field by field")
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
    let renames = [Rename.field(owner: "Creature", from: "old", to: "new")]
    #expect(
      old.differences(to: new, renames: renames).map(\.description) == [
        "World.lives: int32 → int32[2]",
        "World.shots: pool of Shot added",
        "Creature.shield: float added",
        "Creature.x: moved from offset 0 to 4",
        "Creature.hp: int32 → float",
        "Creature.hp: moved from offset 4 to 8",
        "Creature.new: renamed, was old",
        "Creature.mana: int8 removed",
      ])
    #expect(old.differences(to: old).isEmpty)
  }

  @Test("layouts differ exactly when differences are told", arguments: 0..<UInt64(100))
  func differencesAreComplete(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var declarations = RandomDeclarations(&random)
    let old = try declarations.layout()
    declarations.edit(&random)
    let new = try declarations.layout()
    #expect((old == new) == old.differences(to: new).isEmpty)
  }

  @Test("renames told backwards lead back")
  func invertedRenames() {
    let renames: [Rename] = [.type(from: "Old", to: "New"), .field(owner: "New", from: "a", to: "b")]
    #expect(
      Rename.inverted(renames) == [.type(from: "New", to: "Old"), .field(owner: "Old", from: "b", to: "a")])
    #expect(Rename.inverted(Rename.inverted(renames)) == renames)
  }
}
