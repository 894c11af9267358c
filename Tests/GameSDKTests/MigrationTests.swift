import CGameABI
import Testing
import WorldFixtures

@testable import GameSDK

@Suite("Migration")
struct MigrationTests {
  /// Gives the body the old world of a migration.
  private func migrating(_ fill: (inout LayoutWorld) -> Void, _ body: (OldValue) -> Void) throws {
    let layout = try WorldLayout(ofWorld: LayoutWorld.self)
    let arena = TestArena<LayoutWorld>()
    arena.use { world in
      fill(&world)
      unsafe withUnsafePointer(to: layout.table()) { table in
        var info = unsafe MigrationInfo()
        unsafe info.from_version = 2
        unsafe info.to_version = 1
        unsafe info.old_world = UnsafePointer(arena.header)
        unsafe info.old_layout = table
        let migration = unsafe Migration(info)
        #expect(migration.from == 2 && migration.to == 1)
        body(migration.old)
      }
    }
  }

  @Test("Fields, elements and pools of the old world are looked up by name and index")
  func theOldWorldIsLookedUpByName() throws {
    try migrating {
      $0.i16 = -7
      $0.u64 = .max
      $0.f = 1.5
      $0.d = -2.5
      $0.flag = true
      $0.color = Color8Green
      $0.sign = SignedEnumMinus
      $0.numbers.2 = 42
      $0.inner.d = 8
      $0.inners.1.color = Color8Red
      $0.items.append(Item(value: 1, weight: 0, tag: 0))
      $0.items.append(Item(value: 2, weight: 0.25, tag: 0))
    } _: { old in
      #expect(old["i16"].integer == -7 && old["i16"].number == -7)
      #expect(old["u64"].integer == nil)
      #expect(old["f"].number == 1.5 && old["f"].integer == nil && old["d"].number == -2.5)
      #expect(old["flag"].integer == 1 && old["color"].integer == 2 && old["sign"].integer == -1)
      #expect(old["numbers"].count == 4 && old["numbers"][2].integer == 42)
      #expect(old["inner"]["d"].number == 8 && old["inners"][1]["color"].integer == 1)
      #expect(old["items"].count == 2 && old["items"][1]["weight"].number == 0.25)
      #expect(old["items"].exists && old["header"]["bytes_used"].exists)
    }
  }

  @Test("Looking up a name, an index or a number that does not exist gives a missing value")
  func whatIsNotThereIsMissing() throws {
    try migrating {
      $0.items.append(Item(value: 1, weight: 0, tag: 0))
    } _: { old in
      #expect(!old["none"].exists && old["none"]["at"][3].number == nil && old["none"].count == 0)
      #expect(!old["items"][1].exists && !old["items"][-1].exists && !old["numbers"][4].exists)
      #expect(old["inner"].number == nil && !old[0].exists && !old["f"]["x"].exists)
    }
  }

  @Test("A pool with an invalid offset is not read beyond the old world")
  func aPoolThatLiesIsNotReadBeyondTheWorld() throws {
    try migrating {
      $0.items.storage = PoolStorage(offset: .max, count: 4, capacity: 4)
    } _: { old in
      #expect(old["items"].count == 4 && old["items"][3]["value"].integer == nil)
    }
  }

  @Test("A later step reads the step before, by old and new names, and what only the first world has")
  func chain() throws {
    let layout = try WorldLayout(ofWorld: LayoutWorld.self)
    let first = TestArena<LayoutWorld>()
    first.use { world in
      world.f = 1
      world.d = 8
      world.items.append(Item(value: 5, weight: 2, tag: 0))
      world.inners.1.d = 4
    }
    let before = TestArena<LayoutWorld>()
    before.use { world in
      world.f = 10
      world.items.append(Item(value: 50, weight: 20, tag: 0))
      unsafe withUnsafePointer(to: layout.table()) { table in
        // The layout of the step before, without `d` of the world and `weight` of the elements.
        let all = unsafe UnsafeBufferPointer(
          start: table.pointee.fields, count: Int(table.pointee.field_count))
        var fields = unsafe Array(all)
        for index in unsafe fields.indices
        where unsafe ["d", "weight"].contains(String(cString: fields[index].name)) {
          unsafe fields[index].name = permanent("gone")
        }
        var shorter = unsafe table.pointee
        unsafe shorter.fields = permanent(fields)
        unsafe withUnsafePointer(to: shorter) { shorter in
          var info = unsafe MigrationInfo()
          unsafe info.old_world = UnsafePointer(before.header)
          unsafe info.old_layout = shorter
          unsafe info.first_world = UnsafePointer(first.header)
          unsafe info.first_layout = table
          let renames: [Rename] = [
            .field(of: "LayoutWorld", from: "a", to: "b"), .field(of: "LayoutWorld", from: "b", to: "f"),
            .field(of: "Item", from: "cost", to: "value"), .field(of: "Item", from: "x", to: "y"),
            .field(of: "Item", from: "y", to: "x"),
          ]
          let old = unsafe Migration(info, renames: renames).old
          #expect(old["f"].number == 10 && old["a"].number == 10 && old["b"].number == 10)
          #expect(old["d"].number == 8 && !old["e"].exists)
          let item = old["items"][0]
          #expect(item["value"].number == 50 && item["cost"].number == 50 && item["weight"].number == 2)
          #expect(!item["x"].exists && !item["value"]["weight"].exists)
        }
      }
    }
  }
}
