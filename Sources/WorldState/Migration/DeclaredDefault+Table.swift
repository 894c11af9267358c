import CGameABI

extension DeclaredDefault {
  /// Reads the list of a game library.
  /// - Parameter types: the type of each; nil if they are unknown.
  public static func list(
    _ records: UnsafePointer<LayoutDefault>?, types: UnsafePointer<LayoutField>? = nil, count: UInt32
  ) throws(LayoutError) -> [DeclaredDefault] {
    guard count > 0 else { return [] }
    guard count <= LayoutValidation.maxFields else {
      throw .tooMany(what: "defaults", found: Int(count), max: LayoutValidation.maxFields)
    }
    guard let records = unsafe records else { throw .nullTable(what: "defaults") }
    var defaults: [DeclaredDefault] = []
    for index in 0..<Int(count) {
      let record = unsafe records[index]
      let owner = try unsafe readName(record.type_name, path: "default \(index), type_name")
      let field = try unsafe readName(record.field, path: "default \(index), field")
      let size = unsafe Int(record.size)
      guard size <= LayoutValidation.maxStructSize else {
        throw .tooMany(
          what: "bytes in the default of \(owner).\(field)", found: size, max: LayoutValidation.maxStructSize
        )
      }
      // The game keeps the bytes valid for the lifetime of the process.
      let bytes = unsafe UnsafeRawBufferPointer(start: record.bytes, count: record.bytes == nil ? 0 : size)
      let type: DefaultType?
      if let types = unsafe types {
        type = try unsafe DefaultType(types[index], path: "default of \(owner).\(field)")
      } else {
        type = nil
      }
      unsafe defaults.append(DeclaredDefault(owner: owner, field: field, bytes: Array(bytes), type: type))
    }
    return defaults
  }

  /// Checks that every default names a field of the layout and has its size.
  public static func check(_ defaults: [DeclaredDefault], for layout: Layout) throws(MigrationError) {
    _ = try DefaultTable(defaults, for: layout)
  }
}

extension DefaultType {
  fileprivate init(_ record: LayoutField, path: String) throws(LayoutError) {
    name = try unsafe readName(record.name, path: path)
    count = unsafe record.is_array ? Int(record.count) : nil
    let kind = unsafe UInt8(record.kind.rawValue)
    if let scalar = Scalar(rawValue: kind) {
      element = .scalar(scalar)
    } else if kind == FieldKindEnum.rawValue {
      let storage = unsafe UInt8(record.enum_kind.rawValue)
      guard let scalar = Scalar(rawValue: storage) else { throw .badEnumStorage(path: path, kind: storage) }
      element = .enumeration(name: try unsafe readName(record.enum_name, path: path), storage: scalar)
    } else {
      element =
        kind == FieldKindStruct.rawValue
        ? .structure(name: try unsafe readName(record.enum_name, path: path)) : .other
    }
  }
}
