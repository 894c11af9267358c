/// The type of a Swift value that is to become one in the world.
struct ValueType: Sendable {
  enum Element: Sendable {
    case scalar(WorldLayout.Scalar)
    case enumeration(String, WorldLayout.Scalar)
    /// A C struct, by its name.
    case record(String)
    /// A type that a world cannot contain.
    case other
  }

  /// For messages.
  let name: String
  let element: Element
  /// The number of elements of a tuple, as which Swift imports a C array; nil for any other type.
  let count: Int?

  init<T>(_ type: T.Type) {
    // Reflection shows the kind of a field's type only.
    guard let field = ReflectedType(Holder<T>.self).fields?.first else {
      (name, element, count) = ("\(type)", .other, nil)
      return
    }
    let (reflected, kind) = (field.type, field.kind)
    name = reflected.name
    guard kind == .tuple, let elements = reflected.fields, let first = elements.first,
      elements.allSatisfy({ $0.type.id == first.type.id })
    else {
      (element, count) = (Self.element(reflected, kind), nil)
      return
    }
    (element, count) = (Self.element(first.type, first.kind), elements.count)
  }

  private struct Holder<T> { var value: T }

  private static func element(_ type: ReflectedType, _ kind: FieldTypeKind) -> Element {
    if let scalar = WorldLayout.Scalar(type.type) { return .scalar(scalar) }
    guard type.isImported else { return .other }
    if let stored = storedInteger(of: type, kind: kind) { return .enumeration(type.name, stored) }
    return kind == .record ? .record(type.name) : .other
  }
}
