/// One number of a world.
public enum WorldValue: Hashable, Sendable, CustomStringConvertible {
  case bool(Bool)
  /// Or an enum with signed storage.
  case integer(Int64)
  /// Or an enum with unsigned storage.
  case unsigned(UInt64)
  case float(Float)
  case double(Double)

  public var description: String {
    switch self {
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .unsigned(let value): String(value)
    case .float(let value): value.description
    case .double(let value): value.description
    }
  }

  /// The value in JSON. Numbers that JSON lacks are strings: `"nan"`, `"inf"`, `"-inf"`.
  var json: String {
    switch self {
    case .float(let value): value.isFinite ? value.description : "\"\(value)\""
    case .double(let value): value.isFinite ? value.description : "\"\(value)\""
    case .bool, .integer, .unsigned: description
    }
  }

  /// Reads a number; `address` must have enough bytes.
  init(_ scalar: Scalar, at address: UnsafeRawPointer) {
    self =
      switch scalar {
      case .bool: unsafe .bool(address.load(as: UInt8.self) != 0)
      case .int8: unsafe .integer(Int64(address.load(as: Int8.self)))
      case .int16: unsafe .integer(Int64(address.loadUnaligned(as: Int16.self)))
      case .int32: unsafe .integer(Int64(address.loadUnaligned(as: Int32.self)))
      case .int64: unsafe .integer(address.loadUnaligned(as: Int64.self))
      case .uint8: unsafe .unsigned(UInt64(address.load(as: UInt8.self)))
      case .uint16: unsafe .unsigned(UInt64(address.loadUnaligned(as: UInt16.self)))
      case .uint32: unsafe .unsigned(UInt64(address.loadUnaligned(as: UInt32.self)))
      case .uint64: unsafe .unsigned(address.loadUnaligned(as: UInt64.self))
      case .float: unsafe .float(address.loadUnaligned(as: Float.self))
      case .double: unsafe .double(address.loadUnaligned(as: Double.self))
      }
  }

  /// Whether both are equal bit for bit; a NaN equals itself.
  func isSame(as other: WorldValue) -> Bool {
    switch (self, other) {
    case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
    case (.double(let a), .double(let b)): a.bitPattern == b.bitPattern
    default: self == other
    }
  }
}
