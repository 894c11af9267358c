/// One number of a world.
public enum WorldValue: Hashable, Sendable, CustomStringConvertible {
  case bool(Bool)
  /// Also an enum that is stored with a sign.
  case integer(Int64)
  /// Also an enum that is stored without one.
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

  /// The value in JSON. What JSON has no number for is a string: `"nan"`, `"inf"`, `"-inf"`.
  var json: String {
    switch self {
    case .float(let value): value.isFinite ? value.description : "\"\(value)\""
    case .double(let value): value.isFinite ? value.description : "\"\(value)\""
    case .bool, .integer, .unsigned: description
    }
  }

  /// Reads a number from the start of some bytes, which must be enough.
  init(_ scalar: Scalar, at place: UnsafeRawPointer) {
    self =
      switch scalar {
      case .bool: unsafe .bool(place.load(as: UInt8.self) != 0)
      case .int8: unsafe .integer(Int64(place.load(as: Int8.self)))
      case .int16: unsafe .integer(Int64(place.loadUnaligned(as: Int16.self)))
      case .int32: unsafe .integer(Int64(place.loadUnaligned(as: Int32.self)))
      case .int64: unsafe .integer(place.loadUnaligned(as: Int64.self))
      case .uint8: unsafe .unsigned(UInt64(place.load(as: UInt8.self)))
      case .uint16: unsafe .unsigned(UInt64(place.loadUnaligned(as: UInt16.self)))
      case .uint32: unsafe .unsigned(UInt64(place.loadUnaligned(as: UInt32.self)))
      case .uint64: unsafe .unsigned(place.loadUnaligned(as: UInt64.self))
      case .float: unsafe .float(place.loadUnaligned(as: Float.self))
      case .double: unsafe .double(place.loadUnaligned(as: Double.self))
      }
  }

  /// Whether both are the same number bit for bit, so that a NaN equals itself.
  func isSame(as other: WorldValue) -> Bool {
    switch (self, other) {
    case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
    case (.double(let a), .double(let b)): a.bitPattern == b.bitPattern
    default: self == other
    }
  }
}
