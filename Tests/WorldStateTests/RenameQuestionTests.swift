import Testing

@testable import WorldState

/// Which fields are asked about, and that their values stay until there is an answer.
struct RenameQuestionTests {
  typealias Field = LayoutBuilder.Declaration

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let before: [Field]
    let after: [Field]
    let asked: [String]
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "a number", before: [.int32("hp")], after: [.int32("health")],
      asked: ["World.hp:World.health"]),
    Case(
      name: "a wider number", before: [.int32("hp")], after: [.int64("health")],
      asked: ["World.hp:World.health"]),
    Case(
      name: "a narrower number", before: [.double("x")], after: [.float("left")],
      asked: ["World.x:World.left"]),
    Case(name: "a bool and a number", before: [.bool("isDead")], after: [.int32("lives")], asked: []),
    Case(
      name: "a bool", before: [.bool("isDead")], after: [.bool("dead")], asked: ["World.isDead:World.dead"]),
    Case(
      name: "arrays", before: [.float("rows", count: 3)], after: [.float("lines", count: 5)],
      asked: ["World.rows:World.lines"]),
    Case(name: "an array and a number", before: [.float("rows", count: 3)], after: [.float("x")], asked: []),
    Case(
      name: "an enum", before: [.enumeration("phase", "Phase", .uint32)],
      after: [.enumeration("state", "Phase", .uint32)], asked: ["World.phase:World.state"]),
    Case(
      name: "two enums", before: [.enumeration("phase", "Phase", .uint32)],
      after: [.enumeration("kind", "Kind", .uint32)], asked: []),
    Case(
      name: "an enum and a number", before: [.enumeration("phase", "Phase", .uint32)],
      after: [.int32("count")], asked: []),
    Case(
      name: "structs", before: [.structure("position", "Point")], after: [.structure("place", "Point")],
      asked: ["World.position:World.place"]),
    Case(
      name: "a struct and a number", before: [.structure("position", "Point")], after: [.float("x")],
      asked: []),
    Case(
      name: "pools", before: [.pool("sparks", of: "Spark")], after: [.pool("embers", of: "Spark")],
      asked: ["World.sparks:World.embers"]),
    Case(name: "only removed", before: [.int32("a"), .int32("b")], after: [.int32("a")], asked: []),
    Case(name: "only added", before: [.int32("a")], after: [.int32("a"), .int32("b")], asked: []),
    Case(
      name: "another type of the same name", before: [.int32("a")], after: [.pool("a", of: "Spark")],
      asked: []),
    Case(
      name: "two gone, one new", before: [.int32("a"), .float("b")], after: [.float("c")],
      // The same type is likelier.
      asked: ["World.b:World.c", "World.a:World.c"]),
    Case(
      name: "one gone, two new", before: [.int32("a")], after: [.int32("b"), .int32("c")],
      asked: ["World.a:World.b", "World.a:World.c"]),
  ]

  private func layout(_ fields: [Field], spark: [Field] = [.int32("value")]) throws -> Layout {
    try build {
      $0.structure("Point", [.float("x"), .float("y")])
      $0.structure("Spark", spark)
      $0.world(fields)
    }
  }

  private func texts(_ questions: [RenameQuestion]) -> [String] {
    questions.map { "\($0.oldPath):\($0.newPath)" }
  }

  @Test("Fields of compatible types are asked about, the likeliest pair first", arguments: cases)
  func pairs(one: Case) throws {
    let plan = try MigrationPlan(from: try layout(one.before), to: try layout(one.after))
    #expect(texts(plan.questions(declared: [])) == one.asked)
  }

  @Test("Nothing is asked that the game states with renames or defaults, zero included")
  func stated() throws {
    let (from, to) = (try layout([.int32("hp")]), try layout([.int32("health")]))
    let rename = DeclaredRename.field(owner: "World", from: "hp", to: "health")
    let renamed = try MigrationPlan(from: from, to: to, renames: [rename])
    #expect(renamed.questions(declared: [rename]).isEmpty)
    let zero = DeclaredDefault(owner: "World", field: "health", value: Int32(0))
    #expect(try MigrationPlan(from: from, to: to, defaults: [zero]).questions(declared: []).isEmpty)
    // What another struct declares says nothing about this one.
    let other = DeclaredRename.field(owner: "Spark", from: "hp", to: "health")
    #expect(try MigrationPlan(from: from, to: to, renames: [other]).questions(declared: [other]).count == 1)
  }

  /// A world that goes through migrations as the host's does.
  private struct Run {
    var world: TestWorld
    var record: UndoRecord?

    mutating func edit(
      to layout: Layout, renames: [DeclaredRename] = [], applied: Set<DeclaredRename>? = []
    ) throws {
      let plan = try MigrationPlan(from: world.layout, to: layout, renames: renames, applied: applied)
      let questions = plan.questions(declared: renames, open: record?.questions ?? [])
      let target = try Arena(name: "target", bytesReserved: 1 << 16)
      let result = try plan.apply(from: world.arena, to: target, restoring: record, asking: questions)
      world = TestWorld(layout: layout, arena: target)
      record = result.undoRecord
    }

    /// The answer "renamed".
    mutating func follow(_ question: RenameQuestion) throws {
      let rest = (record?.questions ?? []).filter { !$0.excludes(question) }
      let plan = try MigrationPlan(
        from: world.layout, to: world.layout, renames: [question.rename], applied: [])
      let isLate = record.map { plan.isDeclaredLate(for: $0, in: world.arena) } ?? false
      #expect(isLate)
      let target = try Arena(name: "target", bytesReserved: 1 << 16)
      let result = try plan.apply(from: world.arena, to: target, restoring: record, asking: rest)
      world = TestWorld(layout: world.layout, arena: target)
      record = result.undoRecord
    }
  }

  @Test("A question goes on over later edits, which may rename the struct's new field, and takes the value")
  func later() throws {
    var run = Run(world: try TestWorld(try layout([.int32("hp")])))
    try run.world.set("hp", Int32(7))
    try run.edit(to: try layout([.int64("health")]))
    let first = try #require(run.record?.questions.first)
    try run.edit(to: try layout([.float("other"), .int64("health")]))
    #expect(run.record?.questions == [first])
    let rename = DeclaredRename.field(owner: "World", from: "health", to: "strength")
    try run.edit(to: try layout([.float("other"), .int64("strength")]), renames: [rename])
    let question = try #require(run.record?.questions.first)
    #expect(texts(run.record?.questions ?? []) == ["World.hp:World.strength"])
    try run.follow(question)
    #expect(try run.world.value("strength") == .integer(7))
    #expect(run.record?.questions.isEmpty == true)
  }

  @Test("An edit that takes the new field away again is asked about with the next one")
  func twice() throws {
    var run = Run(world: try TestWorld(try layout([.int32("hp")])))
    try run.world.set("hp", Int32(7))
    try run.edit(to: try layout([.int32("health")]))
    try run.edit(to: try layout([.int32("strength")]))
    #expect(texts(run.record?.questions ?? []) == ["World.hp:World.strength"])
    try run.follow(try #require(run.record?.questions.first))
    #expect(try run.world.value("strength") == .integer(7))
  }

  @Test("Undoing the edit closes the question, and so does declaring the rename")
  func closed() throws {
    let before = try layout([.int32("hp")])
    var run = Run(world: try TestWorld(before))
    try run.world.set("hp", Int32(7))
    try run.edit(to: try layout([.int32("health")]))
    try run.edit(to: before)
    #expect(run.record?.questions.isEmpty == true)
    #expect(try run.world.value("hp") == .integer(7))
    try run.edit(to: try layout([.int32("health")]))
    let rename = DeclaredRename.field(owner: "World", from: "hp", to: "health")
    try run.edit(to: try layout([.int32("health"), .bool("more")]), renames: [rename])
    #expect(run.record?.questions.isEmpty == true)
    #expect(try run.world.value("health") == .integer(7))
  }

  @Test("Of several elements, those that were written since keep what was written")
  func elements() throws {
    let fields = [Field.pool("sparks", of: "Spark")]
    let before = try layout(fields)
    var run = Run(world: try TestWorld(before, pools: ["sparks": (3, 4)]))
    for index in 0..<3 { try run.world.set("sparks[\(index)].value", Int32(index + 1)) }
    try run.edit(to: try layout(fields, spark: [.int32("worth")]))
    #expect(texts(run.record?.questions ?? []) == ["Spark.value:Spark.worth"])
    try run.world.set("sparks[1].worth", Int32(50))
    try run.follow(try #require(run.record?.questions.first))
    #expect(
      try (0..<3).map { try run.world.value("sparks[\($0)].worth") } == [
        .integer(1), .integer(50), .integer(3),
      ])
    // Without elements there is nothing to lose.
    var empty = Run(world: try TestWorld(before, pools: ["sparks": (0, 4)]))
    try empty.edit(to: try layout(fields, spark: [.int32("worth")]))
    #expect(empty.record?.questions.isEmpty == true)
  }

  @Test("A pool, a struct and an array come back with all that is in them")
  func nested() throws {
    var run = Run(
      world: try TestWorld(
        try layout([.pool("sparks", of: "Spark"), .structure("position", "Point"), .float("rows", count: 2)]),
        pools: ["sparks": (2, 2)]))
    try run.world.set("sparks[1].value", Int32(9))
    try run.world.set("position.y", Float(2.5))
    try run.world.set("rows[1]", Float(4))
    try run.edit(
      to: try layout([.pool("embers", of: "Spark"), .structure("place", "Point"), .float("lines", count: 3)]))
    #expect(
      texts(run.record?.questions ?? []) == [
        "World.sparks:World.embers", "World.position:World.place", "World.rows:World.lines",
      ])
    while let question = run.record?.questions.first { try run.follow(question) }
    #expect(try run.world.count("embers") == 2)
    #expect(try run.world.value("embers[1].value") == .integer(9))
    #expect(try run.world.value("place.y") == .float(2.5))
    #expect(try run.world.value("lines[1]") == .float(4))
  }

  @Test("An answer closes what it excludes: a field was renamed once, and had one name before")
  func excluded() throws {
    var run = Run(world: try TestWorld(try layout([.int32("a"), .int32("b")])))
    try run.world.set("a", Int32(1))
    try run.world.set("b", Int32(2))
    try run.edit(to: try layout([.int32("c"), .int32("d")]))
    #expect(
      texts(run.record?.questions ?? []) == [
        "World.a:World.c", "World.b:World.d", "World.b:World.c", "World.a:World.d",
      ])
    let crossed = try #require(
      run.record?.questions.first { $0.newPath == "World.c" && $0.oldPath == "World.b" })
    try run.follow(crossed)
    #expect(texts(run.record?.questions ?? []) == ["World.a:World.d"])
    #expect(try run.world.value("c") == .integer(2))
  }

  @Test("What a question is about is kept beyond the limit")
  func limit() throws {
    let values = IdentifiedValues(ids: [0], bytes: Array(repeating: 1, count: 100), length: 100)
    let world = try layout([.int32("health")])
    func dropped(_ name: String) throws -> KeptValues.Dropped {
      let old = try layout([.uint8(name, count: 100)])
      let field = try #require(old.world.field(named: name))
      return KeptValues.Dropped(
        field: ValueField(
          path: name, action: "World.\(name)", layout: old, owner: old.world, field: field, offset: 128),
        first: 0, values: values)
    }
    var before = KeptValues()
    before.dropped = [try dropped("hp"), try dropped("other"), try dropped("last")]
    let question = RenameQuestion(
      try #require(try layout([.int32("hp")]).world.field(named: "hp")), of: try layout([.int32("hp")]),
      to: try #require(world.world.field(named: "health")), of: world, owner: "World")
    let transfer = ValueTransfer(before: before)
    func kept(_ questions: [RenameQuestion]) -> [String] {
      transfer.finished(limit: 150, asking: QuestionedValues(questions, in: world)).dropped.map(\.field.path)
    }
    #expect(kept([question]) == ["hp", "last"])
    #expect(kept([]) == ["last"])
  }
}
