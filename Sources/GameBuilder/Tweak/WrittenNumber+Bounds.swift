extension WrittenNumber {
  func isWithin(_ bounds: ClosedRange<Double>) -> Bool {
    mantissa >= self.mantissa(at: bounds.lowerBound, .up)
      && mantissa <= self.mantissa(at: bounds.upperBound, .down)
  }

  /// The mantissa of this number's digits and exponent that is nearest to a bound, on one side of it. Clamped to what
  /// a mantissa can be.
  ///
  /// A bound counts as the decimal number that it is printed as: 0.1 is one tenth.
  func mantissa(at bound: Double, _ rounding: FloatingPointRoundingRule) -> Int128 {
    let limit = bound < 0 ? -Int128.max : Int128.max
    guard bound.isFinite else { return limit }
    if radix == 16, isFloat {
      // Scaling by powers of two is exact.
      let scaled = Double(sign: .plus, exponent: 4 * fractionDigits - exponentValue, significand: bound)
      return Int128(exactly: scaled.rounded(rounding)) ?? limit
    }
    guard let decimal = WrittenNumber(bound.description.replacing("e+", with: "e")) else { return limit }
    var result = decimal.mantissa
    if radix != 10 {
      // An integer literal.
      guard let value = Int128(exactly: bound.rounded(rounding)) else { return limit }
      return value
    }
    var shift = decimal.exponentValue - decimal.fractionDigits + fractionDigits - exponentValue
    while shift > 0, result != 0 {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      guard !overflow else { return limit }
      result = product
      shift -= 1
    }
    var hasRest = false
    while shift < 0, result != 0 {
      hasRest = hasRest || result % 10 != 0
      result /= 10
      shift += 1
    }
    // Division rounds towards zero.
    guard hasRest else { return result }
    if rounding == .up, bound > 0 { return result + 1 }
    if rounding == .down, bound < 0 { return result - 1 }
    return result
  }

  /// Clamped: one with so many digits is beyond any Double.
  private var exponentValue: Int {
    guard !exponent.isEmpty else { return 0 }
    let digits = exponent.dropFirst().replacing("_", with: "").drop { $0 == "+" }
    let value = Int(digits) ?? (digits.hasPrefix("-") ? -100_000 : 100_000)
    return min(max(value, -100_000), 100_000)
  }
}
