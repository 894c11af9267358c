/// A colour that is written as a number of six hexadecimal digits, such as `0xFF8800`, by hue, saturation and
/// brightness.
///
/// Keep it while the colour changes: the text has 8 bits for each component, so a colour read back from a dark text
/// has lost its hue.
public struct LiteralColor: Sendable, Equatable {
  /// Degrees, from 0 up to 360.
  public private(set) var hue: Double
  /// From 0 to 1.
  public let saturation: Double
  /// Of the greatest component, from 0 to 1.
  public private(set) var brightness: Double
  private let number: WrittenNumber

  /// Nil if the text is not a colour.
  public init?(_ text: String) {
    let digits = text.dropFirst(2).filter { $0 != "_" }
    guard text.hasPrefix("0x"), digits.count == 6, let number = WrittenNumber(text), !number.isFloat else {
      return nil
    }
    self.number = number
    func component(_ shift: Int) -> Double { Double((number.mantissa >> Int128(shift)) & 0xFF) / 255 }
    let (red, green, blue) = (component(16), component(8), component(0))
    let greatest = max(red, green, blue)
    let range = greatest - min(red, green, blue)
    brightness = greatest
    saturation = greatest == 0 ? 0 : range / greatest
    let sextant: Double =
      switch greatest {
      case _ where range == 0: 0
      case red: (green - blue) / range
      case green: (blue - red) / range + 2
      default: (red - green) / range + 4
      }
    hue = Self.turned(sextant * 60)
  }

  /// In the style of the text that it was made of.
  public var text: String {
    func component(_ sextants: Double) -> Int128 {
      // 0 in the third of the circle around the opposite hue, 1 in the third around its own.
      let distance = abs((hue / 60 - sextants + 9).truncatingRemainder(dividingBy: 6) - 3)
      let share = min(max(2 - distance, 0), 1)
      return Int128((brightness * (1 - saturation * (1 - share)) * 255).rounded())
    }
    return number.text(component(0) << 16 | component(2) << 8 | component(4), fractionDigits: 0)
  }

  /// A colour that is typed as `#FF8800` or `0xFF8800`, in the style of a literal; nil if it is none.
  static func literal(_ typed: String, like text: String) -> String? {
    let isNumber = typed.hasPrefix("0x")
    let digits = isNumber ? typed.dropFirst(2).filter { $0 != "_" } : String(typed.dropFirst())
    guard isNumber || typed.hasPrefix("#"), digits.count == 6,
      digits.allSatisfy({ $0.isASCII && $0.isHexDigit }), let value = Int128(digits, radix: 16)
    else { return nil }
    return LiteralColor(text)?.number.text(value, fractionDigits: 0) ?? "0x" + digits.uppercased()
  }

  /// Turns the hue: by 1, 5 or 30 degrees a step. A grey has no hue.
  public mutating func stepHue(by count: Int, _ size: LiteralStep.Size = .normal) {
    let degrees: Double =
      switch size {
      case .fine: 1
      case .normal: 5
      case .coarse: 30
      }
    hue = Self.turned(hue + Double(count) * degrees)
  }

  /// Makes it brighter or darker, from black to the brightest colour of its hue: by 1, 5 or 25 of 255 a step.
  public mutating func stepBrightness(by count: Int, _ size: LiteralStep.Size = .normal) {
    let levels: Double =
      switch size {
      case .fine: 1
      case .normal: 5
      case .coarse: 25
      }
    brightness = min(max(brightness + Double(count) * levels / 255, 0), 1)
  }

  public static func == (first: LiteralColor, second: LiteralColor) -> Bool {
    first.hue == second.hue && first.saturation == second.saturation && first.brightness == second.brightness
  }

  private static func turned(_ degrees: Double) -> Double {
    let rest = degrees.truncatingRemainder(dividingBy: 360)
    return rest < 0 ? rest + 360 : rest
  }
}
