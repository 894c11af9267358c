import CGameABI

/// The enums of the game's headers, which reflection does not show.
@safe struct EnumConstants: @unchecked Sendable {
  /// Whether the stored integer is signed, by the name of the enum.
  private var signs: [String: Bool] = [:]
  /// The name of an enum without a name, by struct and field.
  private var fields: [String: String] = [:]
  let table: UnsafePointer<LayoutEnumTable>?

  /// - Parameter table: nil if the image was not built by HotLoop's builder: then enums have no constants, and the sign of
  ///   those with the attribute `enum_extensibility` is unknown.
  init(_ table: UnsafePointer<LayoutEnumTable>?) {
    unsafe self.table = table
    guard let table = unsafe table?.pointee else { return }
    for index in unsafe 0..<Int(table.enum_count) {
      let one = unsafe table.enums[index]
      unsafe signs[String(cString: one.name)] = unsafe one.is_signed
    }
    for index in unsafe 0..<Int(table.field_count) {
      let one = unsafe table.fields[index]
      let key = unsafe "\(String(cString: one.type_name)).\(String(cString: one.field))"
      fields[key] = unsafe String(cString: one.enum_name)
    }
  }

  /// Of an image that has no table.
  static let unknown = unsafe EnumConstants(nil)

  /// The name of the enum of a field that Swift imports as a plain integer, because its enum has no name.
  func name(ofField field: String, in type: String) -> String? { fields["\(type).\(field)"] }

  /// The constants that make up a value of an enum of C, such as `KindBat` or `FlagA | FlagB`, or its number if there are none;
  /// nil for another type.
  func text(of bits: Int64, in name: String) -> String? {
    guard let table = unsafe table?.pointee else { return nil }
    for index in unsafe 0..<Int(table.enum_count)
    where unsafe String(cString: table.enums[index].name) == name {
      let one = unsafe table.enums[index]
      let constants = unsafe (0..<Int(one.constant_count)).map { unsafe one.constants[$0] }
      if let constant = unsafe constants.first(where: { unsafe $0.value == bits }) {
        return unsafe String(cString: constant.name)
      }
      let parts = unsafe constants.filter { unsafe $0.value != 0 && $0.value & bits == $0.value }
      let covered = unsafe parts.reduce(Int64(0)) { unsafe $0 | $1.value }
      return unsafe one.is_flag_set && covered == bits && bits != 0
        ? parts.map { unsafe String(cString: $0.name) }.joined(separator: " | ") : "\(bits)"
    }
    return nil
  }

  func isSigned(_ name: String) -> Bool { signs[name] ?? false }
}
