import CGameABI
import Testing
import WorldFixtures

@testable import GameSDK

/// What the table of enums adds to reflection, and the types of defaults.
@Suite("Enums of the header")
struct EnumConstantsTests {
  @Test("The sign of an enum, and the name of one without a name, come from the header")
  func header() throws {
    let table = UnsafeMutablePointer<LayoutEnumTable>.allocate(capacity: 1)
    defer { unsafe table.deallocate() }
    let enums = unsafe [
      LayoutEnum(
        name: permanent("OpenEnum"), constants: nil, constant_count: 0, is_signed: true, is_flag_set: false)
    ]
    let fields = unsafe [
      LayoutEnumField(
        type_name: permanent("LayoutWorld"), field: permanent("u16"), enum_name: permanent("LayoutWorld_u16"))
    ]
    unsafe table.initialize(
      to: LayoutEnumTable(
        enums: permanent(enums), fields: permanent(fields), enum_count: 1, field_count: 1))
    let layout = try unsafe WorldLayout(ofWorld: LayoutWorld.self, enums: EnumConstants(table))
    let found = Dictionary(uniqueKeysWithValues: layout.structs[0].fields.map { ($0.name, $0.value) })
    #expect(found["open"] == .enumeration("OpenEnum", .int16))
    #expect(found["color"] == .enumeration("Color8", .uint8))
    #expect(found["u16"] == .enumeration("LayoutWorld_u16", .uint16))
    #expect(found["u8"] == .scalar(.uint8))
  }

  @Test("The type of a default is described as that of a field")
  func defaultTypes() {
    func described(_ value: some BitwiseCopyable) -> String {
      let type = FieldDefault.field(of: "Item", "value", value).valueType
      return "\(type.element) \(type.count.map { "\($0)" } ?? "-") \(type.name)"
    }
    #expect(described(5) == "scalar(GameSDK.WorldLayout.Scalar.int64) - Int")
    #expect(described(5 as Float) == "scalar(GameSDK.WorldLayout.Scalar.float) - Float")
    #expect(described(true) == "scalar(GameSDK.WorldLayout.Scalar.bool) - Bool")
    #expect(described(Color8Green) == "enumeration(\"Color8\", GameSDK.WorldLayout.Scalar.uint8) - Color8")
    #expect(
      described(OpenEnum.A) == "enumeration(\"OpenEnum\", GameSDK.WorldLayout.Scalar.uint16) - OpenEnum")
    #expect(described(Inner()) == "record(\"Inner\") - Inner")
    #expect(described((1 as Int8, 2 as Int8)) == "scalar(GameSDK.WorldLayout.Scalar.int8) 2 (Int8, Int8)")
    #expect(described((1 as Int8, 2 as Int16)).hasPrefix("other - "))
    #expect(described("a" as Unicode.Scalar).hasPrefix("other - "))
  }
}
