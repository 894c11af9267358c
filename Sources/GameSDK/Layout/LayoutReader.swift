import CGameABI

extension Layout {
  /// Reads the layout of a world from its types.
  ///
  /// Throws where a type cannot live in a world, with the field's path and what to use instead. What reflection cannot show
  /// and padding can hide goes unseen here: a bit-field that fits into the padding between two fields, and a flexible array
  /// at the end of a struct. The host looks for those when it compiles the headers.
  init(ofWorld world: Any.Type) throws(Defect) {
    let type = ReflectedType(world)
    guard type.isImported else { throw .notFromC(type, at: "World") }
    guard let header = type.fields?.first, header.name == "header", header.type.type == WorldHeader.self
    else {
      throw Defect("\(type.name) does not begin with `WorldHeader header;`: make it the first field")
    }
    var reader = LayoutReader()
    _ = try reader.read(type, at: type.name, inPool: false)
    self = reader.layout
  }
}

/// Walks through the types of a world.
private struct LayoutReader {
  var layout = Layout()
  private var known: [ObjectIdentifier: Int] = [:]

  init() {}

  /// The index of a struct, read at its first use.
  mutating func read(_ type: ReflectedType, at path: String, inPool: Bool) throws(Defect) -> Int {
    // A struct that holds pools is refused in a pool even if it is known from elsewhere.
    if let index = known[type.id], !inPool || !holdsPool(index) { return index }
    let fields = try checkedFields(of: type, at: path)
    let index = layout.structs.count
    known[type.id] = index
    layout.structs.append(
      Layout.Record(name: type.name, size: type.size, alignment: type.alignment, fields: []))
    for field in fields {
      let read = try read(field, at: "\(path).\(field.name)", inPool: inPool)
      layout.structs[index].fields.append(read)
    }
    return index
  }

  private func holdsPool(_ index: Int) -> Bool {
    layout.structs[index].fields.contains { field in
      switch field.value {
      case .pool: true
      case .record(let inner): holdsPool(inner)
      case .scalar, .enumeration: false
      }
    }
  }

  private mutating func read(_ field: ReflectedField, at path: String, inPool: Bool) throws(Defect)
    -> Layout.Field
  {
    guard field.kind == .tuple else {
      let value = try value(of: field.type, kind: field.kind, at: path, inPool: inPool)
      return Layout.Field(name: field.name, offset: field.offset, value: value, arrayCount: nil)
    }
    let elements = field.type.fields ?? []
    guard let first = elements.first, elements.allSatisfy({ $0.type.id == first.type.id }) else {
      throw Defect("field \(path) is a tuple of different types; declare a C struct")
    }
    if first.kind == .tuple {
      throw Defect("field \(path) is an array of arrays; use one dimension, or a struct for each row")
    }
    let value = try value(of: first.type, kind: first.kind, at: path + "[]", inPool: inPool)
    if case .pool = value {
      throw Defect("field \(path) is an array of pools; use one pool, or a field for each")
    }
    return Layout.Field(name: field.name, offset: field.offset, value: value, arrayCount: elements.count)
  }

  private mutating func value(
    of type: ReflectedType, kind: FieldTypeKind, at path: String, inPool: Bool
  ) throws(Defect) -> Layout.Value {
    if let scalar = Layout.Scalar(type.type) { return .scalar(scalar) }
    if let refusal = Defect.unfit(type, kind: kind, at: path) { throw refusal }
    if let stored = storedInteger(of: type, kind: kind) { return .enumeration(type.name, stored) }
    if let pool = type.type as? any Pool.Type {
      if inPool { throw .poolInPool(at: path) }
      return .pool(try read(ReflectedType(elementType(pool)), at: path + "[]", inPool: true))
    }
    if isPoolStorage(type) { throw .bareStorage(type, at: path) }
    return .record(try read(type, at: path, inPool: inPool))
  }
}

private func elementType<P: Pool>(_ pool: P.Type) -> Any.Type { P.Element.self }

/// For a C enum, the integer that it is stored as.
///
/// Most are imported as a struct with the one field `rawValue`. Those with the attribute `enum_extensibility` are imported as
/// a Swift enum, which no longer tells whether the integer is signed: they are taken as unsigned.
private func storedInteger(of type: ReflectedType, kind: FieldTypeKind) -> Layout.Scalar? {
  if kind == .enumeration { return [1: .uint8, 2: .uint16, 4: .uint32, 8: .uint64][type.size] }
  guard kind == .record, let fields = type.fields, fields.count == 1, fields[0].name == "rawValue",
    let scalar = Layout.Scalar(fields[0].type.type), scalar.isInteger
  else { return nil }
  return scalar
}
