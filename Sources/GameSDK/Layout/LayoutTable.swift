import CGameABI

extension WorldLayout {
  /// The layout in the form of the contract, in memory that is never freed.
  func table() -> LayoutTable {
    var fields: [LayoutField] = unsafe []
    var records: [LayoutStruct] = unsafe []
    var fieldCount = 0
    for record in structs {
      unsafe records.append(
        LayoutStruct(
          name: permanent(record.name), size: UInt32(record.size), alignment: UInt32(record.alignment),
          first_field: UInt32(fieldCount), field_count: UInt32(record.fields.count)))
      unsafe fields += record.fields.map { unsafe LayoutField($0) }
      fieldCount += record.fields.count
    }
    return unsafe LayoutTable(
      structs: permanent(records), struct_count: UInt32(structs.count), field_count: UInt32(fieldCount),
      fields: permanent(fields))
  }
}

extension LayoutField {
  /// - Parameter arrayCount: nil if the field is no array.
  init(_ fieldName: String, arrayCount: Int?) {
    unsafe self.init()
    unsafe name = permanent(fieldName)
    unsafe count = UInt32(arrayCount ?? 1)
    unsafe is_array = arrayCount != nil
  }

  /// - Parameter enumeration: the name of the enum that is stored as the scalar; nil for a plain scalar.
  mutating func setType(_ scalar: WorldLayout.Scalar, enumeration: String? = nil) {
    guard let enumeration else {
      unsafe kind = scalar.kind
      return
    }
    unsafe kind = FieldKindEnum
    unsafe enum_kind = scalar.kind
    unsafe enum_name = permanent(enumeration)
  }

  fileprivate init(_ field: WorldLayout.Field) {
    unsafe self.init(field.name, arrayCount: field.arrayCount)
    unsafe offset = UInt32(field.offset)
    switch field.value {
    case .scalar(let scalar): unsafe setType(scalar)
    case .enumeration(let name, let scalar): unsafe setType(scalar, enumeration: name)
    case .record(let index):
      unsafe kind = FieldKindStruct
      unsafe type_index = UInt32(index)
    case .pool(let index):
      unsafe kind = FieldKindPool
      unsafe type_index = UInt32(index)
    }
  }
}

extension WorldLayout.Scalar {
  var kind: FieldKind {
    switch self {
    case .bool: FieldKindBool
    case .int8: FieldKindInt8
    case .int16: FieldKindInt16
    case .int32: FieldKindInt32
    case .int64: FieldKindInt64
    case .uint8: FieldKindUInt8
    case .uint16: FieldKindUInt16
    case .uint32: FieldKindUInt32
    case .uint64: FieldKindUInt64
    case .float: FieldKindFloat
    case .double: FieldKindDouble
    }
  }

  /// The scalar for the Swift type that a C type is imported as; nil for other types.
  init?(_ type: Any.Type) {
    switch ObjectIdentifier(type) {
    case ObjectIdentifier(Bool.self): self = .bool
    case ObjectIdentifier(Int8.self): self = .int8
    case ObjectIdentifier(Int16.self): self = .int16
    case ObjectIdentifier(Int32.self): self = .int32
    case ObjectIdentifier(Int64.self), ObjectIdentifier(Int.self): self = .int64
    case ObjectIdentifier(UInt8.self): self = .uint8
    case ObjectIdentifier(UInt16.self): self = .uint16
    case ObjectIdentifier(UInt32.self): self = .uint32
    case ObjectIdentifier(UInt64.self), ObjectIdentifier(UInt.self): self = .uint64
    case ObjectIdentifier(Float.self): self = .float
    case ObjectIdentifier(Double.self): self = .double
    default: return nil
    }
  }

  var isInteger: Bool { self != .bool && self != .float && self != .double }
}
