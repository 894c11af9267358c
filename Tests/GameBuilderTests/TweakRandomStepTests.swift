import Foundation
import SeededRandom
import Testing

@testable import GameBuilder

/// Random literals and steps, compared with decimal arithmetic of another implementation.
@Suite("Random steps of literals")
struct TweakRandomStepTests {
  private static let sizes = LiteralStep.Size.allCases

  @Test("Steps of decimal fractions are those of decimal arithmetic, and can be undone", arguments: 1...4)
  func fractions(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<1000 {
      let fractionDigits = Int.random(in: 1...14, using: &random)
      let whole = Int.random(
        in: 0...Int(pow(10, Double(Int.random(in: 0...3, using: &random)))), using: &random)
      let digits = (0..<fractionDigits).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
      let exponent = Int.random(in: -30...30, using: &random)
      let suffix = Bool.random(using: &random) ? "" : "e\(exponent)"
      let text = (Bool.random(using: &random) ? "-" : "") + "\(whole).\(digits)" + suffix
      let size = try #require(Self.sizes.randomElement(using: &random))
      let count = Int.random(in: -300...300, using: &random)
      let type = LiteralType.double

      let step = LiteralStep(text, type: type)
      let next = try #require(step.stepped(by: count, size), "\(text)")
      _ = try type.content(of: next, .float, slots: 1)
      #expect(SourceLiterals.kind(of: next) == .float)
      #expect(next.hasSuffix(suffix))
      let unitDigits = fractionDigits + (size == .fine ? 1 : size == .coarse ? -1 : 0)
      let unit = Decimal(sign: .plus, exponent: -unitDigits, significand: 1)
      let expected = try value(text, without: suffix) + Decimal(count) * unit
      #expect(try value(next, without: suffix) == expected, "\(text) by \(count) \(size)")
      #expect(fraction(next, suffix) >= fractionDigits)
      let back = try #require(step.stepped(next, by: -count, size))
      #expect(try value(back, without: suffix) == value(text, without: suffix))
      #expect(fraction(back, suffix) == fractionDigits)
    }
  }

  private func value(_ text: String, without suffix: String) throws -> Decimal {
    try #require(
      Decimal(string: String(text.dropLast(suffix.count)), locale: Locale(identifier: "en_US_POSIX")))
  }

  private func fraction(_ text: String, _ suffix: String) -> Int {
    text.dropLast(suffix.count).split(separator: ".").last?.count ?? 0
  }

  @Test("Steps of integers stay in their type and keep radix and underscores", arguments: 1...4)
  func integers(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let types: [LiteralType] = [
      .int, .int8, .int16, .int32, .int64, .uint, .uint8, .uint16, .uint32, .uint64, .color, .float, .double,
    ]
    for _ in 0..<1000 {
      let type = try #require(types.randomElement(using: &random))
      let range = type.integers
      let limit = Int128(1) << Int128.random(in: 1...64, using: &random)
      let value = Int128.random(
        in: max(range.lowerBound, -limit)...min(range.upperBound, limit), using: &random)
      let (prefix, radix) = try #require(
        [("", 10), ("0x", 16), ("0o", 8), ("0b", 2)].randomElement(using: &random))
      let isGrouped = Bool.random(using: &random)
      let digits = String(value.magnitude, radix: radix, uppercase: Bool.random(using: &random))
      let text = (value < 0 ? "-" : "") + prefix + (isGrouped ? grouped(digits) : digits)
      let size = try #require(Self.sizes.randomElement(using: &random))
      let count = Int.random(in: -200...200, using: &random)

      let step = LiteralStep(text, type: type)
      let next = try #require(step.stepped(by: count, size), "\(text)")
      _ = try type.content(of: next, .integer, slots: 1)
      #expect(SourceLiterals.kind(of: next) == .integer)
      let sum = value + Int128(count) * (size == .coarse ? Int128(radix) : 1)
      let expected = min(max(sum, range.lowerBound), range.upperBound)
      let plain = next.replacing("_", with: "").replacing("-", with: "")
      #expect(plain.hasPrefix(prefix))
      let magnitude = try #require(Int128(plain.dropFirst(prefix.count), radix: radix))
      #expect((next.hasPrefix("-") ? -magnitude : magnitude) == expected, "\(text) by \(count) \(size)")
      if radix != 10 { #expect(plain.count >= prefix.count + digits.count) }
      if isGrouped, digits.count > 3 {
        let written = String(next.drop { $0 == "-" }.dropFirst(prefix.count))
        #expect(grouped(written.replacing("_", with: "")) == written)
      } else {
        #expect(!next.contains("_"))
      }
      if sum == expected { #expect(step.stepped(next, by: -count, size) == text) }
    }
  }

  /// With an underscore before every third digit from the right.
  private func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append("_") }
      text.append(digit)
    }
    return text
  }
}
