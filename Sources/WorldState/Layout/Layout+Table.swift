import CGameABI

extension Layout {
  /// Reads and checks the table of a game library.
  /// - Parameters:
  ///   - table: must be valid during the call, with its lists and names.
  ///   - enums: likewise; nil if constants are unknown.
  public init(
    table: UnsafePointer<LayoutTable>, enums: UnsafePointer<LayoutEnumTable>? = nil
  ) throws(LayoutError) {
    let table = unsafe table.pointee
    guard unsafe table.struct_count > 0 else { throw .noStructs }
    guard let structs = unsafe table.structs else { throw .nullTable(what: "structs") }
    let structCount = unsafe Int(table.struct_count)
    let fieldCount = unsafe Int(table.field_count)
    guard structCount <= LayoutValidation.maxStructs else {
      throw .tooMany(what: "structs", found: structCount, max: LayoutValidation.maxStructs)
    }
    guard fieldCount <= LayoutValidation.maxFields else {
      throw .tooMany(what: "fields", found: fieldCount, max: LayoutValidation.maxFields)
    }
    let fields = unsafe UnsafeBufferPointer(
      start: table.fields, count: table.fields == nil ? 0 : fieldCount)
    guard fields.count == fieldCount else { throw .nullTable(what: "fields") }
    var read: [Struct] = []
    for index in 0..<structCount {
      try read.append(unsafe readStruct(structs[index], number: index, fields: fields))
    }
    try self.init(structs: read, enumerations: try unsafe readEnums(enums))
  }
}

/// Reads the enums of a table. Most belong to no field, and are dropped by `Layout`.
private func readEnums(
  _ table: UnsafePointer<LayoutEnumTable>?
) throws(LayoutError) -> [Layout.Enumeration] {
  guard let table = unsafe table?.pointee, unsafe table.enum_count > 0 else { return [] }
  guard let records = unsafe table.enums else { throw .nullTable(what: "enums") }
  let count = unsafe Int(table.enum_count)
  guard count <= LayoutValidation.maxConstants else {
    throw .tooMany(what: "enums", found: count, max: LayoutValidation.maxConstants)
  }
  var enums: [Layout.Enumeration] = []
  var total = 0
  for index in 0..<count {
    let record = unsafe records[index]
    let name = try unsafe readName(record.name, path: "enum \(index)")
    total += unsafe Int(record.constant_count)
    guard total <= LayoutValidation.maxConstants else {
      throw .tooMany(what: "constants", found: total, max: LayoutValidation.maxConstants)
    }
    var one = unsafe Layout.Enumeration(name: name, isFlagSet: record.is_flag_set, constants: [])
    guard unsafe record.constant_count == 0 || record.constants != nil else {
      throw .nullTable(what: "constants of \(name)")
    }
    for number in unsafe 0..<Int(record.constant_count) {
      let constant = unsafe record.constants[number]
      let path = "constant \(number) of enum \(name)"
      unsafe one.constants.append(
        Layout.Constant(name: try readName(constant.name, path: path), value: constant.value))
    }
    enums.append(one)
  }
  return enums
}

private func readStruct(
  _ record: LayoutStruct, number: Int, fields: UnsafeBufferPointer<LayoutField>
) throws(LayoutError) -> Layout.Struct {
  let name = try unsafe readName(record.name, path: "struct \(number)")
  let first = unsafe Int(record.first_field)
  let count = unsafe Int(record.field_count)
  guard first <= fields.count, count <= fields.count - first else {
    throw .fieldRangeOutOfTable(struct: name, first: first, count: count, fields: fields.count)
  }
  var read: [Layout.Field] = []
  for index in first..<(first + count) { try read.append(unsafe readField(fields[index], owner: name)) }
  return unsafe Layout.Struct(
    name: name, size: Int(record.size), alignment: Int(record.alignment), fields: read)
}

private func readField(_ record: LayoutField, owner: String) throws(LayoutError) -> Layout.Field {
  let name = try unsafe readName(record.name, path: "\(owner), bytes from \(record.offset) on")
  let path = "\(owner).\(name)"
  let kind = unsafe UInt8(record.kind.rawValue)
  let type: Layout.FieldType
  if let scalar = Scalar(rawValue: kind) {
    type = .scalar(scalar)
  } else if kind == FieldKindEnum.rawValue {
    let storage = unsafe UInt8(record.enum_kind.rawValue)
    guard let scalar = Scalar(rawValue: storage) else { throw .badEnumStorage(path: path, kind: storage) }
    type = .enumeration(name: try unsafe readName(record.enum_name, path: path), storage: scalar)
  } else if kind == FieldKindStruct.rawValue {
    type = unsafe .structure(Int(record.type_index))
  } else if kind == FieldKindPool.rawValue {
    type = unsafe .pool(Int(record.type_index))
  } else {
    throw .unknownKind(path: path, kind: kind)
  }
  return unsafe Layout.Field(
    name: name, type: type, offset: Int(record.offset), count: Int(record.count), isArray: record.is_array)
}

func readName(_ pointer: UnsafePointer<CChar>?, path: String) throws(LayoutError) -> String {
  guard let pointer = unsafe pointer else { throw .badName(path: path) }
  var length = 0
  // Stop after the longest allowed name, in case the NUL is missing.
  while unsafe pointer[length] != 0 {
    length += 1
    guard length <= LayoutValidation.maxNameLength else { throw .badName(path: path) }
  }
  let bytes = unsafe UnsafeRawBufferPointer(start: pointer, count: length)
  guard let name = unsafe String(validating: bytes, as: UTF8.self) else { throw .badName(path: path) }
  return name
}
