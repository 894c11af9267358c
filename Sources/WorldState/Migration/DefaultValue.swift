/// Type of the value that a game gives as a default.
public struct DefaultType: Hashable, Sendable {
  public enum Element: Hashable, Sendable {
    case scalar(Scalar)
    case enumeration(name: String, storage: Scalar)
    case structure(name: String)
    /// A type that a world cannot contain.
    case other
  }

  /// For messages.
  public var name: String
  public var element: Element
  /// Number of elements; nil if it is no array.
  public var count: Int?

  public init(name: String, element: Element, count: Int? = nil) {
    self.name = name
    self.element = element
    self.count = count
  }
}

/// Fits the value of a default to its field: it has the type of the field, or is a number that the field's type represents
/// exactly.
struct DefaultValue {
  let path: String
  let bytes: [UInt8]
  let type: DefaultType
  let layout: Layout

  /// The value in the type of the field: of all its elements, or of one.
  func fitted(to field: Layout.Field) throws(MigrationError) -> [UInt8] {
    let expected = layout.typeName(of: field)
    let foreign = MigrationError.badDefaultType(path: path, given: type.name, expected: expected)
    let isWhole = type.count != nil
    guard !isWhole || (field.isArray && type.count == field.count) else { throw foreign }
    switch (type.element, field.type) {
    case (.structure(let name), .structure(let index)) where layout.structs[index].name == name:
      return bytes
    case (.enumeration(let name, let given), .enumeration(let wanted, let storage))
    where name == wanted && given.size == storage.size:
      return bytes
    case (.scalar(let given), .scalar(let wanted)) where (given == .bool) == (wanted == .bool):
      return try converted(from: given, to: wanted, expected)
    case (.scalar(let given), .enumeration(_, let storage)) where given.isInteger:
      return try converted(from: given, to: storage, expected)
    case (.enumeration(_, let given), .scalar(let wanted)) where wanted.isInteger:
      return try converted(from: given, to: wanted, expected)
    default: throw foreign
    }
  }

  private func converted(
    from given: Scalar, to wanted: Scalar, _ expected: String
  ) throws(MigrationError) -> [UInt8] {
    if given == wanted { return bytes }
    var result: [UInt8] = []
    for offset in stride(from: 0, to: bytes.count - given.size + 1, by: given.size) {
      let value = unsafe bytes.withUnsafeBytes { unsafe WorldValue(given, at: $0.baseAddress! + offset) }
      guard let exact = value.exactly(as: wanted) else {
        throw .inexactDefault(path: path, value: value.description, given: type.name, expected: expected)
      }
      result += exact
    }
    return result
  }
}

extension WorldValue {
  /// The same value in another type of number; nil if that type lacks it.
  fileprivate func exactly(as scalar: Scalar) -> [UInt8]? {
    switch self {
    case .bool(let value): scalar == .bool ? [value ? 1 : 0] : nil
    case .integer(let value): value.exactly(as: scalar)
    case .unsigned(let value): value.exactly(as: scalar)
    case .float(let value): Double(value).exactly(as: scalar)
    case .double(let value): value.exactly(as: scalar)
    }
  }
}

extension BinaryInteger {
  fileprivate func exactly(as scalar: Scalar) -> [UInt8]? {
    switch scalar {
    case .bool: nil
    case .int8: Int8(exactly: self).map(memoryBytes)
    case .int16: Int16(exactly: self).map(memoryBytes)
    case .int32: Int32(exactly: self).map(memoryBytes)
    case .int64: Int64(exactly: self).map(memoryBytes)
    case .uint8: UInt8(exactly: self).map(memoryBytes)
    case .uint16: UInt16(exactly: self).map(memoryBytes)
    case .uint32: UInt32(exactly: self).map(memoryBytes)
    case .uint64: UInt64(exactly: self).map(memoryBytes)
    case .float: Float(exactly: self).map(memoryBytes)
    case .double: Double(exactly: self).map(memoryBytes)
    }
  }
}

extension Double {
  fileprivate func exactly(as scalar: Scalar) -> [UInt8]? {
    switch scalar {
    case .float: isNaN ? memoryBytes(Float.nan) : Float(exactly: self).map(memoryBytes)
    case .double: memoryBytes(self)
    // Each integer type is a part of one of these.
    default: Int64(exactly: self)?.exactly(as: scalar) ?? UInt64(exactly: self)?.exactly(as: scalar)
    }
  }
}

private func memoryBytes(_ value: some BitwiseCopyable) -> [UInt8] {
  unsafe withUnsafeBytes(of: value) { unsafe Array($0) }
}
