import CGameABI

// What cannot live in a world, and what to use instead.

extension Defect {
  static func notFromC(_ type: ReflectedType, at path: String) -> Defect {
    Defect(
      "\(path) is of the Swift type \(type.name); a world is made of C types, declare it in the world's header"
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
      "field \(path) is of type \(type.name), whose elements Swift does not know; add to the game: "
        + "`extension \(type.name): Pool { public typealias Element = \(element) }`")
  }

  /// Types that are refused by what they are.
  static func unfit(_ type: ReflectedType, kind: FieldTypeKind, at path: String) -> Defect? {
    switch kind {
    case .record where !type.isImported: return unfitSwiftStruct(type, at: path)
    case .record where type.name.split(separator: ".").last?.hasPrefix("__Unnamed_union") == true:
      return Defect("field \(path) is a union; use a field for each of its members, or an enum and a field")
    case .record: return nil
    case .enumeration where type.isImported: return nil
    case .optional: return Defect("field \(path) is a pointer; a world holds no pointers, use a pool index")
    case .reference:
      return Defect("field \(path) is a Swift reference; a world holds no references, use a pool index")
    default: return .notFromC(type, at: "field \(path)")
    }
  }

  private static func unfitSwiftStruct(_ type: ReflectedType, at path: String) -> Defect {
    if type.name.hasPrefix("Unsafe") || type.name.hasPrefix("OpaquePointer") {
      return Defect("field \(path) is a pointer; a world holds no pointers, use a pool index")
    }
    if type.type == Float16.self { return Defect("field \(path) is a half-precision number; use float") }
    if type.type == Unicode.Scalar.self { return Defect("field \(path) is a wide character; use uint32_t") }
    if type.name.hasPrefix("SIMD") { return Defect("field \(path) is a vector; use a struct or an array") }
    return .notFromC(type, at: "field \(path)")
  }
}

/// Whether this is PoolStorage, or a struct with nothing in it but one.
func isPoolStorage(_ type: ReflectedType) -> Bool {
  if type.type == PoolStorage.self { return true }
  guard let fields = type.fields, fields.count == 1 else { return false }
  return fields[0].type.type == PoolStorage.self
}

/// The fields of a C struct, after a check that they are all there is.
///
/// Reflection shows neither bit-fields nor arrays above 4096 elements. They are found by the holes that they leave
/// between the fields that it does show.
func checkedFields(of type: ReflectedType, at path: String) throws(Defect) -> [ReflectedField] {
  guard type.isImported else { throw .notFromC(type, at: path) }
  guard let fields = type.fields else {
    throw Defect("\(path) is of type \(type.name), which cannot be looked into")
  }
  if fields.isEmpty {
    throw Defect(
      "\(path) is of type \(type.name), of which Swift sees no field: a union, bit-fields, or an empty struct; use whole fields"
    )
  }
  var end = 0
  var before = "the start"
  for field in fields {
    let place = roundUp(end, to: field.type.alignment)
    if field.offset < place { throw Defect("\(path).\(field.name) is packed; use natural alignment") }
    if field.offset > place {
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
  fileprivate static func hidden(bytes: Int, in place: String) -> Defect {
    Defect(
      "\(bytes) bytes in \(place) hold something that Swift cannot see: a bit-field, an array of more than 4096 elements, "
        + "an anonymous struct or union, or an explicit alignment; use whole fields with names, and a pool for many elements"
    )
  }
}

private func roundUp(_ offset: Int, to alignment: Int) -> Int {
  (offset + alignment - 1) / alignment * alignment
}
