import Testing

@testable import WorldState

/// Which of the declared renames apply, and that each applies once.
struct RenameTests {
  private typealias Declaration = LayoutBuilder.Declaration

  /// Migrates `World` fields with the values 1, 2, 3, …; returns the values by their new names.
  private func migrate(
    _ old: [Declaration], _ new: [Declaration], _ renames: [(String, String)],
    applied: [(String, String)]? = nil
  ) throws -> [String: Int64] {
    func declared(_ list: [(String, String)]) -> [DeclaredRename] {
      list.map { .field(owner: "World", from: $0.0, to: $0.1) }
    }
    let (from, to) = (try build { $0.world(old) }, try build { $0.world(new) })
    let world = try TestWorld(from)
    for (index, field) in old.enumerated() { try world.set(field.name, to: .integer(Int64(index + 1))) }
    let plan = try MigrationPlan(
      from: from, to: to, renames: declared(renames), applied: applied.map { Set(declared($0)) })
    let target = try Arena(name: "target", bytesReserved: 1 << 16)
    _ = try plan.apply(from: world.arena, to: target)
    let after = TestWorld(layout: to, arena: target)
    var values: [String: Int64] = [:]
    for field in new {
      if case .integer(let value) = try after.value(field.name) { values[field.name] = value }
    }
    return values
  }

  private static let swap = [("a", "b"), ("b", "a")]
  private static let cycle = [("a", "b"), ("b", "c"), ("c", "a")]

  @Test("Two names that are swapped, as declared, take their values along")
  func swapped() throws {
    for applied in [nil, []] as [[(String, String)]?] {
      let values = try migrate(
        [.int32("a"), .int32("b")], [.int32("b"), .int32("a")], Self.swap, applied: applied)
      #expect(values == ["a": 2, "b": 1])
    }
  }

  @Test("A cycle of three takes its values along")
  func cycles() throws {
    let values = try migrate(
      [.int32("a"), .int32("b"), .int32("c")], [.int32("b"), .int32("c"), .int32("a")], Self.cycle,
      applied: [])
    #expect(values == ["a": 3, "b": 1, "c": 2])
  }

  @Test("A swap that was applied is not applied again when something else changes")
  func once() throws {
    let values = try migrate(
      [.int32("b"), .int32("a")], [.int32("a"), .int32("x"), .int32("b")], Self.swap, applied: Self.swap)
    #expect(values == ["a": 2, "b": 1, "x": 0])
  }

  @Test("A swap that is declared before the names change waits for them")
  func early() throws {
    let values = try migrate(
      [.int32("a"), .int32("b")], [.int32("x"), .int32("a"), .int32("b")], Self.swap, applied: [])
    #expect(values == ["a": 1, "b": 2, "x": 0])
  }

  @Test("Of a world with an unknown past, only fields that changed places are swapped")
  func unknown() throws {
    #expect(
      try migrate([.int32("b"), .int32("a")], [.int32("b"), .int32("a"), .int32("x")], Self.swap)
        == ["b": 1, "a": 2, "x": 0])
    #expect(
      try migrate([.int32("a"), .int32("b")], [.int32("b"), .int32("a"), .int32("x")], Self.swap)
        == ["b": 1, "a": 2, "x": 0])
  }

  @Test("Fields of different types are swapped")
  func types() throws {
    let values = try migrate(
      [.int32("a"), .int64("b")], [.int32("b"), .int64("a")], Self.swap, applied: [])
    #expect(values == ["a": 2, "b": 1])
  }

  @Test(
    "In a chain each value moves one name on, and several renames at once are followed to the end")
  func chains() throws {
    let renames = [("a", "b"), ("b", "c")]
    #expect(
      try migrate([.int32("a"), .int32("b")], [.int32("b"), .int32("c")], renames, applied: [])
        == ["b": 1, "c": 2])
    #expect(try migrate([.int32("a")], [.int32("c")], renames, applied: []) == ["c": 1])
    #expect(
      try migrate([.int32("b"), .int32("x")], [.int32("c"), .int32("x")], renames, applied: [("a", "b")])
        == ["c": 1, "x": 2])
  }

  @Test("A new field with an old name, removed again, does not overwrite the one that was renamed")
  func reused() throws {
    #expect(
      try migrate([.int32("a"), .int32("b")], [.int32("b")], [("a", "b")], applied: [("a", "b")])
        == ["b": 2])
    #expect(
      try migrate([.int32("a"), .int32("b")], [.int32("b")], [("a", "b")], applied: []) == ["b": 1])
  }

  @Test("Names in nested structs, of pools and in their elements are swapped")
  func nested() throws {
    func layout(_ first: String, _ second: String) throws -> Layout {
      try build {
        $0.structure("Pair", [.int32(first), .int32(second)])
        $0.structure("E", [.structure("pair", "Pair", count: 2), .int32(first), .int32(second)])
        $0.world([.structure("pair", "Pair"), .pool(first, of: "E"), .pool(second, of: "E")])
      }
    }
    let old = try TestWorld(try layout("a", "b"), pools: ["a": (2, 2), "b": (1, 4)])
    for (path, value) in [
      ("pair.a", 1), ("pair.b", 2), ("a[1].pair[1].a", 3), ("a[1].pair[1].b", 4), ("b[0].a", 5),
      ("b[0].b", 6),
    ] { try old.set(path, to: .integer(Int64(value))) }
    let renames = ["World", "Pair", "E"].flatMap { owner in
      Self.swap.map { DeclaredRename.field(owner: owner, from: $0.0, to: $0.1) }
    }
    let (new, migration) = try old.migrated(to: try layout("b", "a"), renames: renames)
    for (path, value) in [
      ("pair.b", 1), ("pair.a", 2), ("b[1].pair[1].b", 3), ("b[1].pair[1].a", 4), ("a[0].b", 5),
      ("a[0].a", 6),
    ] { #expect(try new.value(path) == .integer(Int64(value)), "\(path)") }
    #expect(migration.report.actions.contains { $0.description == "Pair.b: int32, kept, renamed, was a" })
    let (back, _) = try new.migrated(
      to: old.layout, renames: DeclaredRename.inverted(renames), restoring: migration.undoRecord)
    #expect(back.arena.hasSameBytes(as: old.arena))
  }
}
