import Testing

@testable import WorldState

/// The type of a declared default and that of its field.
struct DefaultTypeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var field: String
    var type: DefaultType
    var bytes: [UInt8]
    /// The bytes of the field, or a part of the reason why the default is rejected.
    var result: [UInt8]?
    var reason = ""
    var testDescription: String { "\(type.name) for \(field)" }

    init(
      _ field: String, _ value: some BitwiseCopyable, _ element: DefaultType.Element, count: Int? = nil,
      becomes result: (some BitwiseCopyable)?, or reason: String = ""
    ) {
      self.field = field
      type = DefaultType(name: "\(Swift.type(of: value))", element: element, count: count)
      bytes = unsafe withUnsafeBytes(of: value) { unsafe Array($0) }
      self.result = result.map { value in unsafe withUnsafeBytes(of: value) { unsafe Array($0) } }
      self.reason = reason
    }

    static func refused(
      _ field: String, _ value: some BitwiseCopyable, _ element: DefaultType.Element, count: Int? = nil,
      _ reason: String
    ) -> Case {
      Case(field, value, element, count: count, becomes: nil as Int?, or: reason)
    }
  }

  static let cases: [Case] = [
    Case("real", Int32(5), .scalar(.int32), becomes: Float(5)),
    Case("real", 5, .scalar(.int64), becomes: Float(5)),
    Case("real", Double(0.5), .scalar(.double), becomes: Float(0.5)),
    Case("real", Double.nan, .scalar(.double), becomes: Float.nan),
    Case("byte", 255, .scalar(.int64), becomes: UInt8(255)),
    Case("byte", Double(7), .scalar(.double), becomes: UInt8(7)),
    Case("wide", UInt64.max, .scalar(.uint64), becomes: UInt64.max),
    Case("flag", true, .scalar(.bool), becomes: true),
    Case("kind", UInt8(1), .enumeration(name: "Kind", storage: .uint8), becomes: UInt8(1)),
    Case("kind", 1, .scalar(.int64), becomes: UInt8(1)),
    Case("byte", UInt8(1), .enumeration(name: "Kind", storage: .uint8), becomes: UInt8(1)),
    Case("list", (Int32(1), Int32(2)), .scalar(.int32), count: 2, becomes: (Float(1), Float(2))),
    Case("list", Int32(3), .scalar(.int32), becomes: Float(3)),
    Case("point", (Float(1), Float(2)), .structure(name: "Point"), becomes: (Float(1), Float(2))),
    .refused(
      "real", (1 << 24) + 1, .scalar(.int64), "cannot represent its default, 16777217 of type Int, exactly"),
    .refused("real", Double(0.1), .scalar(.double), "default, 0.1 of type Double, exactly"),
    .refused("byte", Int32(-1), .scalar(.int32), "World.byte: the field is of type uint8"),
    .refused("byte", Float(0.5), .scalar(.float), "0.5"),
    .refused("flag", Int8(1), .scalar(.int8), "default of type Int8 cannot be converted"),
    .refused("byte", true, .scalar(.bool), "default of type Bool cannot be converted"),
    .refused("kind", UInt8(1), .enumeration(name: "Phase", storage: .uint8), "field is of type enum Kind"),
    .refused("kind", Float(1), .scalar(.float), "cannot be converted"),
    .refused("kind", 256, .scalar(.int64), "256"),
    .refused("list", (Float(1), Float(2), Float(3)), .scalar(.float), count: 3, "field is of type float[2]"),
    .refused("real", (Float(1), Float(2)), .scalar(.float), count: 2, "cannot be converted"),
    .refused("point", Int64(1), .scalar(.int64), "field is of type Point"),
    .refused("point", (Int32(1), Int32(2)), .structure(name: "Size"), "field is of type Point"),
    .refused("real", Int32(5), .other, "cannot be converted"),
  ]

  private func layout(_ fields: [LayoutBuilder.Declaration]) throws -> Layout {
    try build {
      $0.structure("Point", [.float("x"), .float("y")])
      $0.world([.bool("first")] + fields)
    }
  }

  @Test("A default is of the field's type, or a number that it represents exactly", arguments: cases)
  func table(one: Case) throws {
    let new = try layout([
      .float("real"), .scalar(.uint8, "byte"), .uint64("wide"), .bool("flag"),
      .enumeration("kind", "Kind", .uint8), .float("list", count: 2), .structure("point", "Point"),
    ])
    let stated = [DeclaredDefault(owner: "World", field: one.field, bytes: one.bytes, type: one.type)]
    guard let result = one.result else {
      let error = try #require(throws: MigrationError.self) { try DeclaredDefault.check(stated, for: new) }
      #expect(error.description.hasPrefix("World.\(one.field): "))
      #expect(error.description.contains(one.reason), "\(error)")
      #expect(error.description.contains(one.type.name))
      return
    }
    try DeclaredDefault.check(stated, for: new)
    let (world, _) = try TestWorld(try layout([])).migrated(to: new, defaults: stated)
    let start = try world.offset(one.field)
    let bytes = Array(
      world.allBytes[start..<(start + new.size(of: try #require(new.world.field(named: one.field))))])
    #expect(bytes == (0..<(bytes.count / result.count)).flatMap { _ in result })
  }
}
