/// One of the three types that together represent every number of a world without loss.
protocol Number: BitwiseCopyable {
  /// The nearest value of an integer type, and whether it differs from this one.
  func clamped<I: FixedWidthInteger>(to type: I.Type) -> (value: I, wasClamped: Bool)
  var rounded: (value: Float, wasClamped: Bool) { get }
  var asDouble: Double { get }
  var isZero: Bool { get }
}

extension Int64: Number {
  @inline(__always) func clamped<I: FixedWidthInteger>(to type: I.Type) -> (value: I, wasClamped: Bool) {
    let value = I(clamping: self)
    return (value, Int64(truncatingIfNeeded: value) != self || (I.self == UInt64.self && self < 0))
  }
  @inline(__always) var rounded: (value: Float, wasClamped: Bool) { (Float(self), false) }
  @inline(__always) var asDouble: Double { Double(self) }
  @inline(__always) var isZero: Bool { self == 0 }
}

extension UInt64: Number {
  @inline(__always) func clamped<I: FixedWidthInteger>(to type: I.Type) -> (value: I, wasClamped: Bool) {
    let value = I(clamping: self)
    return (value, UInt64(truncatingIfNeeded: value) != self)
  }
  @inline(__always) var rounded: (value: Float, wasClamped: Bool) { (Float(self), false) }
  @inline(__always) var asDouble: Double { Double(self) }
  @inline(__always) var isZero: Bool { self == 0 }
}

extension Double: Number {
  @inline(__always) func clamped<I: FixedWidthInteger>(to type: I.Type) -> (value: I, wasClamped: Bool) {
    let whole = self.rounded(.towardZero)
    // Both bounds are powers of two and therefore exact. The upper bound is the first value out of range.
    let lower = I.isSigned ? -Double(sign: .plus, exponent: I.bitWidth - 1, significand: 1) : 0
    let upper = Double(sign: .plus, exponent: I.isSigned ? I.bitWidth - 1 : I.bitWidth, significand: 1)
    if whole >= lower, whole < upper { return (I(whole), false) }
    return (isNaN ? 0 : self < 0 ? I.min : I.max, true)
  }

  /// A finite value stays finite.
  @inline(__always) var rounded: (value: Float, wasClamped: Bool) {
    if isNaN { return (Float(keepingPayloadOf: self), false) }
    let value = Float(self)
    if value.isInfinite, !isInfinite {
      return (self < 0 ? -Float.greatestFiniteMagnitude : .greatestFiniteMagnitude, true)
    }
    return (value, false)
  }
  @inline(__always) var asDouble: Double { self }

  /// Widens. A signalling NaN keeps its bits when it is converted back.
  @inline(__always) init(keepingPayloadOf value: Float) {
    self = Double(value)
    guard value.isNaN else { return }
    let bits = UInt64(value.bitPattern)
    self = Double(bitPattern: (bits >> 31) << 63 | 0x7FF0_0000_0000_0000 | (bits & 0x007F_FFFF) << 29)
  }
}

extension Float {
  fileprivate init(keepingPayloadOf value: Double) {
    let sign = UInt32(truncatingIfNeeded: value.bitPattern >> 63) << 31
    let payload = UInt32(truncatingIfNeeded: value.bitPattern >> 29) & 0x007F_FFFF
    // A NaN whose payload is lost must not become an infinity.
    self = Float(bitPattern: sign | 0x7F80_0000 | (payload == 0 ? 0x0040_0000 : payload))
  }
}
