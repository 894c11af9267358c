import Testing

@testable import GameBuilder

extension LiteralStep {
  /// One step of a text by itself.
  fileprivate static func stepped(
    _ text: String, type: LiteralType, by count: Int, _ size: Size = .normal,
    within bounds: ClosedRange<Double>? = nil
  ) -> String? {
    LiteralStep(text, type: type, within: bounds).stepped(by: count, size)
  }
}

@Suite("Steps of literals")
struct TweakStepTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let type: LiteralType
    let count: Int
    let size: LiteralStep.Size
    let expected: String
    var testDescription: String { "\(text) by \(count) (\(size)): \(expected)" }

    init(_ text: String, _ type: LiteralType, _ count: Int, _ expected: String) {
      self.init(text, type, count, .normal, expected)
    }

    init(_ text: String, _ type: LiteralType, _ count: Int, _ size: LiteralStep.Size, _ expected: String) {
      (self.text, self.type, self.count, self.size, self.expected) = (text, type, count, size, expected)
    }
  }

  @Test(
    "A step matches how the number is written",
    arguments: [
      Case("0.15", .float, 1, "0.16"), Case("0.15", .double, 1, .coarse, "0.25"),
      Case("0.15", .double, 1, .fine, "0.151"), Case("0.1", .double, 2, "0.3"),
      Case("0.19", .float, 1, "0.20"),
      Case("1.0", .float, -1, "0.9"), Case("1.0", .float, 10, "2.0"), Case("0.151", .float, -1, "0.150"),
      Case("9.9", .float, 1, "10.0"), Case("0.12345678901234567", .double, 1, "0.12345678901234568"),
      Case("38", .int, 1, "39"), Case("38", .float, 1, "39"), Case("38", .float, 1, .fine, "39"),
      Case("38", .int, 1, .coarse, "48"), Case("38", .int, 1, .fine, "39"),
      Case("9007199254740993", .double, 1, "9007199254740994"),
      Case("-1", .int, 1, "0"), Case("-1", .int, 2, "1"), Case("0", .float, -1, "-1"),
      Case("-0.01", .float, 1, "0.00"), Case("0.00", .float, -1, "-0.01"), Case("-0.01", .float, 2, "0.01"),
      Case("1_000", .int, 1, "1_001"), Case("1_000", .int, -1, "999"), Case("999_999", .int, 1, "1_000_000"),
      Case("12_34", .int, 9999, "1_12_33"), Case("1_000.000_1", .double, -1, "1_000.000_0"),
      Case("0xFE", .uint8, 1, "0xFF"), Case("0x0f", .int, 1, "0x10"), Case("0xff", .int, 1, "0x100"),
      Case("0x10", .int, -1, "0x0F"), Case("0x10", .int, 1, .coarse, "0x20"),
      Case("0xFF_FF", .int, 1, "0x1_00_00"), Case("-0x01", .int8, 1, "0x00"),
      Case("0b0111", .int, 1, "0b1000"), Case("0b1111_1111", .int, 1, "0b1_0000_0000"),
      Case("0o17", .int, 1, "0o20"), Case("007", .int, 1, "008"),
      Case("1.5e-3", .double, 1, "1.6e-3"), Case("1e5", .float, 1, "2e5"),
      Case("1E5", .float, 1, .fine, "1.1E5"),
      Case("0x1.8p3", .double, 1, "0x1.9p3"), Case("0x1.Fp3", .double, 1, "0x2.0p3"),
      Case("true", .bool, 1, "false"), Case("false", .bool, -1, "true"), Case("true", .bool, 2, "true"),
    ])
  func style(step: Case) {
    #expect(LiteralStep.stepped(step.text, type: step.type, by: step.count, step.size) == step.expected)
  }

  @Test(
    "Numbers stop at the ends of their type",
    arguments: [
      Case("250", .uint8, 1, .coarse, "255"), Case("3", .uint, -1, .coarse, "0"), Case("0", .uint64, -1, "0"),
      Case("-120", .int8, -1, .coarse, "-128"), Case("9223372036854775807", .int, 1, "9223372036854775807"),
      Case("18446744073709551615", .uint64, 1, "18446744073709551615"),
      Case("18446744073709551615", .double, 1, "18446744073709551615"),
      Case("0xFFFFFF", .color, 1, "0xFFFFFF"), Case("1", .uint16, .max, "65535"),
      Case("3.4e38", .float, 1, "3.4e38"), Case("1.7e308", .double, 1, "1.7e308"),
      Case("1", .int, .min, "-9223372036854775807"),
    ])
  func typeEnds(step: Case) {
    #expect(LiteralStep.stepped(step.text, type: step.type, by: step.count, step.size) == step.expected)
  }

  @Test(
    "Numbers stay within bounds",
    arguments: [
      ("95", LiteralType.int, 10, 0.0...100.0, "100"), ("0.95", .float, 10, 0...1, "1.00"),
      ("0.1", .float, -5, -0.25...1, "-0.2"), ("150", .int, -1, 0...100, "100"),
      ("0.1", .double, 1, 0.1...0.1, "0.1"),
      ("1.5e-3", .double, 100, 0...0.002, "2.0e-3"), ("0x10", .int, -100, 8...32, "0x08"),
      ("0x1.0p3", .double, 100, 0...9, "0x1.2p3"), ("7", .int, -100, -1.5...20, "-1"),
      ("5", .int, 1, -1e300...1e300, "6"),
    ])
  func bounds(text: String, type: LiteralType, count: Int, bounds: ClosedRange<Double>, expected: String) {
    #expect(LiteralStep.stepped(text, type: type, by: count, within: bounds) == expected)
  }

  @Test("Where no step is possible there is none")
  func none() {
    #expect(LiteralStep.stepped("\"a\"", type: .string, by: 1) == nil)
    #expect(LiteralStep.stepped("1.5", type: .int, by: 1) == nil)
    #expect(LiteralStep.stepped("1", type: .int, by: 1, within: 0.25...0.5) == nil)
    #expect(LiteralStep.stepped("1." + String(repeating: "3", count: 60), type: .double, by: 1) == nil)
    #expect(LiteralStep.stepped("300", type: .uint8, by: 1) == nil)
  }

  @Test("Without space for a minus, steps stop at zero; a literal that has one may lose it and get it again")
  func minus() {
    #expect(LiteralStep("1", type: .int, mayBeNegative: false).stepped(by: -5) == "0")
    let step = LiteralStep("-1", type: .int)
    #expect(step.stepped(by: 3) == "2")
    #expect(step.stepped("2", by: -4) == "-2")
  }

  @Test("A step keeps its unit and style while the value changes")
  func session() throws {
    let step = LiteralStep("1_000.5", type: .double)
    var text = try #require(step.stepped(by: 3, .fine))
    #expect(text == "1_000.53")
    text = try #require(step.stepped(text, by: 1))
    #expect(text == "1_000.63")
    text = try #require(step.stepped(text, by: -13, .fine))
    #expect(text == "1_000.5")
    text = try #require(step.stepped(text, by: -10000))
    #expect(text == "0.5")
    #expect(step.stepped(text, by: 10000) == "1_000.5")
    #expect(LiteralStep("0xFF", type: .int).stepped("12", by: 1) == "13")
  }

  @Test("Colours keep their hue when they turn dark and bright again")
  func colors() throws {
    #expect(LiteralColor("0xFF88") == nil)
    #expect(LiteralColor("255") == nil)
    #expect(LiteralColor("0xFF8800FF") == nil)
    var color = try #require(LiteralColor("0xFF88_00"))
    color.stepBrightness(by: -100, .coarse)
    #expect(color.text == "0x0000_00")
    color.stepBrightness(by: 100, .coarse)
    #expect(color.text == "0xFF88_00")
    color.stepHue(by: 4, .coarse)
    color.stepHue(by: -24)
    #expect(color.text == "0xFF88_00")
    var red = try #require(LiteralColor("0xff0000"))
    red.stepHue(by: 4, .coarse)
    #expect(red.text == "0x00ff00")
    red.stepHue(by: -8, .coarse)
    #expect(red.text == "0x0000ff")
    red.stepBrightness(by: -1)
    #expect(red.text == "0x0000fa")
    var grey = try #require(LiteralColor("0x808080"))
    grey.stepHue(by: 7)
    #expect(grey.text == "0x808080")
    for value in stride(from: 0, through: 0xFFFFFF, by: 4099) {
      let digits = String(value, radix: 16, uppercase: true)
      let text = "0x" + String(repeating: "0", count: 6 - digits.count) + digits
      #expect(LiteralColor(text)?.text == text)
    }
  }
}
