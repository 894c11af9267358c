/// Conversion of a number to another type. A value out of range becomes the nearest one in range, NaN becomes 0 in an
/// integer, fractions are truncated, a bool is 0 or 1.
struct Conversion: Hashable, Sendable {
  var from: Scalar
  var to: Scalar
  /// Index of the counter of clamped values; nil if every value fits.
  var counter: Int?

  /// Whether some value of `from` is out of the range of `to`.
  static func canClamp(_ from: Scalar, _ to: Scalar) -> Bool {
    switch (from, to) {
    case (_, .bool), (.bool, _), (_, .double), (.float, .float): false
    case (.double, .float): true
    case (_, .float): false
    case (.float, _), (.double, _): true
    default:
      if from.isSigned {
        !to.isSigned || from.size > to.size
      } else {
        from.size + (to.isSigned ? 1 : 0) > to.size
      }
    }
  }

  /// Whether converting there and back preserves every value bit for bit.
  static func isExact(_ from: Scalar, _ to: Scalar) -> Bool {
    switch (from, to) {
    case (.bool, _), (_, .bool): false
    case (.float, .double): true
    case (.float, _), (.double, _): from == to
    case (_, .float): from.size <= 2
    case (_, .double): from.size <= 4
    default: !canClamp(from, to)
    }
  }
}

extension Scalar {
  var isSigned: Bool { self == .int8 || self == .int16 || self == .int32 || self == .int64 }

  /// The signed type of an unsigned one; any other type is itself.
  var signed: Scalar {
    switch self {
    case .uint8: .int8
    case .uint16: .int16
    case .uint32: .int32
    case .uint64: .int64
    default: self
    }
  }
}
