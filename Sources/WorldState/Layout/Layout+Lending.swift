import CGameABI
import Glibc

extension Layout {
  /// Lends the layout as a table of the contract, which describes the old world to a game's own migration.
  /// - Parameter body: receives a table that is valid until it returns.
  public func withTable<R>(_ body: (UnsafePointer<LayoutTable>) -> R) -> R {
    var names = LentNames()
    defer { names.free() }
    var records = unsafe [LayoutStruct]()
    var fields = unsafe [LayoutField]()
    for one in structs {
      unsafe records.append(
        LayoutStruct(
          name: names.lend(one.name), size: UInt32(one.size), alignment: UInt32(one.alignment),
          first_field: UInt32(fields.count), field_count: UInt32(one.fields.count)))
      for field in one.fields { unsafe fields.append(record(of: field, &names)) }
    }
    return unsafe records.withUnsafeBufferPointer { records in
      unsafe fields.withUnsafeBufferPointer { fields in
        let table = unsafe LayoutTable(
          structs: records.baseAddress, struct_count: UInt32(records.count),
          field_count: UInt32(fields.count),
          fields: fields.baseAddress)
        return unsafe withUnsafePointer(to: table) { unsafe body($0) }
      }
    }
  }

  private func record(of field: Field, _ names: inout LentNames) -> LayoutField {
    var record = unsafe LayoutField()
    unsafe record.name = names.lend(field.name)
    unsafe record.offset = UInt32(field.offset)
    unsafe record.count = UInt32(field.count)
    unsafe record.is_array = field.isArray
    switch field.type {
    case .scalar(let scalar): unsafe record.kind = kind(scalar)
    case .enumeration(let name, let storage):
      unsafe record.kind = FieldKindEnum
      unsafe record.enum_name = names.lend(name)
      unsafe record.enum_kind = kind(storage)
    case .structure(let index):
      unsafe record.kind = FieldKindStruct
      unsafe record.type_index = UInt32(index)
    case .pool(let index):
      unsafe record.kind = FieldKindPool
      unsafe record.type_index = UInt32(index)
    }
    return unsafe record
  }

  /// Raw values of `Scalar` are those of `FieldKind`.
  private func kind(_ scalar: Scalar) -> FieldKind { FieldKind(rawValue: scalar.rawValue) }
}

/// C strings that are freed together.
@safe private struct LentNames {
  private var names = unsafe [UnsafeMutablePointer<CChar>?]()

  mutating func lend(_ name: String) -> UnsafePointer<CChar>? {
    let copy = unsafe strdup(name)
    unsafe names.append(copy)
    return unsafe UnsafePointer(copy)
  }

  func free() {
    for index in unsafe names.indices { unsafe Glibc.free(names[index]) }
  }
}
