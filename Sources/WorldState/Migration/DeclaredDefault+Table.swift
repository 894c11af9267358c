import CGameABI

extension DeclaredDefault {
  /// Reads the list of a game library.
  public static func list(
    _ records: UnsafePointer<LayoutDefault>?, count: UInt32
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
      unsafe defaults.append(DeclaredDefault(owner: owner, field: field, bytes: Array(bytes)))
    }
    return defaults
  }

  /// Checks that every default names a field of the layout and has its size.
  public static func check(_ defaults: [DeclaredDefault], for layout: Layout) throws(MigrationError) {
    _ = try DefaultTable(defaults, for: layout)
  }
}
