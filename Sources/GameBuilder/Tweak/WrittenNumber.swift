/// A number as it is written: an exact value, and the style in which another value can be written alike.
///
/// The value is `mantissa` · radix^-`fractionDigits` · the exponent. Nothing is rounded, so steps have no floating-
/// point noise.
struct WrittenNumber {
  /// With the sign.
  var mantissa: Int128
  var fractionDigits: Int
  let radix: Int
  /// Whether a fraction or an exponent is written.
  let isFloat: Bool
  /// As written, with its letter; empty if there is none.
  let exponent: String
  private let prefix: String
  private let isUppercase: Bool
  /// Digits of the whole part that are written even if they are zeros.
  private let wholeDigits: Int
  private let writtenFractionDigits: Int
  private let wholeGroups: DigitGroups
  private let fractionGroups: DigitGroups

  /// Nil if the text is not a number literal of Swift, or has more digits than are counted exactly (about 37).
  init?(_ text: String) {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest = rest.dropFirst() }
    let radixes = ["0x": 16, "0o": 8, "0b": 2]
    prefix = radixes[String(rest.prefix(2))] == nil ? "" : String(rest.prefix(2))
    let radix = radixes[prefix] ?? 10
    rest = rest.dropFirst(prefix.count)
    func digits() -> Substring? {
      let found = rest.prefix { $0 == "_" || $0.isASCII && $0.hexDigitValue.map { $0 < radix } == true }
      guard let first = found.first, first != "_" else { return nil }
      rest = rest.dropFirst(found.count)
      return found
    }
    guard let whole = digits() else { return nil }
    var fraction: Substring = ""
    let hasPoint = rest.first == "."
    if hasPoint {
      rest = rest.dropFirst()
      guard let found = digits() else { return nil }
      fraction = found
    }
    exponent = String(rest)
    guard Self.isExponent(rest, radix: radix), !hasPoint || [10, 16].contains(radix),
      !hasPoint || radix == 10 || !rest.isEmpty
    else { return nil }
    let plain = (whole + fraction).filter { $0 != "_" }
    // One digit is left for a fine step.
    guard let magnitude = Int128(plain, radix: radix), magnitude < Int128.max / 4096 else { return nil }
    self.radix = radix
    isFloat = hasPoint || !rest.isEmpty
    mantissa = isNegative ? -magnitude : magnitude
    let count = whole.count { $0 != "_" }
    wholeDigits = radix == 10 && whole.first != "0" ? 1 : count
    fractionDigits = fraction.count { $0 != "_" }
    writtenFractionDigits = fractionDigits
    isUppercase = !(whole + fraction).contains { ("a"..."f").contains($0) }
    wholeGroups = DigitGroups(String(whole.reversed()))
    fractionGroups = DigitGroups(String(fraction))
  }

  private static func isExponent(_ text: Substring, radix: Int) -> Bool {
    guard let letter = text.first else { return true }
    guard radix == 10 && "eE".contains(letter) || radix == 16 && "pP".contains(letter) else { return false }
    let digits =
      text.dropFirst().first.map { "+-".contains($0) } == true ? text.dropFirst(2) : text.dropFirst()
    guard let first = digits.first, first != "_" else { return false }
    return digits.allSatisfy { $0 == "_" || ("0"..."9").contains($0) }
  }

  /// Whether mantissas of both count the same units, except for the number of digits.
  func isAlike(_ other: WrittenNumber) -> Bool {
    radix == other.radix && isFloat == other.isFloat && exponent == other.exponent
  }

  /// Without prefix and exponent.
  var isPlainDecimal: Bool { radix == 10 && exponent.isEmpty }

  /// Adds digits to the fraction; the value stays.
  mutating func addFractionDigits(upTo count: Int) {
    while fractionDigits < count, mantissa.magnitude < UInt128(Int128.max) / UInt128(radix) {
      mantissa *= Int128(radix)
      fractionDigits += 1
    }
  }

  /// A number in this style.
  /// - Parameter fractionDigits: of `mantissa`. Zeros at its end are left out as far as this number has fewer digits.
  func text(_ mantissa: Int128, fractionDigits: Int) -> String {
    var digits = String(mantissa.magnitude, radix: radix, uppercase: isUppercase)
    let missing = wholeDigits + fractionDigits - digits.count
    digits = String(repeating: "0", count: max(0, missing)) + digits
    let whole = String(digits.dropLast(fractionDigits).reversed())
    var fraction = digits.suffix(fractionDigits)
    while fraction.count > writtenFractionDigits, fraction.last == "0" { fraction = fraction.dropLast() }
    return (mantissa < 0 ? "-" : "") + prefix + String(wholeGroups.applied(to: whole).reversed())
      + (fraction.isEmpty ? "" : "." + fractionGroups.applied(to: String(fraction))) + exponent
  }

  /// Nil if the literal is too great for a Double.
  var double: Double? {
    let text = text(mantissa, fractionDigits: fractionDigits)
    guard let number = try? NumberLiteral(text),
      let value = try? number.floatingPoint(as: Double.self, isInteger: !isFloat), value.isFinite
    else { return nil }
    return value
  }
}

/// Where underscores stand between digits, counted from the point.
private struct DigitGroups {
  private let places: Set<Int>
  /// Between the two outermost underscores; a longer number has more at this distance. Nil without underscores.
  private let distance: Int?
  private let digitCount: Int

  /// - Parameter digits: from the point outwards.
  init(_ digits: String) {
    var places: [Int] = []
    var count = 0
    for digit in digits {
      if digit != "_" { count += 1 } else if places.last != count { places.append(count) }
    }
    places.removeAll { $0 == 0 }
    digitCount = count
    self.places = Set(places)
    distance = places.last.map { last in last - (places.dropLast().last ?? 0) }
  }

  /// - Parameter digits: from the point outwards.
  func applied(to digits: String) -> String {
    guard let distance, let outermost = places.max() else { return digits }
    var text = ""
    for (place, digit) in digits.enumerated() {
      let continues = place >= digitCount && (place - outermost).isMultiple(of: distance)
      if place > 0, places.contains(place) || continues { text.append("_") }
      text.append(digit)
    }
    return text
  }
}
