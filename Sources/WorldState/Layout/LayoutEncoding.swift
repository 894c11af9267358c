/// The canonical encoding of a layout, little-endian. The layout hash is computed from it; snapshot files contain it.
///
///     u32 number of structs
///     per struct:  name, u32 size, u32 alignment, u32 number of fields
///     per field:   name, u8 kind, u8 isArray, u32 offset, u32 count, then
///                  enum: u8 storage and its name; struct and pool: u32 index
///     if the constants of enums are known:
///     u32 number of enums, by name
///     per enum:    name, u8 isFlagSet, u32 number of constants
///     per constant: name, i64 value
///     name:        u8 length, UTF-8
///
/// Layouts of builds that did not know constants end after the structs, and are still read.
func encode(_ structs: [Layout.Struct], _ enumerations: [Layout.Enumeration]) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.append(integer: UInt32(structs.count))
  for one in structs {
    bytes.append(name: one.name)
    bytes.append(integer: UInt32(one.size))
    bytes.append(integer: UInt32(one.alignment))
    bytes.append(integer: UInt32(one.fields.count))
    for field in one.fields { bytes.append(field: field) }
  }
  if enumerations.isEmpty { return bytes }
  bytes.append(integer: UInt32(enumerations.count))
  for one in enumerations {
    bytes.append(name: one.name)
    bytes.append(one.isFlagSet ? 1 : 0)
    bytes.append(integer: UInt32(one.constants.count))
    for constant in one.constants {
      bytes.append(name: constant.name)
      bytes.append(integer: constant.value)
    }
  }
  return bytes
}

extension Layout {
  /// The complete layout as bytes, equal for equal layouts.
  public var encoded: [UInt8] { encode(structs, enumerations) }

  /// Decodes `encoded`. Throws for any other bytes.
  public init(encoded bytes: [UInt8]) throws(LayoutError) {
    var reader = ByteReader(bytes) { LayoutError.malformed(reason: $0) }
    let count = try Int(reader.integer(UInt32.self))
    guard count <= LayoutValidation.maxStructs else {
      throw .tooMany(what: "structs", found: count, max: LayoutValidation.maxStructs)
    }
    var structs: [Struct] = []
    for _ in 0..<count {
      var one = Struct(name: try reader.name(), size: 0, alignment: 0, fields: [])
      one.size = try Int(reader.integer(UInt32.self))
      one.alignment = try Int(reader.integer(UInt32.self))
      let fields = try Int(reader.integer(UInt32.self))
      for _ in 0..<fields { try one.fields.append(reader.field(owner: one.name)) }
      structs.append(one)
    }
    var enumerations: [Enumeration] = []
    if !reader.isAtEnd {
      for _ in 0..<(try reader.integer(UInt32.self)) { try enumerations.append(reader.enumeration()) }
    }
    guard reader.isAtEnd else { throw .malformed(reason: "bytes follow its end") }
    try self.init(structs: structs, enumerations: enumerations)
    guard encoded == bytes else { throw .malformed(reason: "not in canonical order") }
  }
}

private let enumKind: UInt8 = 12
private let structKind: UInt8 = 13
private let poolKind: UInt8 = 14

extension [UInt8] {
  fileprivate mutating func append(name: String) {
    append(UInt8(name.utf8.count))
    append(contentsOf: name.utf8)
  }

  fileprivate mutating func append(field: Layout.Field) {
    append(name: field.name)
    switch field.type {
    case .scalar(let scalar): append(scalar.rawValue)
    case .enumeration: append(enumKind)
    case .structure: append(structKind)
    case .pool: append(poolKind)
    }
    append(field.isArray ? 1 : 0)
    append(integer: UInt32(field.offset))
    append(integer: UInt32(field.count))
    switch field.type {
    case .scalar: break
    case .enumeration(let name, let storage):
      append(storage.rawValue)
      append(name: name)
    case .structure(let index), .pool(let index): append(integer: UInt32(index))
    }
  }
}

extension ByteReader<LayoutError> {
  fileprivate mutating func name() throws(LayoutError) -> String { try text(Int(byte())) }

  fileprivate mutating func enumeration() throws(LayoutError) -> Layout.Enumeration {
    var one = Layout.Enumeration(name: try name(), constants: [])
    let flags = try byte()
    guard flags <= 1 else { throw .malformed(reason: "enum \(one.name) is neither a set nor a number") }
    one.isFlagSet = flags == 1
    for _ in 0..<(try integer(UInt32.self)) {
      let name = try name()
      one.constants.append(Layout.Constant(name: name, value: try integer(Int64.self)))
    }
    return one
  }

  fileprivate mutating func field(owner: String) throws(LayoutError) -> Layout.Field {
    let name = try name()
    let path = "\(owner).\(name)"
    let kind = try byte()
    let array = try byte()
    guard array <= 1 else { throw .malformed(reason: "\(path) is neither array nor scalar") }
    let offset = try Int(integer(UInt32.self))
    let count = try Int(integer(UInt32.self))
    let type: Layout.FieldType
    switch kind {
    case enumKind:
      let storage = try byte()
      guard let scalar = Scalar(rawValue: storage) else { throw .badEnumStorage(path: path, kind: storage) }
      type = .enumeration(name: try self.name(), storage: scalar)
    case structKind: type = .structure(try Int(integer(UInt32.self)))
    case poolKind: type = .pool(try Int(integer(UInt32.self)))
    default:
      guard let scalar = Scalar(rawValue: kind) else { throw .unknownKind(path: path, kind: kind) }
      type = .scalar(scalar)
    }
    return Layout.Field(name: name, type: type, offset: offset, count: count, isArray: array == 1)
  }
}
