import Testing

@testable import WorldState

@Suite("Pools as tables: columns, filters, order")
struct PoolTableTests {
  private let path = WorldPath([.field("many")])

  private func world(_ count: Int = 10) throws -> TestWorld {
    let layout = try build {
      $0.structure("Vector", [.float("x"), .float("y")])
      $0.structure(
        "Thing",
        Scalar.allCases.map { .scalar($0, "\($0)") } + [
          .structure("body", "Vector"), .enumeration("kind", "Kind", .uint8),
          .enumeration("flags", "Flags", .int32), .int8("slots", count: 2), .int8("name", count: 16),
          .enumeration("wide", "Wide", .uint64),
        ])
      $0.world([.pool("many", of: "Thing")])
    }
    let world = try TestWorld(
      Layout(
        structs: layout.structs,
        enumerations: [
          Layout.Enumeration("Kind", ["Wolf": 0, "Bat": 2]),
          Layout.Enumeration("Flags", isFlagSet: true, ["Wet": 1, "Cold": 2, "Dark": 4]),
          Layout.Enumeration("Wide", ["Small": 1, "Huge": Int64.min]),
        ]), pools: ["many": (count, count)], pages: 4)
    for index in 0..<min(count, 100) {
      let owner = "many[\(index)]"
      try world.set("\(owner).int32", Int32(index * 3 % 7 - 2))
      try world.set("\(owner).float", Float(index) / 10)
      try world.set("\(owner).bool", index % 3 == 0)
      try world.set("\(owner).body.x", Float(index))
      try world.set("\(owner).kind", UInt8(index % 2 * 2))
      try world.set("\(owner).flags", Int32(index % 8))
      try world.set("\(owner).uint64", UInt64.max - UInt64(index))
      try world.set("\(owner).wide", index == 4 ? UInt64(1) << 63 : 1)
    }
    return world
  }

  private func pool(_ world: TestWorld) throws -> PoolReader {
    try world.arena.reader(for: world.layout).pool(at: path)
  }

  @Test("Every kind of value is a column; a long array is none")
  func columns() throws {
    let world = try world()
    let pool = try pool(world)
    #expect(
      pool.columns.map(\.name) == Scalar.allCases.map(\.description) + [
        "body.x", "body.y", "kind", "flags", "slots[0]", "slots[1]", "wide",
      ])
    let reader = try world.arena.reader(for: world.layout)
    for column in pool.columns {
      for index in 0..<pool.count {
        let path = WorldPath(self.path.steps + [.element(index)] + column.path.steps)
        #expect(pool.text(column, of: index) == reader.shownValue(at: path))
      }
    }
    #expect(throws: WorldError.self) { try reader.pool(at: WorldPath([.field("header")])) }
  }

  @Test(
    "Conditions on fields",
    arguments: [
      ("int32 < 0", [0, 5, 7]), ("int32 <= -2", [0, 7]), ("int32 >= 4", [2, 9]),
      ("int32 != 1 && index < 3", [0, 2]),
      ("float == 0.3", [3]), ("0.75 < float", [8, 9]), ("bool", [0, 3, 6, 9]),
      ("!bool && index > 6", [7, 8]),
      ("bool == false && index >= 7", [7, 8]), ("kind == Bat && index < 4", [1, 3]),
      ("kind != Wolf && index < 4", [1, 3]),
      ("kind == 2 && index < 2", [1]), ("flags & Cold && index < 7", [2, 3, 6]), ("flags == Wet", [1, 9]),
      ("uint64 == 18446744073709551613", [2]), ("uint64 < 18446744073709551608", [8, 9]),
      ("uint64 > -1 && index == 0", [0]),
      ("body.x > 8 || body.x < 1", [0, 9]), ("(index == 1 || index == 2) && !(index == 1)", [2]),
      ("index == 1 || index == 2 && bool", [1]), ("body.x == index && index == 5", [5]),
      ("slots[1] == 1", []),
      ("wide == Huge", [4]), ("int32 > 1e30", []),
    ] as [(String, [Int])])
  func filters(text: String, matching: [Int]) throws {
    let world = try world()
    let pool = try pool(world)
    let filter = try PoolFilter(text, columns: pool.columns)
    #expect((0..<pool.count).filter { filter.matches($0, in: pool) } == matching)
    var rows = PoolRows()
    rows.use(filter, in: pool)
    #expect((0..<rows.rowCount).map { rows.element(ofRow: $0) } == matching)
    for (row, index) in matching.enumerated() { #expect(rows.row(ofElement: index) == row) }
  }

  @Test(
    "What is no condition is refused, and what is allowed is told",
    arguments: [
      ("", "is missing at the end"), ("speed > 1", "there is no field speed; there are bool, int8"),
      ("kind == Dragon", "Kind has no constant Dragon; it has Wolf, Bat"),
      ("int32", "compare it: int32 == …"), ("int32 <", "is missing at the end"), ("int32 = 3", "write =="),
      ("(bool", "a ) is missing"), ("bool bool", "join conditions by && or ||"),
      ("int32 < 1 +", "'+' has no meaning"),
      ("bool == 1", "bool is true or false"), ("int32 < 3x", "'3x' is no number"),
      ("&& bool", "missing before '&&'"),
      ("flags & body.x", "a constant of the enum, or a whole number"),
      ("name == 1", "there is no field name"),
    ])
  func failures(text: String, reason: String) throws {
    let pool = try pool(world())
    let failure = #expect(throws: PoolFilter.Failure.self) { try PoolFilter(text, columns: pool.columns) }
    #expect(failure?.description.contains(reason) == true, "\(failure.debugDescription)")
  }

  @Test("Rows are sorted by a column, equal ones in the order of the pool; the pool is not")
  func order() throws {
    let world = try world()
    try world.set("many[3].float", Float.nan)
    let before = try Snapshot(of: world.arena, layout: world.layout)
    let pool = try pool(world)
    func sorted(_ name: String, _ isDescending: Bool = false, _ filter: String? = nil) throws -> [Int] {
      var rows = PoolRows()
      if let filter { rows.use(try PoolFilter(filter, columns: pool.columns), in: pool) }
      let column = try #require(pool.columns.first { $0.name == name })
      rows.sort(by: PoolRows.Order(column, isDescending: isDescending), in: pool)
      #expect((0..<rows.rowCount).allSatisfy { rows.row(ofElement: rows.element(ofRow: $0) ?? -1) == $0 })
      return (0..<rows.rowCount).compactMap { rows.element(ofRow: $0) }
    }
    #expect(try sorted("int32") == [0, 7, 5, 3, 1, 8, 6, 4, 2, 9])
    #expect(try sorted("int32", true) == [2, 9, 4, 6, 1, 8, 3, 5, 0, 7])
    #expect(try sorted("bool").prefix(3) == [1, 2, 4])
    #expect(try sorted("float").suffix(2) == [9, 3])
    #expect(try sorted("float", true).suffix(2) == [0, 3])
    #expect(try sorted("uint64") == Array((0..<10).reversed()))
    #expect(try sorted("int32", false, "bool") == [0, 3, 6, 9])
    #expect(try Snapshot(of: world.arena, layout: world.layout) == before)
  }

  @Test("A filter follows the game in slices; what is gone has no row")
  func following() throws {
    let world = try world()
    var rows = PoolRows()
    rows.use(try PoolFilter("int32 > 100", columns: try pool(world).columns), in: try pool(world))
    #expect(rows.rowCount == 0)
    for index in [1, 5, 8] { try world.set("many[\(index)].int32", Int32(1000)) }
    var looked = 0
    for _ in 0..<3 { looked += rows.follow(try pool(world), budget: 4) }
    #expect(looked == 10 && rows.rowCount == 3)
    try world.set("many[5].int32", Int32(0))
    try world.set("many[9].int32", Int32(1000))
    rows.follow(try pool(world), budget: 6)
    #expect((0..<3).map { rows.element(ofRow: $0) } == [1, 8, nil])
    rows.follow(try pool(world), budget: 6)
    #expect((0..<3).map { rows.element(ofRow: $0) } == [1, 8, 9])
    for _ in 0..<3 {
      let edit = try world.arena.reader(for: world.layout).removing(path.appending(.element(0)))
      _ = try world.arena.apply(edit, layout: world.layout)
    }
    rows.follow(try pool(world), budget: 0)
    #expect(rows.rowCount == 0 || rows.element(ofRow: rows.rowCount - 1)! < 7)
    rows.follow(try pool(world))
    #expect((0..<rows.rowCount).compactMap { rows.element(ofRow: $0) } == [5, 6])
  }

  @Test(
    "After a reload with another layout, filter and order are about the same fields; those of a field that is gone end"
  )
  func otherLayout() throws {
    func world(_ fields: [LayoutBuilder.Declaration]) throws -> TestWorld {
      let layout = try build {
        $0.structure("Thing", fields)
        $0.world([.pool("many", of: "Thing")])
      }
      let world = try TestWorld(layout, pools: ["many": (4, 4)])
      for index in 0..<4 { try world.set("many[\(index)].hp", Int32(40 - 10 * index)) }
      return world
    }
    let old = try world([.int64("a"), .int64("b"), .int32("hp")])
    let new = try world([.int32("hp")])
    var filtered = PoolRows()
    filtered.use(try PoolFilter("hp < 35", columns: try pool(old).columns), in: try pool(old))
    var sorted = PoolRows()
    let hp = try #require(try pool(old).columns.last)
    sorted.sort(by: PoolRows.Order(hp), in: try pool(old))
    var gone = PoolRows()
    gone.use(try PoolFilter("b == 7", columns: try pool(old).columns), in: try pool(old))
    gone.sort(by: PoolRows.Order(try pool(old).columns[0]), in: try pool(old))
    #expect(filtered.rowCount == 3 && sorted.element(ofRow: 0) == 3 && gone.rowCount == 0)
    for world in [new, old, new] {
      filtered.follow(try pool(world))
      sorted.follow(try pool(world))
      gone.follow(try pool(world))
      #expect((0..<4).map { filtered.element(ofRow: $0) } == [1, 2, 3, nil])
      #expect((0..<4).map { sorted.element(ofRow: $0) } == [3, 2, 1, 0])
      #expect(gone.filter == nil && gone.order == nil && gone.rowCount == 4)
    }
  }

  @Test("Of 100,000 elements, a filter looks at a bounded number in each frame")
  func large() throws {
    let world = try world(100_000)
    let pool = try pool(world)
    var rows = PoolRows()
    #expect(rows.follow(pool) == 0 && rows.rowCount == 100_000)
    rows.use(try PoolFilter("index > 99990", columns: pool.columns), in: pool)
    for _ in 0..<20 {
      let looked = rows.follow(pool)
      #expect(looked <= PoolRows.budget && rows.rowCount == 9)
    }
  }
}
