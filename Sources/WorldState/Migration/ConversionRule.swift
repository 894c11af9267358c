extension Conversion {
  /// What becomes of the values, for the plan: one clause.
  var rule: String {
    switch (from, to) {
    case (.bool, _): "false becomes 0, true 1"
    case (_, .bool): "0 becomes false, anything else true"
    case (.float, .double): "every value is exact"
    case (.double, .float):
      "rounded to the nearest; too large ones become the largest finite float; infinities and NaN stay"
    case (.float, _), (.double, _):
      "fractions are truncated; values out of range become the nearest of \(to.range); NaN becomes 0"
    case (_, .float) where from.size > 2: "rounded to the nearest, exact up to ±2^24"
    case (_, .double) where from.size > 4: "rounded to the nearest, exact up to ±2^53"
    case (_, .float), (_, .double): "every value is exact"
    default:
      Conversion.canClamp(from, to)
        ? "values out of range become the nearest of \(to.range)" : "every value is exact"
    }
  }
}

extension Scalar {
  /// The range of an integer type, for messages.
  fileprivate var range: String {
    switch self {
    case .int8: "\(Int8.min)…\(Int8.max)"
    case .int16: "\(Int16.min)…\(Int16.max)"
    case .int32: "\(Int32.min)…\(Int32.max)"
    case .int64: "\(Int64.min)…\(Int64.max)"
    case .uint8: "0…\(UInt8.max)"
    case .uint16: "0…\(UInt16.max)"
    case .uint32: "0…\(UInt32.max)"
    case .uint64: "0…\(UInt64.max)"
    case .bool, .float, .double: description
    }
  }
}
