import SeededRandom
import Testing

@testable import WorldState

/// Every kind of edit, alone and in pairs, applied in one migration to the world struct, to a nested struct, and to the
/// elements of a pool. The pool has 100,000 elements; for pairs in an unoptimised build, whose loops are twenty times slower,
/// it has enough to fill several blocks.
struct ActionTableTests {
  private static let manyElements = 100_000
  #if DEBUG
    private static let elementsOfPairs = 4000
  #else
    private static let elementsOfPairs = manyElements
  #endif

  @Test("Each single edit of a field has the documented effect", arguments: FieldEdit.all)
  func alone(edit: FieldEdit) throws {
    let (old, new) = try layouts([edit])
    let plan = try MigrationPlan(from: old, to: new, renames: renames([edit]), defaults: defaults([edit]))
    for path in ["World", "Nested", "Element"] {
      let kinds = plan.actions.filter { $0.path.hasPrefix("\(path).e0_") }.map(\.kind)
      #expect(Set(kinds) == edit.kinds, "\(plan)")
    }
    try check([edit], elements: Self.manyElements)
  }

  @Test("Every combination of two edits has the documented effects", arguments: FieldEdit.all)
  func pairs(first: FieldEdit) throws {
    let position = FieldEdit.all.firstIndex { $0.name == first.name }!
    for second in FieldEdit.all[(position + 1)...] {
      try check([first, second], elements: Self.elementsOfPairs)
    }
  }

  /// Migrates a world with the edits applied everywhere, checks the result, and migrates back.
  private func check(_ edits: [FieldEdit], elements: Int) throws {
    // Paths of the structs that contain the fields.
    let prefixes = ["", "nested.", "pool[0].", "pool[\(elements / 3)].", "pool[\(elements - 1)]."]
    let (old, new) = try layouts(edits)
    let world = try TestWorld(old, pools: ["pool": (elements, elements + 3)])
    var random = SplitMix64(seed: 5)
    world.fillWithNoise(&random)
    for prefix in prefixes {
      for (number, edit) in edits.enumerated() {
        for (field, value) in edit.before { try world.set("\(prefix)e\(number)_\(field)", to: value) }
      }
    }
    let (there, migration) = try world.migrated(to: new, renames: renames(edits), defaults: defaults(edits))
    #expect(try there.count("pool") == elements)
    for prefix in prefixes {
      for (number, edit) in edits.enumerated() {
        for (field, value) in edit.after {
          let path = "\(prefix)e\(number)_\(field)"
          #expect(try there.value(path) == value, "\(path) after \(edits.map(\.name))")
        }
      }
    }
    let (back, _) = try there.migrated(
      to: old, renames: DeclaredRename.inverted(renames(edits)), restoring: migration.undoRecord)
    #expect(back.arena.hasSameBytes(as: world.arena), "\(edits.map(\.name)) and back")
  }

  private func layouts(_ edits: [FieldEdit]) throws -> (Layout, Layout) {
    let old = try build { builder in
      for (number, edit) in edits.enumerated() { edit.oldStructs(&builder, "T\(number)") }
      let fields = edits.enumerated().flatMap { $1.old("e\($0)_", "T\($0)") }
      declare(fields, &builder)
    }
    let new = try build { builder in
      for (number, edit) in edits.enumerated() { edit.newStructs(&builder, "T\(number)") }
      let fields = edits.enumerated().flatMap { $1.new("e\($0)_", "T\($0)") }
      declare(fields, &builder)
    }
    return (old, new)
  }

  private func declare(_ fields: [LayoutBuilder.Declaration], _ builder: inout LayoutBuilder) {
    builder.structure("Nested", fields)
    builder.structure("Element", fields)
    builder.world(fields + [.structure("nested", "Nested"), .pool("pool", of: "Element")])
  }

  private func renames(_ edits: [FieldEdit]) -> [DeclaredRename] {
    edits.enumerated().flatMap { number, edit in
      ["World", "Nested", "Element"].flatMap { owner in
        edit.renames.map {
          DeclaredRename.field(owner: owner, from: "e\(number)_\($0)", to: "e\(number)_\($1)")
        }
      }
    }
  }

  private func defaults(_ edits: [FieldEdit]) -> [DeclaredDefault] {
    edits.enumerated().flatMap { number, edit in
      ["World", "Nested", "Element"].flatMap { owner in
        edit.defaults.map { DeclaredDefault(owner: owner, field: "e\(number)_\($0)", bytes: $1) }
      }
    }
  }
}
