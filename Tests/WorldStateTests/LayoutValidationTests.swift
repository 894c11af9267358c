import Testing

@testable import WorldState

struct LayoutValidationTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var error: LayoutError
    var structs: [Layout.Struct]
  }

  private static let header = Layout.Struct(
    name: "WorldHeader", size: 128, alignment: 8,
    fields: [Layout.Field(name: "raw", type: .scalar(.uint64), offset: 0, count: 16, isArray: true)])

  /// A world of 256 bytes with these fields after its header, and further structs from index 2 on.
  private static func world(_ fields: [Layout.Field], _ more: [Layout.Struct] = []) -> [Layout.Struct] {
    let first = Layout.Field(name: "header", type: .structure(1), offset: 0)
    return [Layout.Struct(name: "World", size: 256, alignment: 8, fields: [first] + fields), header] + more
  }

  private static func field(
    _ name: String, _ type: Layout.FieldType = .scalar(.int32), at offset: Int = 128, count: Int = 1,
    isArray: Bool = false
  ) -> Layout.Field { Layout.Field(name: name, type: type, offset: offset, count: count, isArray: isArray) }

  private static func element(_ fields: [Layout.Field], size: Int = 16, alignment: Int = 8) -> Layout.Struct {
    Layout.Struct(name: "E", size: size, alignment: alignment, fields: fields)
  }

  static let cases: [Case] = [
    Case(testDescription: "nothing", error: .noStructs, structs: []),
    Case(
      testDescription: "no header", error: .headerMissing(world: "World"),
      structs: [Layout.Struct(name: "World", size: 4, alignment: 4, fields: [field("a", at: 0)])]),
    Case(
      testDescription: "fields that share bytes", error: .overlap(path: "World.b", other: "World.a"),
      structs: world([field("a"), field("b", at: 130)])),
    Case(
      testDescription: "fields out of order", error: .overlap(path: "World.b", other: "World.a"),
      structs: world([field("a", at: 140), field("b")])),
    Case(
      testDescription: "a field past the end",
      error: .fieldOutsideStruct(path: "World.a", offset: 254, size: 4, structSize: 256),
      structs: world([field("a", at: 254)])),
    Case(
      testDescription: "an array whose size overflows",
      error: .fieldOutsideStruct(path: "World.a", offset: 128, size: 1 << 24, structSize: 256),
      structs: world([field("a", .scalar(.int64), count: .max, isArray: true)])),
    Case(
      testDescription: "an array of none", error: .badCount(path: "World.a", count: 0),
      structs: world([field("a", count: 0, isArray: true)])),
    Case(
      testDescription: "a scalar of two", error: .badCount(path: "World.a", count: 2),
      structs: world([field("a", count: 2)])),
    Case(
      testDescription: "two fields of a name", error: .duplicateName(path: "World.a"),
      structs: world([field("a"), field("a", at: 132)])),
    Case(testDescription: "an empty name", error: .badName(path: "World."), structs: world([field("")])),
    Case(
      testDescription: "a name that a path cannot hold", error: .badName(path: "World.a.b"),
      structs: world([field("a.b")])),
    Case(
      testDescription: "a struct that is not there",
      error: .structOutOfRange(path: "World.a", index: 7, structs: 2),
      structs: world([field("a", .structure(7))])),
    Case(
      testDescription: "an enum of floats", error: .badEnumStorage(path: "World.a", kind: 10),
      structs: world([field("a", .enumeration(name: "E", storage: .float))])),
    Case(
      testDescription: "a struct that holds itself", error: .cycle(path: "E.e"),
      structs: world([field("a", .structure(2))], [element([field("e", .structure(2), at: 0)])])),
    Case(
      testDescription: "a pool of what has the pool", error: .cycle(path: "E.e"),
      structs: world([field("a", .structure(2))], [element([field("e", .pool(2), at: 0)])])),
    Case(
      testDescription: "a pool inside a pool's element", error: .poolInsidePool(path: "World.a"),
      structs: world(
        [field("a", .pool(2))],
        [element([field("e", .pool(3), at: 0)]), Layout.Struct(name: "F", size: 4, alignment: 4, fields: [])])
    ),
    Case(
      testDescription: "elements that a pool cannot align",
      error: .poolAlignment(path: "World.a", alignment: 32),
      structs: world([field("a", .pool(2))], [element([], size: 32, alignment: 32)])),
    Case(
      testDescription: "a struct of no bytes", error: .badStructSize(name: "E", size: 0, alignment: 1),
      structs: world([field("a", .structure(2))], [element([], size: 0, alignment: 1)])),
    Case(
      testDescription: "an alignment that is none", error: .badStructSize(name: "E", size: 12, alignment: 3),
      structs: world([field("a", .structure(2))], [element([], size: 12, alignment: 3)])),
    Case(
      testDescription: "two structs of a name", error: .duplicateStruct(name: "E"),
      structs: world([], [element([]), element([])])),
  ]

  @Test("An impossible layout is rejected with the path of the field", arguments: cases)
  func refusals(one: Case) {
    #expect(throws: one.error) { try Layout(structs: one.structs) }
    #expect(!one.error.description.isEmpty)
  }

  @Test("Too many pools are rejected, including pools multiplied by arrays of structs")
  func tooManyPools() {
    let holder = Layout.Struct(
      name: "H", size: 1600, alignment: 8,
      fields: [Self.field("p", .pool(3), at: 0, count: 100, isArray: true)])
    let world = Layout.Struct(
      name: "World", size: 128 + 160_000, alignment: 8,
      fields: [
        Layout.Field(name: "header", type: .structure(1), offset: 0),
        Self.field("h", .structure(2), count: 100, isArray: true),
      ])
    #expect(throws: LayoutError.self) {
      try Layout(structs: [world, Self.header, holder, Self.element([])])
    }
  }

  @Test("Structs that are nested too deep are rejected", arguments: [63, 64, 200])
  func tooDeep(depth: Int) {
    var structs = Self.world([Self.field("a", .structure(2))])
    for index in 0..<depth {
      let inner = Layout.Field(name: "in", type: .structure(index + 3), offset: 0)
      structs.append(Layout.Struct(name: "D\(index)", size: 4, alignment: 4, fields: [inner]))
    }
    structs.append(Layout.Struct(name: "Last", size: 4, alignment: 4, fields: [Self.field("x", at: 0)]))
    #expect(throws: LayoutError.self) { try Layout(structs: structs) }
  }
}
