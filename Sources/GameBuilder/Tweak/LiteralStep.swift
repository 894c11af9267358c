/// Steps of a literal that match how it is written: 0.15 by 0.01, 38 by 1, true to false.
///
/// Make it of the text that a literal has when the user picks it, and keep it while the value changes: so a step back
/// undoes a step, and the style (digits, underscores, radix, letters) stays that of the source.
public struct LiteralStep: Sendable {
  public enum Size: Sendable, CaseIterable {
    /// A digit after the last one; of an integer literal, the same as ``normal``.
    case fine
    /// One unit of the last written digit.
    case normal
    /// One unit of the digit before the last one: ten times as much as ``normal`` in a decimal number.
    case coarse
  }

  /// As written when the step was made.
  public let text: String
  public let type: LiteralType
  /// The values that steps stay in; nil for those of the type.
  public let bounds: ClosedRange<Double>?
  /// Whether a minus can be written before the literal (see ``LiteralPlace/mayBeNegative``).
  public let mayBeNegative: Bool
  /// Whether a fine step of a number without a fraction gives it one (see ``LiveLiteral/mayHaveFraction``).
  public let mayHaveFraction: Bool

  public init(
    _ text: String, type: LiteralType, within bounds: ClosedRange<Double>? = nil, mayBeNegative: Bool = true,
    mayHaveFraction: Bool = false
  ) {
    self.text = text
    self.type = type
    self.bounds = bounds
    self.mayBeNegative = mayBeNegative
    self.mayHaveFraction = mayHaveFraction
  }

  /// The next text of a literal.
  ///
  /// Numbers stop at the ends of the bounds and of the type; a number outside the bounds moves to the nearest end.
  /// The kind stays: a literal with a fraction keeps one, and one without gets none, unless ``mayHaveFraction``. A
  /// boolean toggles with odd counts.
  /// - Parameters:
  ///   - present: its text now; nil for the one that the step was made of.
  ///   - count: negative for steps down.
  /// - Returns: nil if there are no steps: for texts, for a number with more than about 37 digits, and if no number
  ///   of so many digits is within the bounds.
  public func stepped(_ present: String? = nil, by count: Int, _ size: Size = .normal) -> String? {
    let present = present ?? text
    if type == .bool {
      guard let value = Bool(present) else { return nil }
      return count.isMultiple(of: 2) ? present : value ? "false" : "true"
    }
    guard var number = WrittenNumber(present) else { return nil }
    // A text typed in another style is stepped in its own.
    let style = WrittenNumber(text).flatMap { isAlike($0, number) ? $0 : nil } ?? number
    guard isValue(present) else { return nil }
    let isFine = size == .fine && (style.isFloat || mayHaveFraction && style.radix == 10)
    let unitDigits = style.fractionDigits + (isFine ? 1 : 0)
    number.addFractionDigits(upTo: unitDigits)
    guard number.fractionDigits >= unitDigits else { return nil }
    var unit: Int128 = size == .coarse ? Int128(style.radix) : 1
    for _ in unitDigits..<number.fractionDigits { unit = Self.product(unit, Int128(style.radix)) }
    let (sum, overflow) = number.mantissa.addingReportingOverflow(Self.product(unit, Int128(count)))
    guard !overflow, let range = range(of: number) else { return nil }
    let result = min(max(sum, range.lowerBound), range.upperBound)
    let next = style.text(result, fractionDigits: number.fractionDigits)
    // The next floating-point number may be too great for its type.
    return isValue(next) ? next : present
  }

  private func isValue(_ text: String) -> Bool {
    guard let number = WrittenNumber(text) else { return false }
    return (try? type.content(of: text, number.isFloat ? .float : .integer, slots: 1)) != nil
  }

  /// Whether a number is stepped in the style of the text.
  private func isAlike(_ style: WrittenNumber, _ number: WrittenNumber) -> Bool {
    style.isAlike(number) || mayHaveFraction && style.isPlainDecimal && number.isPlainDecimal
  }

  /// The mantissas that may be written; nil if there are none.
  private func range(of number: WrittenNumber) -> ClosedRange<Int128>? {
    var range = number.isFloat || number.fractionDigits > 0 ? -Int128.max...Int128.max : type.integers
    if !mayBeNegative, number.mantissa >= 0 {
      guard range.upperBound >= 0 else { return nil }
      range = max(range.lowerBound, 0)...range.upperBound
    }
    guard let bounds else { return range }
    let lower = max(number.mantissa(at: bounds.lowerBound, .up), range.lowerBound)
    let upper = min(number.mantissa(at: bounds.upperBound, .down), range.upperBound)
    return lower <= upper ? lower...upper : nil
  }

  /// Clamped.
  private static func product(_ first: Int128, _ second: Int128) -> Int128 {
    let (product, overflow) = first.multipliedReportingOverflow(by: second)
    return overflow ? (first.signum() == second.signum() ? Int128.max : -Int128.max) : product
  }
}

extension LiteralType {
  /// The values of its integer literals that can be chosen.
  var integers: ClosedRange<Int128> {
    switch self {
    // Higher bits of a colour are ignored.
    case .color: 0...0xFF_FFFF
    // Integer literals of these types are read up to this.
    case .float, .double: -Int128(UInt64.max)...Int128(UInt64.max)
    default: integerRange ?? 0...0
    }
  }
}
