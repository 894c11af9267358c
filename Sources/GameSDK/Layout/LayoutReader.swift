import CGameABI

extension WorldLayout {
  /// Reads the layout of a world by reflection.
  ///
  /// Throws if a world cannot contain a type, with the path of the field and what to use instead. Two things are invisible
  /// to reflection and hidden by padding: a bit-field in the padding between two fields, and a flexible array at the end of
  /// a struct. The host detects them when it compiles the headers.
  ///
  /// - Parameter enums: the enums of the headers.
  init(ofWorld world: Any.Type, enums: EnumConstants = .unknown) throws(Defect) {
    let type = ReflectedType(world)
    guard type.isImported else { throw .notFromC(type, at: "World") }
    guard let header = type.fields?.first, header.name == "header", header.type.type == WorldHeader.self
    else {
      throw Defect("\(type.name) does not begin with `WorldHeader header;`: make it the first field")
    }
    var reader = LayoutReader(enums: enums)
    _ = try reader.read(type, at: type.name, inPool: false)
    self = reader.layout
  }

  /// The layout of a C struct that is not in a world: that of a world with nothing else, as the field `value`.
  init(ofElement type: ReflectedType, enums: EnumConstants) throws(Defect) {
    guard type.isImported else { throw .notFromC(type, at: type.name) }
    var reader = LayoutReader(enums: enums)
    reader.layout.structs.append(Record(name: "hotloop_kept_value", size: 0, alignment: 0, fields: []))
    let header = try reader.read(ReflectedType(WorldHeader.self), at: "header", inPool: false)
    let element = try reader.read(type, at: type.name, inPool: true)
    let alignment = max(type.alignment, MemoryLayout<WorldHeader>.alignment)
    let start = (MemoryLayout<WorldHeader>.size + alignment - 1) / alignment * alignment
    let size = (start + type.size + alignment - 1) / alignment * alignment
    reader.layout.structs[0] = Record(
      name: "hotloop_kept_value", size: size, alignment: alignment,
      fields: [
        Field(name: "header", offset: 0, value: .record(header), arrayCount: nil),
        Field(name: "value", offset: start, value: .record(element), arrayCount: nil),
      ])
    self = reader.layout
  }
}

/// Traverses the types of a world.
private struct LayoutReader {
  var layout = WorldLayout()
  private var known: [ObjectIdentifier: Int] = [:]

  private let enums: EnumConstants

  init(enums: EnumConstants) { self.enums = enums }

  /// Returns the index of a struct; reads the struct at its first use.
  mutating func read(_ type: ReflectedType, at path: String, inPool: Bool) throws(Defect) -> Int {
    // A struct that contains pools is rejected inside a pool, even if it was read before outside of one.
    if let index = known[type.id], !inPool || !containsPool(index) { return index }
    let fields = try checkedFields(of: type, at: path)
    let index = layout.structs.count
    known[type.id] = index
    layout.structs.append(
      WorldLayout.Record(name: type.layoutName, size: type.size, alignment: type.alignment, fields: []))
    for field in fields {
      var read = try read(field, at: "\(path).\(field.name)", inPool: inPool)
      if case .scalar(let scalar) = read.value, let name = enums.name(ofField: field.name, in: type.name) {
        read.value = .enumeration(name, scalar)
      }
      layout.structs[index].fields.append(read)
    }
    return index
  }

  private func containsPool(_ index: Int) -> Bool {
    layout.structs[index].fields.contains { field in
      switch field.value {
      case .pool: true
      case .record(let inner): containsPool(inner)
      case .scalar, .enumeration: false
      }
    }
  }

  private mutating func read(_ field: ReflectedField, at path: String, inPool: Bool) throws(Defect)
    -> WorldLayout.Field
  {
    guard field.kind == .tuple else {
      let value = try value(of: field.type, kind: field.kind, at: path, inPool: inPool)
      return WorldLayout.Field(name: field.name, offset: field.offset, value: value, arrayCount: nil)
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
    return WorldLayout.Field(name: field.name, offset: field.offset, value: value, arrayCount: elements.count)
  }

  private mutating func value(
    of type: ReflectedType, kind: FieldTypeKind, at path: String, inPool: Bool
  ) throws(Defect) -> WorldLayout.Value {
    if let scalar = WorldLayout.Scalar(type.type) { return .scalar(scalar) }
    if let defect = Defect.unsupported(type, kind: kind, at: path) { throw defect }
    if let stored = storedInteger(of: type, kind: kind, enums) { return .enumeration(type.name, stored) }
    // Most structs are none, and looking for a conformance that there is not searches all loaded images.
    if hasPoolStorage(type), let pool = type.type as? any Pool.Type {
      if inPool { throw .poolInPool(at: path) }
      return .pool(try read(ReflectedType(elementType(pool)), at: path + "[]", inPool: true))
    }
    if isPoolStorage(type) { throw .bareStorage(type, at: path) }
    return .record(try read(type, at: path, inPool: inPool))
  }
}

private func elementType<P: Pool>(_ pool: P.Type) -> Any.Type { P.Element.self }

/// The integer type that stores a C enum; nil for other types.
///
/// Most C enums are imported as a struct with the single field `rawValue`. Those with the attribute `enum_extensibility` are
/// imported as a Swift enum, which does not show whether the integer is signed; they are treated as unsigned if the header is
/// unknown.
func storedInteger(
  of type: ReflectedType, kind: FieldTypeKind, _ enums: EnumConstants = .unknown
) -> WorldLayout.Scalar? {
  if kind == .enumeration {
    let isSigned = enums.isSigned(type.name)
    return switch type.size {
    case 1: isSigned ? .int8 : .uint8
    case 2: isSigned ? .int16 : .uint16
    case 4: isSigned ? .int32 : .uint32
    case 8: isSigned ? .int64 : .uint64
    default: nil
    }
  }
  guard kind == .record, let fields = type.fields, fields.count == 1, fields[0].name == "rawValue",
    let scalar = WorldLayout.Scalar(fields[0].type.type), scalar.isInteger
  else { return nil }
  return scalar
}
