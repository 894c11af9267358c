import CGameABI

// The types that a world cannot contain, and what to use instead.

extension Defect {
  static func notFromC(_ type: ReflectedType, at path: String) -> Defect {
    Defect(
      "\(path) is of the Swift type \(type.name); a world contains C types only, declare it in the world's header"
    )
  }

  static func poolInPool(at path: String) -> Defect {
    Defect(
      "field \(path) is a pool inside a pool's element; use one pool in the world, with the owner's index in each element"
    )
  }

  static func bareStorage(_ type: ReflectedType, at path: String) -> Defect {
    if type.type == PoolStorage.self {
      return Defect(
        "field \(path) is a bare PoolStorage; write HOTLOOP_POOL(Element); and use the type ElementPool")
    }
    let element = type.name.hasSuffix("Pool") ? String(type.name.dropLast(4)) : "Element"
    return Defect(
      "field \(path) is of type \(type.name), whose element type is not declared in Swift; add to the game: "
        + "`extension \(type.name): Pool { public typealias Element = \(element) }`")
  }

  /// The defect of a field whose type is not supported; nil if it is.
  static func unsupported(_ type: ReflectedType, kind: FieldTypeKind, at path: String) -> Defect? {
    switch kind {
    case .record where !type.isImported: return unsupportedSwiftStruct(type, at: path)
    case .record where type.name.split(separator: ".").last?.hasPrefix("__Unnamed_union") == true:
      return Defect("field \(path) is a union; use a field for each of its members, or an enum and a field")
    case .record: return nil
    case .enumeration where type.isImported: return nil
    case .optional:
      return Defect("field \(path) is a pointer; a world contains no pointers, use a pool index")
    case .reference:
      return Defect("field \(path) is a Swift reference; a world contains no references, use a pool index")
    default: return .notFromC(type, at: "field \(path)")
    }
  }

  private static func unsupportedSwiftStruct(_ type: ReflectedType, at path: String) -> Defect {
    if type.name.hasPrefix("Unsafe") || type.name.hasPrefix("OpaquePointer") {
      return Defect("field \(path) is a pointer; a world contains no pointers, use a pool index")
    }
    if type.type == Float16.self { return Defect("field \(path) is a half-precision number; use float") }
    if type.type == Unicode.Scalar.self { return Defect("field \(path) is a wide character; use uint32_t") }
    if type.name.hasPrefix("SIMD") { return Defect("field \(path) is a vector; use a struct or an array") }
    return .notFromC(type, at: "field \(path)")
  }
}

/// Whether a field of a struct is a PoolStorage.
func hasPoolStorage(_ type: ReflectedType) -> Bool {
  type.fields?.contains { $0.type.type == PoolStorage.self } == true
}

/// Whether this is PoolStorage, or a struct whose only field is a PoolStorage.
func isPoolStorage(_ type: ReflectedType) -> Bool {
  if type.type == PoolStorage.self { return true }
  guard let fields = type.fields, fields.count == 1 else { return false }
  return fields[0].type.type == PoolStorage.self
}

/// The fields of a C struct, checked for completeness.
///
/// Reflection shows neither bit-fields nor arrays with more than 4096 elements. They are detected by the gaps between the
/// visible fields.
func checkedFields(of type: ReflectedType, at path: String) throws(Defect) -> [ReflectedField] {
  guard type.isImported else { throw .notFromC(type, at: path) }
  guard let fields = type.fields else {
    throw Defect("\(path) is of type \(type.name), whose fields reflection does not show")
  }
  if fields.isEmpty {
    throw Defect(
      "\(path) is of type \(type.name), which has no fields that Swift can see: a union, bit-fields, or an empty struct; use whole fields"
    )
  }
  var end = 0
  var before = "the start"
  for field in fields {
    let expected = roundUp(end, to: field.type.alignment)
    if field.offset < expected { throw Defect("\(path).\(field.name) is packed; use natural alignment") }
    if field.offset > expected {
      throw .hidden(bytes: field.offset - end, in: "\(path) between \(before) and `\(field.name)`")
    }
    end = field.end
    before = "`\(field.name)`"
  }
  let size = roundUp(end, to: type.alignment)
  if type.size > size { throw .hidden(bytes: type.size - end, in: "\(path) after \(before)") }
  return fields
}

extension Defect {
  fileprivate static func hidden(bytes: Int, in location: String) -> Defect {
    Defect(
      "\(bytes) bytes in \(location) contain a field that Swift cannot see: a bit-field, an array of more than 4096 elements, "
        + "an anonymous struct or union, or an explicit alignment; use whole fields with names, and a pool for many elements"
    )
  }
}

private func roundUp(_ offset: Int, to alignment: Int) -> Int {
  (offset + alignment - 1) / alignment * alignment
}
