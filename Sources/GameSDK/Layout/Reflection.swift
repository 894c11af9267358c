@_spi(Reflection) import Swift

/// A type, seen through reflection.
struct ReflectedType {
  let type: Any.Type

  init(_ type: Any.Type) { self.type = type }

  var id: ObjectIdentifier { ObjectIdentifier(type) }

  /// The name with its module: `__C.Creature` for a C struct.
  var qualifiedName: String { _typeName(type, qualified: true) }

  /// Whether this is a C type.
  var isImported: Bool { qualifiedName.hasPrefix("__C.") }

  /// The C name; an anonymous struct is named by its enclosing struct and field.
  var name: String {
    isImported ? String(qualifiedName.dropFirst("__C.".count)) : _typeName(type, qualified: false)
  }

  /// The name in a layout: of an anonymous struct without dots, which separate the parts of a path.
  var layoutName: String { String(name.map { $0 == "." ? "_" : $0 }) }

  /// C's sizeof.
  var size: Int { _openExistential(type, do: stride) }

  var alignment: Int { _openExistential(type, do: GameSDK.alignment) }

  /// The stored fields in the order of declaration; nil if reflection cannot show them.
  var fields: [ReflectedField]? {
    var fields: [ReflectedField] = []
    // 2 is "ignore unknown": omits fields whose type cannot be found, instead of stopping.
    let isComplete = unsafe _forEachField(of: type, options: _EachFieldOptions(rawValue: 2)) {
      name, offset, type, kind in
      unsafe fields.append(
        ReflectedField(
          name: String(cString: name), offset: offset, type: ReflectedType(type), kind: FieldTypeKind(kind)))
      return true
    }
    return isComplete ? fields : nil
  }
}

/// One field of a type.
struct ReflectedField {
  let name: String
  let offset: Int
  let type: ReflectedType
  let kind: FieldTypeKind

  var end: Int { offset + type.size }
}

private func stride<T>(_ type: T.Type) -> Int { MemoryLayout<T>.stride }
private func alignment<T>(_ type: T.Type) -> Int { MemoryLayout<T>.alignment }

/// The kind of a field's type.
enum FieldTypeKind {
  case record, enumeration, optional, tuple, reference, other

  init(_ kind: _MetadataKind) {
    switch kind {
    case .struct: self = .record
    case .enum: self = .enumeration
    case .optional: self = .optional
    case .tuple: self = .tuple
    case .class, .foreignClass, .objcClassWrapper, .existential, .function: self = .reference
    default: self = .other
    }
  }
}
