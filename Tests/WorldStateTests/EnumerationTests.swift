import Testing

@testable import WorldState

/// Enums whose constants change: values are carried over by name.
struct EnumerationTests {
  /// One edit of an enum `Kind`, and what becomes of single values.
  struct Edit: CustomTestStringConvertible, Sendable {
    var name: String
    var old: Layout.Enumeration
    var new: Layout.Enumeration
    var from = Scalar.uint8
    var to = Scalar.uint8
    var renames: [DeclaredRename] = []
    var values: [(Int64, Int64)]
    /// What the plan says about constants, without the name of the enum.
    var changes: [String]
    /// Parts of what is said about values, without the name of the field.
    var notes: [String] = []
    var clamped = 0

    var testDescription: String { name }
  }

  private static func kind(
    _ constants: KeyValuePairs<String, Int64>, isFlagSet: Bool = false
  ) -> Layout.Enumeration {
    Layout.Enumeration("Kind", isFlagSet: isFlagSet, constants)
  }

  static let edits: [Edit] = [
    Edit(
      name: "a constant inserted before others", old: kind(["Wolf": 0, "Bat": 1]),
      new: kind(["Wolf": 0, "Door": 1, "Bat": 2]), values: [(0, 0), (1, 2)],
      changes: ["Bat, 1 → 2, renumbered", "Door added, 1"]),
    Edit(
      name: "constants exchanged", old: kind(["Wolf": 0, "Bat": 1, "Door": 2]),
      new: kind(["Bat": 0, "Door": 1, "Wolf": 2]), values: [(0, 2), (1, 0), (2, 1)],
      changes: ["Wolf, 0 → 2, renumbered", "Bat, 1 → 0, renumbered", "Door, 2 → 1, renumbered"]),
    Edit(
      name: "removed", old: kind(["Wolf": 0, "Bat": 1, "Door": 2]), new: kind(["Wolf": 0, "Door": 2]),
      values: [(0, 0), (1, 1), (2, 2)], changes: ["Bat removed; values keep the number 1"],
      notes: ["1 value of Bat, which was removed, kept as the number 1"]),
    Edit(
      name: "removed, and its number given to another", old: kind(["Wolf": 0, "Bat": 1, "Door": 2]),
      new: kind(["Wolf": 0, "Door": 1]), values: [(1, 1), (1, 1), (2, 1)],
      changes: ["Bat removed; values keep the number 1, now Door", "Door, 2 → 1, renumbered"],
      notes: ["2 values of Bat, which was removed, kept as the number 1, now Door"]),
    Edit(
      name: "renamed without a word", old: kind(["Wolf": 0, "Bat": 1]), new: kind(["Wolf": 0, "Owl": 1]),
      values: [(1, 1)], changes: ["Bat removed; values keep the number 1, now Owl", "Owl added, 1"],
      notes: ["now Owl; if it was renamed, declare .constant(of: \"Kind\", from: \"Bat\", to: \"Owl\")"]),
    Edit(
      name: "renamed as stated, and renumbered", old: kind(["Wolf": 0, "Bat": 1]),
      new: kind(["Owl": 0, "Wolf": 7]), renames: [.constant(owner: "Kind", from: "Bat", to: "Owl")],
      values: [(0, 7), (1, 0)],
      changes: ["Wolf, 0 → 7, renumbered", "Bat → Owl, renamed, 1 → 0, renumbered"]),
    Edit(
      name: "a stated rename that does not apply any more", old: kind(["Owl": 0, "Wolf": 1]),
      new: kind(["Wolf": 0, "Owl": 1]), renames: [.constant(owner: "Kind", from: "Wolf", to: "Owl")],
      values: [(0, 1), (1, 0)], changes: ["Owl, 0 → 1, renumbered", "Wolf, 1 → 0, renumbered"]),
    Edit(
      name: "values that are no constant", old: kind(["Wolf": 1]), new: kind(["Wolf": 2, "Bat": 9]),
      values: [(1, 2), (9, 9), (200, 200)], changes: ["Wolf, 1 → 2, renumbered", "Bat added, 9"],
      notes: ["2 values without a constant of enum Kind, kept as numbers"]),
    Edit(
      name: "negative constants, widened", old: kind(["Left": -1, "Right": 1]),
      new: kind(["Left": -1, "Right": 1, "Up": 2]), from: .int8, to: .int32,
      values: [(-1, -1), (1, 1), (-128, -128)], changes: ["Up added, 2"],
      notes: ["1 value without a constant"]),
    Edit(
      name: "narrowed: constants always fit, numbers may not", old: kind(["Far": 70000, "Near": 1]),
      new: kind(["Far": 7, "Near": 1]), from: .int32, to: .int8,
      values: [(70000, 7), (1, 1), (300, 127), (-400, -128)], changes: ["Far, 70000 → 7, renumbered"],
      notes: ["2 values without a constant"], clamped: 2),
    Edit(
      name: "the largest constants", old: kind(["All": -1, "None": 0]), new: kind(["None": 1, "All": -1]),
      from: .uint64, to: .uint64, values: [(-1, -1), (0, 1)], changes: ["None, 0 → 1, renumbered"]),
    Edit(
      name: "several constants with one value: the one that is left decides",
      old: kind(["Wolf": 1, "Dog": 1, "Bat": 2]), new: kind(["Dog": 5, "Bat": 2]), values: [(1, 5), (2, 2)],
      changes: ["Wolf removed; values keep the number 1", "Dog, 1 → 5, renumbered"]),
    Edit(
      name: "flags, by name", old: kind(["Wet": 1, "Hot": 2, "Big": 4]),
      new: kind(["Hot": 1, "Wet": 8, "Big": 4, "Old": 2]),
      values: [(0, 0), (1, 8), (2, 1), (3, 9), (7, 13), (6, 5)],
      changes: ["Wet, 1 → 8, renumbered", "Hot, 2 → 1, renumbered", "Old added, 2"]),
    Edit(
      name: "flags of which one was removed, and bits without a name",
      old: kind(["Wet": 1, "Hot": 2], isFlagSet: true), new: kind(["Hot": 1], isFlagSet: true),
      values: [(2, 1), (3, 1), (0x42, 0x41)],
      changes: ["Wet removed; values keep the number 1, now Hot", "Hot, 2 → 1, renumbered"],
      notes: [
        "1 value of Wet, which was removed, kept as the number 1, now Hot", "1 value without a constant",
      ]),
    Edit(
      name: "a combination that is declared grows only by name of its flags",
      old: kind(["A": 1, "B": 2, "All": 3], isFlagSet: true),
      new: kind(["A": 2, "B": 4, "C": 1, "All": 7], isFlagSet: true), values: [(3, 6)],
      changes: ["A, 1 → 2, renumbered", "B, 2 → 4, renumbered", "All, 3 → 7, renumbered", "C added, 1"]),
    Edit(
      name: "numbers that look like flags go by their own name",
      old: kind(["Hut": 0, "Inn": 1, "Mill": 2, "Fort": 4, "Keep": 6]),
      new: kind(["Hut": 0, "Inn": 1, "Mill": 2, "Fort": 3, "Keep": 4]), values: [(4, 3), (6, 4)],
      changes: ["Fort, 4 → 3, renumbered", "Keep, 6 → 4, renumbered"]),
  ]

  @Test("Values are carried over by the name of their constant", arguments: edits)
  func table(edit: Edit) throws {
    let (old, new) = (try Self.layout(edit.old, edit.from), try Self.layout(edit.new, edit.to))
    let plan = try MigrationPlan(from: old, to: new, renames: edit.renames)
    #expect(plan.constantChanges.map(\.description) == edit.changes.map { "enum Kind: \($0)" })
    for change in edit.changes { #expect(plan.description.contains(change)) }
    // As a field, in an array, in a nested struct and in a pool, each alone, so that the notes can be told apart.
    for place in ["kind", "kinds[%]", "nested.kind", "pool[%].kind", "pool[%].kinds[1]"] {
      let world = try TestWorld(old, pools: ["pool": (edit.values.count, 8)])
      let fill = edit.new.constants[0].name
      let neutral = edit.old.constant(named: fill) ?? edit.old.constants[0]
      for path in try Self.paths(of: world) { try world.set(path, integer: neutral.value, as: edit.from) }
      let paths = edit.values.indices.map { place.replacing("%", with: "\($0)") }
      // A place that is no list takes one value at a time.
      let rounds = place.contains("%") ? [Array(edit.values.indices)] : edit.values.indices.map { [$0] }
      for round in rounds {
        for index in round { try world.set(paths[index], integer: edit.values[index].0, as: edit.from) }
        let (there, migration) = try world.migrated(to: new, renames: edit.renames)
        for index in round {
          let found = try there.value(paths[index]).bits
          #expect(found == edit.values[index].1, "\(paths[index]) from \(edit.values[index].0)")
        }
        let notes = migration.report.notes.filter { $0.contains(place.hasPrefix("pool") ? "Element." : "") }
        if place.contains("%") {
          for part in edit.notes {
            #expect(notes.contains { $0.contains(part) }, "\(part) in \(migration.report.notes)")
          }
          #expect(migration.report.saturated.values.reduce(0, +) == edit.clamped)
        }
        let (back, _) = try there.migrated(
          to: old, renames: DeclaredRename.inverted(edit.renames), restoring: migration.undoRecord)
        #expect(back.arena.hasSameBytes(as: world.arena), "and back")
      }
    }
  }

  @Test(
    "A world that was saved before constants were known keeps its numbers", arguments: [Scalar.uint8, .int8])
  func unknownConstants(storage: Scalar) throws {
    let constants = Self.kind(["Left": -1, "Right": 1])
    // Builds that did not know the header took the integer for unsigned.
    let old = try Self.layout(nil, storage)
    let same = try TestWorld(old, pools: ["pool": (2, 2)])
    try same.set("kind", integer: -1, as: storage)
    let (there, migration) = try same.migrated(to: try Self.layout(constants, .int8))
    #expect(try there.value("kind") == .integer(-1))
    #expect(migration.report.notes.isEmpty)
    let (wide, _) = try same.migrated(to: try Self.layout(constants, .int32))
    #expect(try wide.value("kind") == .integer(-1))
  }

  @Test("A field that becomes another enum goes by the names that both have")
  func anotherEnum() throws {
    let one = Layout.Enumeration("Kind", ["Wolf": 0, "Bat": 1])
    let other = Layout.Enumeration("Beast", ["Bat": 4, "Wolf": 5])
    let world = try TestWorld(try Self.layout(one, .uint8), pools: ["pool": (1, 1)])
    try world.set("kind", UInt8(1))
    let (there, _) = try world.migrated(to: try Self.layout(other, .uint8))
    #expect(try there.value("kind") == .unsigned(4))
    #expect(try there.arena.reader(for: there.layout).json().contains("\"kind\": \"Bat\""))
  }

  @Test("Two enums with a constant of one name do not affect each other")
  func sharedNames() throws {
    func layout(_ shift: Int64) throws -> Layout {
      let base = try build {
        $0.world([.enumeration("a", "A", .uint8), .enumeration("b", "B", .uint8)])
      }
      return try Layout(
        structs: base.structs,
        enumerations: [
          Layout.Enumeration("A", ["None": 0, "Some": 1 + shift]),
          Layout.Enumeration("B", ["Some": 7, "None": 8 + shift]),
        ])
    }
    let world = try TestWorld(try layout(0))
    try world.set("a", UInt8(1))
    try world.set("b", UInt8(8))
    let (there, _) = try world.migrated(to: try layout(3))
    #expect(try there.value("a") == .unsigned(4))
    #expect(try there.value("b") == .unsigned(11))
  }

  @Test("Values are shown by name: -1, sets of flags, and numbers without a name")
  func shown() throws {
    let base = try build {
      $0.structure("Element", [.enumeration("side", "Side", .int8), .enumeration("flags", "Flags", .uint32)])
      $0.world([.enumeration("side", "Side", .int8), .pool("pool", of: "Element")])
    }
    let layout = try Layout(
      structs: base.structs,
      enumerations: [
        Layout.Enumeration("Side", ["SideLeft": -1, "SideRight": 1]),
        Layout.Enumeration("Flags", isFlagSet: true, ["FlagWet": 1, "FlagHot": 2]),
        Layout.Enumeration("Unused", ["UnusedA": 0]),
      ])
    #expect(layout.enumerations.map(\.name) == ["Flags", "Side"])
    let world = try TestWorld(layout, pools: ["pool": (3, 3)])
    try world.set("side", Int8(-1))
    try world.set("pool[0].flags", UInt32(3))
    try world.set("pool[1].side", Int8(5))
    try world.set("pool[2].flags", UInt32(9))
    let reader = try world.arena.reader(for: layout)
    let json = reader.json(indented: false)
    #expect(json.contains("\"side\":\"SideLeft\""), "\(json)")
    #expect(json.contains("{\"side\":0,\"flags\":\"FlagWet | FlagHot\"}"), "\(json)")
    #expect(json.contains("{\"side\":5,\"flags\":0}"), "\(json)")
    #expect(json.contains("\"flags\":\"FlagWet | 8\""), "\(json)")
    #expect(reader.table().contains("side    "))
    #expect(reader.table().contains("SideLeft"))
    let other = try TestWorld(layout, pools: ["pool": (3, 3)])
    try other.set("side", Int8(1))
    let differences = worldDiff(reader, try other.arena.reader(for: layout)).map(\.description)
    #expect(differences.contains("side: SideLeft → SideRight"), "\(differences)")
  }

  @Test("Worlds that differ only by the numbers of constants have no difference")
  func compared() throws {
    let old = try TestWorld(try Self.layout(Self.kind(["Wolf": 0, "Bat": 1]), .uint8))
    let new = try TestWorld(try Self.layout(Self.kind(["Bat": 0, "Wolf": 1]), .uint8))
    for path in ["kind", "nested.kind"] + (0..<8).map({ "kinds[\($0)]" }) { try new.set(path, UInt8(1)) }
    try new.set("kinds[3]", UInt8(0))
    let differences = worldDiff(
      try old.arena.reader(for: old.layout), try new.arena.reader(for: new.layout))
    #expect(
      differences.filter { !$0.path.hasPrefix("header") }.map(\.description) == ["kinds[3]: Wolf → Bat"])
  }

  // MARK: Layouts

  /// A world with the enum everywhere. Without constants if `enumeration` is nil.
  static func layout(_ enumeration: Layout.Enumeration?, _ storage: Scalar) throws -> Layout {
    let name = enumeration?.name ?? "Kind"
    func field(_ field: String, _ count: Int? = nil) -> LayoutBuilder.Declaration {
      LayoutBuilder.Declaration(name: field, kind: .enumeration(name, storage), count: count)
    }
    let base = try build {
      $0.structure("Nested", [.bool("other"), field("kind")])
      $0.structure("Element", [.int16("other"), field("kind"), field("kinds", 2)])
      $0.world([
        field("kind"), field("kinds", 8), .structure("nested", "Nested"), .pool("pool", of: "Element"),
      ])
    }
    return try Layout(structs: base.structs, enumerations: enumeration.map { [$0] } ?? [])
  }

  /// Every value of the enum in a world of `layout`.
  private static func paths(of world: TestWorld) throws -> [String] {
    var paths: [String] = []
    try world.arena.reader(for: world.layout).forEachValue { path, _ in
      if path.contains("kind") { paths.append(path) }
    }
    return paths
  }
}

extension TestWorld {
  /// Stores the low bytes of an integer.
  fileprivate func set(_ path: String, integer: Int64, as scalar: Scalar) throws {
    switch scalar.size {
    case 1: try set(path, UInt8(truncatingIfNeeded: integer))
    case 2: try set(path, UInt16(truncatingIfNeeded: integer))
    case 4: try set(path, UInt32(truncatingIfNeeded: integer))
    default: try set(path, integer)
    }
  }
}
