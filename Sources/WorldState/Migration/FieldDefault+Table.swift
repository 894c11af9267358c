import CGameABI

extension FieldDefault {
  /// Reads the list that a game library gives.
  public static func list(
    _ records: UnsafePointer<LayoutDefault>?, count: UInt32
  ) throws(LayoutError) -> [FieldDefault] {
    guard count > 0 else { return [] }
    guard count <= LayoutValidation.mostFields else {
      throw .tooMany(what: "defaults", found: Int(count), most: LayoutValidation.mostFields)
    }
    guard let records = unsafe records else { throw .nullTable(what: "defaults") }
    var defaults: [FieldDefault] = []
    for index in 0..<Int(count) {
      let record = unsafe records[index]
      let owner = try unsafe readName(record.type_name, path: "default \(index), type_name")
      let field = try unsafe readName(record.field, path: "default \(index), field")
      let size = unsafe Int(record.size)
      guard size <= LayoutValidation.largestStruct else {
        throw .tooMany(
          what: "bytes in the default of \(owner).\(field)", found: size, most: LayoutValidation.largestStruct
        )
      }
      // The game lends `size` bytes for as long as the process lives.
      let bytes = unsafe UnsafeRawBufferPointer(start: record.bytes, count: record.bytes == nil ? 0 : size)
      unsafe defaults.append(FieldDefault(owner: owner, field: field, bytes: Array(bytes)))
    }
    return defaults
  }

  /// Whether every one of these belongs to a field of the layout and has its size.
  public static func check(_ defaults: [FieldDefault], for layout: Layout) throws(MigrationError) {
    _ = try DefaultTable(defaults, for: layout)
  }
}
