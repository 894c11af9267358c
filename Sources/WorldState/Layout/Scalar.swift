/// Type of a number in a world. Raw values are those of `FieldKind` in the contract.
public enum Scalar: UInt8, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  case bool = 1
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  case float, double

  /// Size in bytes.
  public var size: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float: 4
    case .int64, .uint64, .double: 8
    }
  }

  /// Name in messages: `int32`, `float`, `bool`.
  public var description: String {
    switch self {
    case .bool: "bool"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .float: "float"
    case .double: "double"
    }
  }

  /// Whether a C enum can have this storage.
  var isInteger: Bool { self != .bool && self != .float && self != .double }
}
