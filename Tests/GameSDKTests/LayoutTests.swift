import CGameABI
import Testing
import WorldFixtures

@testable import GameSDK

@Suite("World layouts")
struct LayoutTests {
  @Test("Every kind of field is read with its type, count and offset")
  func everyKindOfFieldIsRead() throws {
    let layout = try WorldLayout(ofWorld: LayoutWorld.self)
    let world = layout.structs[0]
    #expect(world.name == "LayoutWorld")
    #expect(world.size == MemoryLayout<LayoutWorld>.stride)
    #expect(world.alignment == 8)
    let fields = Dictionary(uniqueKeysWithValues: world.fields.map { ($0.name, $0) })
    #expect(world.fields.first?.name == "header")
    let scalars: [(String, WorldLayout.Scalar)] = [
      ("flag", .bool), ("i8", .int8), ("i16", .int16), ("i32", .int32), ("i64", .int64), ("u8", .uint8),
      ("u16", .uint16), ("u32", .uint32), ("u64", .uint64), ("f", .float), ("d", .double),
    ]
    for (name, scalar) in scalars { #expect(fields[name]?.value == .scalar(scalar), "\(name)") }
    #expect(fields["color"]?.value == .enumeration("Color8", .uint8))
    #expect(fields["sign"]?.value == .enumeration("SignedEnum", .int32))
    #expect(fields["open"]?.value == .enumeration("OpenEnum", .uint16))
    #expect(fields["numbers"]?.arrayCount == 4)
    #expect(fields["numbers"]?.value == .scalar(.int32))
    #expect(fields["i64"]?.offset == MemoryLayout<LayoutWorld>.offset(of: \.i64))
    #expect(fields["items"]?.offset == MemoryLayout<LayoutWorld>.offset(of: \.items))
  }

  @Test("A struct that is used several times is read once")
  func structsAreReadOnceAndReferredTo() throws {
    let layout = try WorldLayout(ofWorld: LayoutWorld.self)
    #expect(layout.structs.map(\.name) == ["LayoutWorld", "WorldHeader", "Inner", "Item"])
    let fields = Dictionary(uniqueKeysWithValues: layout.structs[0].fields.map { ($0.name, $0) })
    #expect(fields["inner"]?.value == .record(2))
    #expect(fields["inners"]?.value == .record(2))
    #expect(fields["inners"]?.arrayCount == 2)
    #expect(fields["items"]?.value == .pool(3))
    #expect(layout.structs[2].fields.map(\.name) == ["d", "color"])
  }

  @Test("The table of the contract equals the layout")
  func theTableSaysTheSameAsTheLayout() throws {
    let layout = try WorldLayout(ofWorld: LayoutWorld.self)
    let table = unsafe layout.table()
    #expect(unsafe Int(table.struct_count) == layout.structs.count)
    for (index, record) in layout.structs.enumerated() {
      let entry = unsafe table.structs[index]
      #expect(unsafe String(cString: entry.name) == record.name)
      let firstField = unsafe Int(entry.first_field)
      #expect(unsafe Int(entry.field_count) == record.fields.count)
      for (number, field) in record.fields.enumerated() {
        let row = unsafe table.fields[firstField + number]
        #expect(unsafe String(cString: row.name) == field.name)
        #expect(unsafe Int(row.offset) == field.offset)
        #expect(unsafe row.is_array == (field.arrayCount != nil))
      }
    }
  }

  /// Worlds that are rejected, and parts of the message.
  static let rejections: [(Any.Type, [String])] = unsafe [
    (PointerWorld.self, ["PointerWorld.target is a pointer", "use a pool index"]),
    (TextWorld.self, ["TextWorld.name is a pointer"]),
    (FunctionWorld.self, ["FunctionWorld.callback is a pointer"]),
    (PointerArrayWorld.self, ["PointerArrayWorld.targets[] is a pointer"]),
    (DeepWorld.self, ["DeepWorld.box.deep.b is a pointer"]),
    (UnionWorld.self, ["UnionWorld.either is a union"]),
    (NamedUnionWorld.self, ["NamedUnionWorld.either", "union"]),
    (BitWorld.self, ["between `a` and `b`", "bit-field"]),
    (TailBitWorld.self, ["after `a`", "bit-field"]),
    (BigArrayWorld.self, ["between `header` and `after`", "more than 4096", "pool"]),
    (NestedArrayWorld.self, ["NestedArrayWorld.grid is an array of arrays"]),
    (AnonymousWorld.self, ["between `header` and `after`", "anonymous struct"]),
    (PackedWorld.self, ["PackedWorld.tight.b is packed"]),
    (BareWorld.self, ["BareWorld.things is a bare PoolStorage", "HOTLOOP_POOL"]),
    (UnknownPoolWorld.self, ["extension InnerPool: Pool { public typealias Element = Inner }"]),
    (NestWorld.self, ["NestWorld.nests[].items is a pool inside a pool"]),
    (HeadlessWorld.self, ["does not begin with `WorldHeader header;`"]),
    (MisnamedWorld.self, ["does not begin with `WorldHeader header;`"]),
    (HalfWorld.self, ["HalfWorld.half is a half-precision number", "use float"]),
    (PoolPointerWorld.self, ["PoolPointerWorld.pointers[].p is a pointer"]),
    (SwiftWorld.self, ["SwiftWorld", "declare it in the world's header"]),
  ]

  @Test(
    "A type that a world cannot contain is rejected with its path and an alternative",
    arguments: rejections.indices)
  func whatAWorldMayNotHoldIsRefused(index: Int) throws {
    let (world, words) = LayoutTests.rejections[index]
    let defect = try #require(throws: Defect.self) { try WorldLayout(ofWorld: world) }
    for word in words { #expect(defect.text.contains(word), "\(defect.text)") }
  }
}

struct SwiftWorld: BitwiseCopyable {
  var header: WorldHeader
  var number: Int
}
