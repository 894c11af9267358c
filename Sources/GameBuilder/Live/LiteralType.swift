/// A type of the standard library whose literals have a slot, and how a value lies there.
public enum LiteralType: String, Codable, CaseIterable, Sendable {
  case int = "Int"
  case int8 = "Int8"
  case int16 = "Int16"
  case int32 = "Int32"
  case int64 = "Int64"
  case uint = "UInt"
  case uint8 = "UInt8"
  case uint16 = "UInt16"
  case uint32 = "UInt32"
  case uint64 = "UInt64"
  case float = "Float"
  case double = "Double"
  case bool = "Bool"
  case string = "String"
  case character = "Character"
  case scalar = "Unicode.Scalar"
  case substring = "Substring"
  /// `Color` of the SDK.
  case color = "Color"

  /// - Parameter mangled: as the compiler's dump of the typed syntax tree names it.
  init?(mangled: String) {
    guard let type = Self.byMangledName[mangled] else { return nil }
    self = type
  }

  private static let byMangledName: [String: LiteralType] = [
    "$sSiD": .int, "$ss4Int8VD": .int8, "$ss5Int16VD": .int16, "$ss5Int32VD": .int32, "$ss5Int64VD": .int64,
    "$sSuD": .uint, "$ss5UInt8VD": .uint8, "$ss6UInt16VD": .uint16, "$ss6UInt32VD": .uint32,
    "$ss6UInt64VD": .uint64, "$sSfD": .float, "$sSdD": .double, "$sSbD": .bool, "$sSSD": .string,
    "$sSJD": .character, "$sSsD": .substring, "$ss7UnicodeO6ScalarVD": .scalar, "$s7GameSDK5ColorVD": .color,
  ]

  var isText: Bool { [.string, .character, .substring].contains(self) }

  var isInteger: Bool { integerRange != nil && self != .color }
  var isFloatingPoint: Bool { self == .float || self == .double }

  /// Whether its literals are made by an initialiser that is written in Swift.
  var hasOwnInitialiser: Bool { self == .substring || self == .color }

  /// Whether C has the type.
  var isReadInC: Bool { !isText && self != .scalar && self != .color }

  /// As Swift source.
  var swiftName: String { self == .color ? "GameSDK.Color" : "Swift.\(rawValue)" }

  /// The name of the function that reads a slot.
  var reader: String { "hotloop_literal_\(rawValue.replacing(".", with: ""))" }

  /// The number of slots of 8 bytes that a literal takes: one, and for a text a count and the bytes, with space for a
  /// longer one.
  func slotCount(for text: String) -> Int {
    guard isText else { return 1 }
    let bytes = max(48, (2 * text.utf8.count + 15) & ~15)
    return 1 + bytes / 8
  }

  /// The content of a literal's slots. It is what the compiler would make of the literal.
  /// - Parameters:
  ///   - text: of the literal in the source, with its sign.
  ///   - slots: their number.
  func content(
    of text: String, _ kind: SourceLiterals.Literal.Kind, slots: Int
  ) throws(LiteralError) -> [UInt64] {
    switch (self, kind) {
    case (.bool, .boolean): return [text == "true" ? 1 : 0]
    case (.string, .string), (.character, .string), (.substring, .string):
      return try characters(of: text, slots: slots)
    case (.scalar, .string): return [try scalar(of: text)]
    case (.float, .integer), (.float, .float): return [UInt64(try number(text, kind, Float.self).bitPattern)]
    case (.double, .integer), (.double, .float): return [try number(text, kind, Double.self).bitPattern]
    case (_, .integer) where integerRange != nil: return [try integer(text)]
    default: throw .otherKind(text, type: rawValue)
    }
  }

  private func scalar(of text: String) throws(LiteralError) -> UInt64 {
    guard let value = StringLiteral.value(of: text) else { throw .notReadable(text) }
    let scalars = value.unicodeScalars
    guard let scalar = scalars.first, scalars.count == 1 else { throw .outOfRange(text, type: rawValue) }
    return UInt64(scalar.value)
  }

  private func characters(of text: String, slots: Int) throws(LiteralError) -> [UInt64] {
    guard let value = StringLiteral.value(of: text) else { throw .notReadable(text) }
    if self == .character, value.count != 1 { throw .outOfRange(text, type: rawValue) }
    let bytes = Array(value.utf8)
    guard bytes.count <= (slots - 1) * 8 else { throw .tooLong(text) }
    var words = [UInt64](repeating: 0, count: slots)
    words[0] = UInt64(bytes.count)
    for (index, byte) in bytes.enumerated() { words[1 + index / 8] |= UInt64(byte) << (index % 8 * 8) }
    return words
  }

  /// The values of an integer type; nil for other types.
  var integerRange: ClosedRange<Int128>? {
    func range<Value: FixedWidthInteger>(_: Value.Type) -> ClosedRange<Int128> {
      Int128(Value.min)...Int128(Value.max)
    }
    return switch self {
    case .int: range(Int.self)
    case .int8: range(Int8.self)
    case .int16: range(Int16.self)
    case .int32: range(Int32.self)
    case .int64: range(Int64.self)
    case .uint: range(UInt.self)
    case .uint8: range(UInt8.self)
    case .uint16: range(UInt16.self)
    case .uint32, .color: range(UInt32.self)
    case .uint64: range(UInt64.self)
    case .float, .double, .bool, .string, .character, .scalar, .substring: nil
    }
  }

  private func integer(_ text: String) throws(LiteralError) -> UInt64 {
    guard let value = try NumberLiteral(text).integer(as: Int128.self), integerRange?.contains(value) == true
    else { throw .outOfRange(text, type: rawValue) }
    return UInt64(truncatingIfNeeded: value)
  }

  private func number<Value: BinaryFloatingPoint>(
    _ text: String, _ kind: SourceLiterals.Literal.Kind, _: Value.Type
  ) throws(LiteralError) -> Value {
    let value = try NumberLiteral(text).floatingPoint(as: Value.self, isInteger: kind == .integer)
    // The compiler reports an overflow.
    guard value.isFinite else { throw .outOfRange(text, type: rawValue) }
    return value
  }
}

/// Why the value of a literal cannot be put into its slots.
enum LiteralError: Error, Equatable {
  case outOfRange(String, type: String)
  case otherKind(String, type: String)
  case tooLong(String)
  case notReadable(String)
}
