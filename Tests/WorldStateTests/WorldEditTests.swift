import Testing

@testable import WorldState

@Suite("Changing a value by its path")
struct WorldEditTests {
  private static let scalars: [(Scalar, good: [String], bad: [String])] = [
    (.bool, ["true", "false"], ["1", "yes", ""]),
    (.int8, ["-128", "127", " 5 "], ["128", "-129", "1.5", "x"]),
    (.int16, ["-32768", "32767"], ["32768"]),
    (.int32, ["-2147483648", "7"], ["2147483648", "0x10"]),
    (.int64, ["-9223372036854775808"], ["9223372036854775808"]),
    (.uint8, ["0", "255"], ["-1", "256"]),
    (.uint16, ["65535"], ["65536"]),
    (.uint32, ["4294967295"], ["-1"]),
    (.uint64, ["18446744073709551615"], ["-1", "18446744073709551616"]),
    (.float, ["1.5", "-0.25", "inf"], ["fast", "1,5"]),
    (.double, ["-2000.0", "1e-300"], ["", "1.5f"]),
  ]

  private func world() throws -> TestWorld {
    let layout = try build {
      $0.structure(
        "All", Scalar.allCases.map { .scalar($0, "\($0)") } + [.scalar(.int16, "list", count: 3)])
      $0.world([
        .structure("one", "All"), .pool("many", of: "All"), .enumeration("kind", "Kind", .uint8),
        .enumeration("flags", "Flags", .int32),
      ])
    }
    return try TestWorld(
      Layout(
        structs: layout.structs,
        enumerations: [
          Layout.Enumeration("Kind", ["Wolf": 0, "Bat": 200]),
          Layout.Enumeration("Flags", isFlagSet: true, ["Wet": 1, "Cold": 2, "Dark": 4]),
        ]), pools: ["many": (3, 4)])
  }

  private func edit(_ world: TestWorld, _ path: String, _ text: String) throws -> WorldEdit {
    try world.arena.reader(for: world.layout).edit(path, to: text)
  }

  @Test(
    "Every kind of value, in structs, arrays and pools; nothing else changes", arguments: ["one", "many[2]"])
  func kinds(owner: String) throws {
    let world = try world()
    for (scalar, good, bad) in Self.scalars {
      let path = "\(owner).\(scalar)"
      for text in good {
        let before = try Snapshot(of: world.arena, layout: world.layout)
        let edit = try edit(world, path, text)
        world.arena.apply(edit)
        let after = try Snapshot(of: world.arena, layout: world.layout)
        let changed = try before.read { a throws(WorldError) in
          try after.read { b throws(WorldError) in worldDiff(a, b) }
        }
        #expect(changed.allSatisfy { $0.path == path }, "\(changed)")
        #expect(try world.value(path).description == edit.after)
        #expect(
          edit.before == (try before.read { r throws(WorldError) in try r.value(at: path).description }))
      }
      for text in bad {
        let value = try world.value(path)
        #expect(throws: WorldError.self, "\(path) = \(text)") { try self.edit(world, path, text) }
        #expect(try world.value(path) == value)
      }
    }
    world.arena.apply(try edit(world, "\(owner).list[2]", "-9"))
    #expect(try world.value("\(owner).list[2]") == .integer(-9))
  }

  @Test("Constants of enums by name, sets of flags, and numbers")
  func enums() throws {
    let world = try world()
    let edits = [
      ("kind", "Bat", "Bat"), ("kind", "7", "7"), ("flags", "Wet|Dark", "Wet | Dark"), ("flags", "2", "Cold"),
    ]
    for (path, text, shown) in edits {
      let edit = try edit(world, path, text)
      #expect(edit.after == shown)
      world.arena.apply(edit)
    }
    #expect(try world.value("flags") == .integer(2))
    for (path, text) in [
      ("kind", "Dragon"), ("kind", "256"), ("flags", "Wet | Hot"), ("flags", "|"), ("flags", ""),
    ] {
      let error = #expect(throws: WorldError.self) { try self.edit(world, path, text) }
      #expect(error.map { "\($0)" }?.contains("it takes ") == true)
    }
  }

  @Test("What is no value, or belongs to the host, is refused")
  func refusals() throws {
    let world = try world()
    for (path, word) in [
      ("header.tick", "belongs to the host"), ("many", "pool of All"), ("many[3].int8", "element 3 of 3"),
      ("one", "struct All"), ("one.list", "array of 3"), ("one.nothing", "no field nothing"),
      ("", "not a field path"),
    ] {
      let error = #expect(throws: WorldError.self) { try self.edit(world, path, "1") }
      #expect(error.map { "\($0)" }?.contains(word) == true, "\(path): \(error.debugDescription)")
    }
  }

  @Test("A part of the world as JSON")
  func json() throws {
    let world = try world()
    world.arena.apply(try edit(world, "many[1].list[0]", "4"))
    let reader = try world.arena.reader(for: world.layout)
    #expect(try reader.json(at: "many[1].list") == "[4,0,0]")
    #expect(try reader.json(at: "kind") == "\"Wolf\"")
    #expect(try reader.json(at: "many").hasPrefix("[{\"bool\":false,"))
    #expect(throws: WorldError.self) { try reader.json(at: "many[9]") }
    // Pages.
    let all = try (0..<reader.count(at: "many")).map { try reader.json(at: "many[\($0)]") }
    for range in [0..<0, 0..<1, 1..<all.count, all.count..<all.count] {
      let page = try reader.json(at: "many[\(range.lowerBound)..<\(range.upperBound)]")
      #expect(page == "[" + all[range].joined(separator: ",") + "]")
    }
    #expect(try reader.json(at: "many[0..<1000000]") == reader.json(at: "many"))
    #expect(try reader.json(at: "many[1].list[1..<3]") == "[0,0]")
    for wrong in [
      "many[1000..<1001]", "kind[0..<1]", "many[2..<1]", "many[..<1]", "many[-1..<1]", "[0..<1]",
      "many[0..<1].x",
    ] {
      #expect(throws: WorldError.self, "\(wrong)") { try reader.json(at: wrong) }
    }
  }
}
