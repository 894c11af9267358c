import CGameABI
import CGameImage
import Synchronization

/// The layout of a value without pointers that leaves the image, as reflection shows it: the element of a kept value, a message.
///
/// The constants of enums of C are known; of a Swift enum the name and the size alone, also if it has other cases than before. Fields of C that
/// reflection does not show (bit-fields, unions) count by the bytes that they take.
// Safe: the texts are never freed.
@safe struct PlainLayout: @unchecked Sendable {
  let typeName: UnsafePointer<CChar>
  /// Equal for equal layouts.
  let description: UnsafePointer<CChar>
  /// Nil if it is not a C struct that a world could contain.
  let table: UnsafePointer<LayoutTable>?
  /// Why it cannot leave the image; nil if it can.
  let defect: String?

  private static let known = Mutex<[ObjectIdentifier: PlainLayout]>([:])

  /// The layout of a type. It is read at the first use.
  static func of<T>(_ type: T.Type) -> PlainLayout {
    // The host may have ended a call within the lock: then it is never free again.
    let found = known.withLockIfAvailable { $0[ObjectIdentifier(type)] }
    if let layout = found ?? nil { return layout }
    let layout = PlainLayout(reading: type)
    _ = known.withLockIfAvailable { $0[ObjectIdentifier(type)] = layout }
    return layout
  }

  private struct Holder<T> { var value: T }

  private init<T>(reading type: T.Type) {
    // Reflection shows the kind of a field's type only.
    let field = ReflectedType(Holder<T>.self).fields?.first
    let enums = unsafe EnumConstants(hotloop_image_enums())
    var reader = PlainLayoutReader(enums: enums)
    let name = field?.type.name ?? "\(type)"
    let text = field.map { reader.text(of: $0.type, $0.kind, at: name) } ?? "\(type)"
    unsafe typeName = permanent(WorldLayout.Scalar(type).map { "\($0)" } ?? name)
    unsafe description = permanent(text)
    defect = reader.defect
    let layout = field.flatMap { field in
      field.kind == .record ? try? WorldLayout(ofElement: field.type, enums: enums) : nil
    }
    unsafe table = layout.flatMap { unsafe permanent([$0.table()]) }
  }
}

/// Writes layouts as text: names, types, offsets and sizes.
private struct PlainLayoutReader {
  let enums: EnumConstants
  var defect: String?

  init(enums: EnumConstants) { self.enums = enums }

  mutating func text(of type: ReflectedType, _ kind: FieldTypeKind, at path: String) -> String {
    if let scalar = WorldLayout.Scalar(type.type) { return "\(scalar)" }
    if isPointer(type, kind) {
      defect =
        defect
        ?? "\(path) is a pointer; kept values and messages contain none, because another process may read them"
    }
    let size = "(\(type.size),\(type.alignment))"
    if storedInteger(of: type, kind: kind) != nil {
      return "enum \(type.name)\(size)\(enums.list(of: type.name))"
    }
    guard kind == .record || kind == .tuple, let fields = type.fields, !fields.isEmpty else {
      return type.name + size
    }
    let name = kind == .tuple ? "" : type.name
    // An array of C.
    if kind == .tuple, let first = fields.first, fields.allSatisfy({ $0.type.id == first.type.id }) {
      return "\(text(of: first.type, first.kind, at: path + "[]"))[\(fields.count)]"
    }
    var parts: [String] = []
    for field in fields {
      parts.append(
        "\(field.name):\(text(of: field.type, field.kind, at: "\(path).\(field.name)"))@\(field.offset)")
    }
    return "\(name)\(size){\(parts.joined(separator: ","))}"
  }

  private func isPointer(_ type: ReflectedType, _ kind: FieldTypeKind) -> Bool {
    if kind == .reference { return true }
    return !type.isImported && (kind == .record || kind == .optional) && type.isPointerOfSwift
  }
}

extension ReflectedType {
  /// Whether this is a pointer of the standard library, or an optional one.
  fileprivate var isPointerOfSwift: Bool {
    let name = qualifiedName.replacing("Swift.Optional<", with: "")
    return ["Swift.Unsafe", "Swift.OpaquePointer", "Swift.AutoreleasingUnsafe"].contains(
      where: name.hasPrefix)
  }
}

extension EnumConstants {
  /// The constants of an enum of C; empty if they are unknown.
  fileprivate func list(of name: String) -> String {
    guard let table = unsafe table?.pointee else { return "" }
    for index in unsafe 0..<Int(table.enum_count)
    where unsafe String(cString: table.enums[index].name) == name {
      let one = unsafe table.enums[index]
      let constants = unsafe (0..<Int(one.constant_count)).map { number in
        let constant = unsafe one.constants[number]
        return unsafe "\(String(cString: constant.name))=\(constant.value)"
      }
      return "{\(constants.joined(separator: ","))}"
    }
    return ""
  }
}
