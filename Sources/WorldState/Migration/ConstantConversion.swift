extension ProgramRunner {
  /// Converts `numbers` consecutive values of an enum in each of `count` structs.
  mutating func convert(
    _ map: ConstantMap, numbers: Int, strides: (from: Int, to: Int), from: UnsafeRawPointer,
    to: UnsafeMutableRawPointer, count: Int
  ) {
    // Worlds contain few different values of an enum.
    var known: [Int64: ConstantMap.Outcome] = [:]
    for index in 0..<count {
      for number in 0..<numbers {
        let source = unsafe from + (index * strides.from + number * map.from.size)
        let target = unsafe to + (index * strides.to + number * map.to.size)
        let value = unsafe WorldValue(map.from, at: source).bits
        let outcome = known[value] ?? map.outcome(of: value)
        known[value] = outcome
        for counter in outcome.counters { clamped[counter] += 1 }
        if outcome.isNumber {
          let stored =
            map.from == .uint64
            ? UInt64(bitPattern: outcome.value).stored(as: map.to) : outcome.value.stored(as: map.to)
          if stored.wasClamped { clamped[map.outOfRangeCounter] += 1 }
          unsafe target.storeEnum(stored.bits, size: map.to.size)
        } else {
          unsafe target.storeEnum(outcome.value, size: map.to.size)
        }
      }
    }
  }
}

extension WorldValue {
  /// An integer in 64 bits, extended by its sign.
  var bits: Int64 {
    switch self {
    case .integer(let value): value
    case .unsigned(let value): Int64(bitPattern: value)
    case .bool(let value): value ? 1 : 0
    case .float, .double: 0
    }
  }
}

extension Number {
  /// The nearest value of an integer type, in the low bits.
  fileprivate func stored(as type: Scalar) -> (bits: Int64, wasClamped: Bool) {
    func narrowed<I: FixedWidthInteger>(_: I.Type) -> (bits: Int64, wasClamped: Bool) {
      let (value, wasClamped) = clamped(to: I.self)
      return (Int64(truncatingIfNeeded: value), wasClamped)
    }
    return switch type {
    case .int8: narrowed(Int8.self)
    case .int16: narrowed(Int16.self)
    case .int32: narrowed(Int32.self)
    case .int64: narrowed(Int64.self)
    case .uint8, .bool: narrowed(UInt8.self)
    case .uint16: narrowed(UInt16.self)
    case .uint32: narrowed(UInt32.self)
    case .uint64, .float, .double: narrowed(UInt64.self)
    }
  }
}

extension UnsafeMutableRawPointer {
  /// Stores the low bytes of an integer.
  fileprivate func storeEnum(_ bits: Int64, size: Int) {
    switch size {
    case 1: unsafe storeBytes(of: UInt8(truncatingIfNeeded: bits), as: UInt8.self)
    case 2: unsafe storeBytes(of: UInt16(truncatingIfNeeded: bits), as: UInt16.self)
    case 4: unsafe storeBytes(of: UInt32(truncatingIfNeeded: bits), as: UInt32.self)
    default: unsafe storeBytes(of: UInt64(bitPattern: bits), as: UInt64.self)
    }
  }
}
