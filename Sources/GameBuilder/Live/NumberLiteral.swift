/// The value of an integer or floating-point literal of Swift.
struct NumberLiteral {
  private let isNegative: Bool
  /// The digits without sign, prefix and underscores; of a floating-point literal also point and exponent.
  private let digits: String
  private let radix: Int
  private let text: String

  /// - Parameter text: with sign, prefix and underscores.
  init(_ text: String) throws(LiteralError) {
    self.text = text
    isNegative = text.hasPrefix("-")
    let plain = String(text.drop { $0 == "-" }).replacing("_", with: "")
    switch plain.prefix(2) {
    case "0x": radix = 16
    case "0o": radix = 8
    case "0b": radix = 2
    default: radix = 10
    }
    digits = radix == 10 ? plain : String(plain.dropFirst(2))
    guard let first = digits.first, first.isHexDigit else { throw .notReadable(text) }
  }

  /// Nil if the literal does not fit, or is not an integer.
  func integer<Value: FixedWidthInteger>(as _: Value.Type) -> Value? {
    Value((isNegative ? "-" : "") + digits, radix: radix)
  }

  /// Rounded as the compiler rounds it: integers directly, fractions by way of its widest type.
  /// - Parameter isInteger: whether the literal is an integer literal.
  func floatingPoint<Value: BinaryFloatingPoint>(
    as _: Value.Type, isInteger: Bool
  ) throws(LiteralError) -> Value {
    if isInteger {
      guard let magnitude = UInt64(digits, radix: radix) else { throw .notReadable(text) }
      // An integer literal has no negative zero.
      return isNegative && magnitude > 0 ? -Value(magnitude) : Value(magnitude)
    }
    #if arch(x86_64)
      let widest = Float80((radix == 16 ? "0x" : "") + digits)
    #else
      let widest = Double((radix == 16 ? "0x" : "") + digits)
    #endif
    guard let widest else { throw .notReadable(text) }
    return Value(isNegative ? -widest : widest)
  }
}
