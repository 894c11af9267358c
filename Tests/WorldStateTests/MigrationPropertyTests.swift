import SeededRandom
import Testing

@testable import WorldState

/// Random layouts, edits and worlds; every byte that a game may write is random.
struct MigrationPropertyTests {
  @Test("A migration there and back restores every byte", arguments: 0..<UInt64(300))
  func thereAndBack(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var declarations = RandomDeclarations(&random)
    let old = try declarations.layout()
    declarations.edit(&random)
    let new = try declarations.layout()
    let world = try TestWorld.random(old, &random)
    let before = world.allBytes
    let (there, migration) = try world.migrated(to: new)
    #expect(world.allBytes == before, "the old world was written to")
    let (back, _) = try there.migrated(to: old, restoring: migration.undoRecord)
    #expect(back.arena.hasSameBytes(as: world.arena), "\(differences(world, back))")
  }

  @Test("Migrations through several layouts and back restore every byte", arguments: 0..<UInt64(60))
  func chain(seed: UInt64) throws {
    var random = SplitMix64(seed: seed &+ 1000)
    var declarations = RandomDeclarations(&random)
    var worlds = [try TestWorld.random(try declarations.layout(), &random)]
    var undoRecords: [UndoRecord?] = []
    for _ in 0..<4 {
      declarations.edit(&random)
      let (next, migration) = try worlds[worlds.count - 1].migrated(to: try declarations.layout())
      worlds.append(next)
      undoRecords.append(migration.undoRecord)
    }
    var world = worlds.removeLast()
    while let earlier = worlds.popLast(), let undoRecord = undoRecords.popLast() {
      world = try world.migrated(to: earlier.layout, restoring: undoRecord).world
      #expect(world.arena.hasSameBytes(as: earlier.arena), "\(differences(earlier, world))")
    }
  }

  @Test("Migrating forward again after a rollback restores the newer world", arguments: 0..<UInt64(60))
  func backAndForth(seed: UInt64) throws {
    var random = SplitMix64(seed: seed &+ 2000)
    var declarations = RandomDeclarations(&random)
    let old = try declarations.layout()
    declarations.edit(&random)
    let new = try declarations.layout()
    let first = try TestWorld.random(old, &random)
    let (there, away) = try first.migrated(to: new)
    // The newer code changes fields that only it has.
    there.fillWithNoise(&random)
    let (back, home) = try there.migrated(to: old, restoring: away.undoRecord)
    let (again, _) = try back.migrated(to: new, restoring: home.undoRecord)
    #expect(again.arena.hasSameBytes(as: there.arena), "\(differences(there, again))")
  }

  @Test("A field that is equal in both layouts keeps its value")
  func commonFields() throws {
    var compared = 0
    for seed in 0..<UInt64(100) {
      var random = SplitMix64(seed: seed &+ 3000)
      var declarations = RandomDeclarations(&random)
      let old = try declarations.layout()
      declarations.edit(&random)
      let new = try declarations.layout()
      let world = try TestWorld.random(old, &random)
      let (there, _) = try world.migrated(to: new)
      var before: [String: WorldValue] = [:]
      try world.arena.reader(for: old).forEachValue { before[$0] = $1 }
      try there.arena.reader(for: new).forEachValue { path, value in
        guard !path.hasPrefix("header"), let was = before[path] else { return }
        guard scalar(path, old) == scalar(path, new) else { return }
        compared += 1
        #expect(value.isSame(as: was), "seed \(seed), \(path): \(was) became \(value)")
      }
    }
    #expect(compared > 10_000)
  }

  private func scalar(_ path: String, _ layout: Layout) -> Scalar? {
    var fields = layout.world.fields
    var scalar: Scalar?
    for part in path.split(separator: ".") {
      let name = part.prefix { $0 != "[" }
      guard let field = fields.first(where: { $0.name == name }) else { return nil }
      scalar = field.type.scalar
      fields = field.type.structIndex.map { layout.structs[$0].fields } ?? []
    }
    return scalar
  }

  private func differences(_ a: TestWorld, _ b: TestWorld) -> String {
    let (x, y) = (a.allBytes, b.allBytes)
    let offsets = x.indices.filter { $0 >= y.count || x[$0] != y[$0] }.prefix(20)
    return "first bytes that differ: \(Array(offsets))"
  }
}
