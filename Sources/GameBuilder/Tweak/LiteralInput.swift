/// What a user may type in place of a literal.
public enum LiteralInput {
  /// Why a typed text is no new text of a literal, and what is allowed.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
  }

  /// The literal that a typed text stands for: of the kind of the old one and a value of its type.
  ///
  /// Spaces around it are left out. An integer typed for a literal with a fraction gets one: `2` means `2.0`. A colour
  /// can be typed as `#FF8800`, and gets the digits' case and the underscores of the old one.
  /// - Parameters:
  ///   - text: the literal as it is in the source.
  ///   - bounds: the values that are allowed; nil for all of the type.
  ///   - mayBeNegative: see ``LiteralPlace/mayBeNegative``.
  ///   - mayHaveFraction: see ``LiveLiteral/mayHaveFraction``.
  public static func accepts(
    _ typed: String, inPlaceOf text: String, type: LiteralType, within bounds: ClosedRange<Double>? = nil,
    mayBeNegative: Bool = true, mayHaveFraction: Bool = false
  ) throws(Problem) -> String {
    let typed = String(typed.trimmingPrefix { $0 == " " }.reversed().trimmingPrefix { $0 == " " }.reversed())
    func problem(_ reason: String) -> Problem {
      Problem(description: "\(typed.isEmpty ? "nothing" : typed) \(reason)")
    }
    guard let old = SourceLiterals.kind(of: text) else {
      throw Problem(description: "\(text) is no literal that can be changed")
    }
    let kind = old == .integer && mayHaveFraction && SourceLiterals.kind(of: typed) == .float ? .float : old
    let allowed = allowed(kind, type, isNegative: text.hasPrefix("-") || mayBeNegative)
    var result = typed
    if old == .integer, type == .color || LiteralColor(text) != nil {
      if let color = LiteralColor.literal(typed, like: text) {
        result = color
      } else if typed.hasPrefix("#") {
        throw problem("is no colour: # and six hexadecimal digits, #RRGGBB")
      }
    }
    if kind == .float, let number = WrittenNumber(typed), !number.isFloat, number.radix == 10 {
      result += ".0"
    }
    guard SourceLiterals.kind(of: result) == kind else { throw problem("is no \(allowed)") }
    do {
      _ = try type.content(of: result, kind, slots: type.slotCount(for: result))
    } catch .outOfRange {
      throw problem("is out of range: \(allowed) is needed")
    } catch {
      throw problem("is no \(allowed)")
    }
    guard kind == .integer || kind == .float else { return result }
    guard let number = WrittenNumber(result) else { throw problem("is no \(allowed)") }
    if number.mantissa < 0, !mayBeNegative, !text.hasPrefix("-") {
      throw problem("is negative: a minus cannot be written at this place")
    }
    if type == .color, !type.integers.contains(number.mantissa) {
      throw problem("is out of range: \(allowed) is needed")
    }
    if let bounds, !number.isWithin(bounds) {
      throw problem("is outside the bounds \(LiteralBounds(bounds).text) of the source's comment")
    }
    return result
  }

  /// With an article's noun: `number from 0 to 255 without a fraction (UInt8)`.
  private static func allowed(
    _ kind: SourceLiterals.Literal.Kind, _ type: LiteralType, isNegative: Bool
  ) -> String {
    switch (kind, type) {
    case (.boolean, _): return "true or false"
    case (.string, .character): return "text of one character in quotes (Character)"
    case (.string, .scalar): return "text of one Unicode scalar in quotes (Unicode.Scalar)"
    case (.string, _): return "text in quotes on one line, without interpolation (\(type.rawValue))"
    case (.float, _): return "number such as 1.5 (\(type.rawValue))"
    case (.integer, .color): return "colour from 0x000000 to 0xFFFFFF"
    case (.integer, .float), (.integer, .double):
      return
        "number without a fraction (\(type.rawValue)): a fraction could change an inferred type, write it into the source"
    case (.integer, _):
      let range = type.integers
      let lower = isNegative ? range.lowerBound : max(range.lowerBound, 0)
      return "number from \(lower) to \(range.upperBound) without a fraction (\(type.rawValue))"
    }
  }

  /// A literal with a value, in the style of another string literal: as many hashes, and Unicode escapes if that one
  /// has them and no other characters beyond ASCII.
  /// - Parameter text: the literal as it is in the source.
  public static func encoded(_ value: String, like text: String) -> String {
    let hashes = String(text.prefix { $0 == "#" })
    let escape = "\\" + hashes
    let escapesUnicode =
      text.contains(escape + "u{") && text.unicodeScalars.allSatisfy { $0.isASCII }
    let scalars = Array(value.unicodeScalars)
    var result = hashes + "\""
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "\n": result += escape + "n"
      case "\r": result += escape + "r"
      case "\t": result += escape + "t"
      case "\0": result += escape + "0"
      case "\\", "\"":
        // In a raw string they mean something only before hashes; quotes at its start could begin several lines.
        let isPlain =
          !hashes.isEmpty && !scalars[(index + 1)...].starts(with: hashes.unicodeScalars)
          && !(scalar == "\"" && index == 0)
        result += isPlain ? "" : escape
        result.unicodeScalars.append(scalar)
      default:
        if isInvisible(scalar) || escapesUnicode && !scalar.isASCII {
          result += escape + "u{\(String(scalar.value, radix: 16, uppercase: true))}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\"" + hashes
  }

  /// Whether a character cannot be seen in a source. Joiners are part of emoji and of scripts.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    case .format: scalar.value != 0x200C && scalar.value != 0x200D
    default: false
    }
  }
}

extension SourceLiterals {
  /// The kind of a text that is one literal and nothing else; nil for any other text.
  static func kind(of text: String) -> Literal.Kind? {
    guard let literal = literal(in: text) else { return nil }
    switch literal.kind {
    // Tokens do not tell whether the digits are right.
    case .integer, .float:
      return WrittenNumber(text)?.isFloat == (literal.kind == .float) ? literal.kind : nil
    case .string: return StringLiteral.value(of: text) == nil ? nil : .string
    case .boolean: return .boolean
    }
  }
}
