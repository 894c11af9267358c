import CGameABI
import Testing

@testable import WorldState

/// The table that a game library gives, as C lays it out.
struct LayoutTableTests {
  /// A table whose names and lists stay valid for the test.
  @safe private final class Table {
    var structs: [LayoutStruct] = unsafe []
    var fields: [LayoutField] = unsafe []
    private var names: [UnsafeMutablePointer<CChar>] = unsafe []

    deinit { while let name = unsafe names.popLast() { unsafe name.deallocate() } }

    func name(_ text: String) -> UnsafePointer<CChar> {
      let bytes = Array(text.utf8CString)
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
      unsafe copy.initialize(from: bytes, count: bytes.count)
      unsafe names.append(copy)
      return unsafe UnsafePointer(copy)
    }

    func add(_ name: String, size: UInt32, alignment: UInt32, _ added: [LayoutField]) {
      unsafe structs.append(
        LayoutStruct(
          name: self.name(name), size: size, alignment: alignment, first_field: UInt32(fields.count),
          field_count: UInt32(added.count)))
      unsafe fields += added
    }

    func field(_ name: String, _ kind: FieldKind, at offset: UInt32, type: UInt32 = 0) -> LayoutField {
      unsafe LayoutField(
        name: self.name(name), enum_name: nil, offset: offset, count: 1, type_index: type, kind: kind,
        enum_kind: FieldKind(rawValue: 0), is_array: false)
    }

    func layout(structs limit: UInt32? = nil, fields fieldLimit: UInt32? = nil) throws -> Layout {
      try unsafe structs.withUnsafeBufferPointer { structs in
        try unsafe fields.withUnsafeBufferPointer { fields in
          var table = unsafe LayoutTable(
            structs: structs.baseAddress, struct_count: limit ?? UInt32(structs.count),
            field_count: fieldLimit ?? UInt32(fields.count), fields: fields.baseAddress)
          return try unsafe withUnsafePointer(to: &table) { try unsafe Layout(table: $0) }
        }
      }
    }
  }

  private func table() -> Table {
    let table = Table()
    unsafe table.add(
      "World", size: 160, alignment: 8,
      [
        table.field("header", FieldKindStruct, at: 0, type: 1), table.field("score", FieldKindInt32, at: 128),
        table.field("creatures", FieldKindPool, at: 136, type: 2),
      ])
    unsafe table.add("WorldHeader", size: 128, alignment: 8, [])
    var kind = unsafe table.field("kind", FieldKindEnum, at: 4)
    unsafe kind.enum_name = table.name("CreatureKind")
    unsafe kind.enum_kind = FieldKindUInt8
    var path = unsafe table.field("path", FieldKindInt16, at: 6)
    unsafe path.count = 3
    unsafe path.is_array = true
    unsafe table.add(
      "Creature", size: 12, alignment: 4, [table.field("x", FieldKindFloat, at: 0), kind, path])
    return table
  }

  @Test("A table is read with all names, types, offsets and counts")
  func reads() throws {
    let layout = try table().layout()
    #expect(layout.structs.map(\.name) == ["World", "WorldHeader", "Creature"])
    #expect(layout.world.field(named: "creatures")?.type == .pool(2))
    #expect(
      layout.structs[2].fields == [
        Layout.Field(name: "x", type: .scalar(.float), offset: 0),
        Layout.Field(name: "kind", type: .enumeration(name: "CreatureKind", storage: .uint8), offset: 4),
        Layout.Field(name: "path", type: .scalar(.int16), offset: 6, count: 3, isArray: true),
      ])
    #expect(layout.structs[2].fields.map(layout.typeName(of:)) == ["float", "enum CreatureKind", "int16[3]"])
  }

  @Test("A table with inconsistent numbers is rejected")
  func lies() throws {
    func expect(_ error: LayoutError, _ lie: (Table) -> Void) {
      let lying = table()
      lie(lying)
      #expect(throws: error) { try lying.layout() }
    }
    expect(.fieldRangeOutOfTable(struct: "Creature", first: 4, count: 3, fields: 6)) {
      unsafe $0.structs[2].first_field = 4
    }
    expect(.fieldRangeOutOfTable(struct: "World", first: Int(UInt32.max), count: 3, fields: 6)) {
      unsafe $0.structs[0].first_field = .max
    }
    expect(.structOutOfRange(path: "World.creatures", index: 3, structs: 3)) {
      unsafe $0.fields[2].type_index = 3
    }
    expect(.unknownKind(path: "World.score", kind: 15)) { unsafe $0.fields[1].kind = FieldKind(rawValue: 15) }
    expect(.unknownKind(path: "World.score", kind: 0)) { unsafe $0.fields[1].kind = FieldKind(rawValue: 0) }
    expect(.badEnumStorage(path: "Creature.kind", kind: 10)) {
      unsafe $0.fields[4].enum_kind = FieldKindFloat
    }
    expect(.badName(path: "Creature.kind")) { unsafe $0.fields[4].enum_name = nil }
    expect(.badName(path: "struct 1")) { unsafe $0.structs[1].name = nil }
    expect(.badName(path: "struct 1")) {
      unsafe $0.structs[1].name = $0.name(String(repeating: "n", count: 300))
    }
  }

  @Test("Excessive counts are rejected before anything is read")
  func counts() throws {
    #expect(throws: LayoutError.noStructs) { try table().layout(structs: 0) }
    #expect(throws: LayoutError.self) { try table().layout(structs: .max) }
    #expect(throws: LayoutError.self) { try table().layout(fields: .max) }
    #expect(throws: LayoutError.fieldRangeOutOfTable(struct: "World", first: 0, count: 3, fields: 2)) {
      try table().layout(fields: 2)
    }
  }

  @Test("A table without its lists is rejected")
  func nullLists() {
    var table = unsafe LayoutTable(structs: nil, struct_count: 1, field_count: 0, fields: nil)
    #expect(throws: LayoutError.nullTable(what: "structs")) { try unsafe Layout(table: &table) }
  }

  @Test("Renames are read, and a missing list is rejected")
  func renames() throws {
    let names = Table()
    let records = unsafe [
      LayoutRename(type_name: nil, from: names.name("Old"), to: names.name("New")),
      LayoutRename(type_name: names.name("New"), from: names.name("a"), to: names.name("b")),
    ]
    let read = try unsafe records.withUnsafeBufferPointer {
      try unsafe DeclaredRename.list($0.baseAddress, count: 2)
    }
    #expect(read == [.type(from: "Old", to: "New"), .field(owner: "New", from: "a", to: "b")])
    #expect(try unsafe DeclaredRename.list(nil, count: 0).isEmpty)
    #expect(throws: LayoutError.nullTable(what: "renames")) { try unsafe DeclaredRename.list(nil, count: 1) }
  }
}
