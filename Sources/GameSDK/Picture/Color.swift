import CGameABI

/// A colour with 8 bits each for red, green and blue, or the terminal's default colour.
///
///     let ember: Color = 0xFF7A2B
public struct Color: Hashable, Sendable, BitwiseCopyable, ExpressibleByIntegerLiteral {
  /// As in the contract: 0x00RRGGBB, or HOTLOOP_COLOR_DEFAULT.
  let bits: UInt32

  init(bits: UInt32) { self.bits = bits }

  /// Creates a colour from 0xRRGGBB. Higher bits are ignored.
  public init(_ rgb: UInt32) { bits = rgb & 0xFF_FFFF }

  /// Creates a colour from 0xRRGGBB. Higher bits are ignored.
  public init(integerLiteral rgb: UInt32) { self.init(rgb) }

  /// Creates a colour from components from 0 to 255. Other values are clamped.
  public init(red: Int, green: Int, blue: Int) {
    bits =
      UInt32(UInt8(clamping: red)) << 16 | UInt32(UInt8(clamping: green)) << 8 | UInt32(UInt8(clamping: blue))
  }

  /// Creates a colour from "#RRGGBB" or "RRGGBB"; nil for any other text.
  public init?(hex text: some StringProtocol) {
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16)
    else {
      return nil
    }
    bits = value
  }

  /// The terminal's default foreground or background colour.
  public static let terminal = Color(bits: HOTLOOP_COLOR_DEFAULT)
  /// 0x000000.
  public static let black: Color = 0x000000
  /// 0xFFFFFF.
  public static let white: Color = 0xFFFFFF

  /// The red component, from 0 to 255.
  public var red: Int { Int(bits >> 16 & 255) }
  /// The green component, from 0 to 255.
  public var green: Int { Int(bits >> 8 & 255) }
  /// The blue component, from 0 to 255.
  public var blue: Int { Int(bits & 255) }

  /// Mixes this colour with another: 0 gives this colour, 1 the other one. Other amounts are clamped.
  public func mixed(with other: Color, by amount: Float) -> Color {
    let part = Color.part(amount)
    return Color(
      red: red + ((other.red - red) * part) >> 8, green: green + ((other.green - green) * part) >> 8,
      blue: blue + ((other.blue - blue) * part) >> 8)
  }

  /// Scales the brightness: 0 gives black, 1 this colour, more than 1 a brighter one.
  public func scaled(by amount: Float) -> Color {
    // A factor of 256 turns the darkest component into the brightest.
    let factor = Int(max(0, min(256, amount.isNaN ? 0 : amount)) * 256)
    return Color(red: (red * factor) >> 8, green: (green * factor) >> 8, blue: (blue * factor) >> 8)
  }

  /// Multiplies the components: this colour in coloured light.
  public func tinted(by light: Color) -> Color {
    Color(red: red * light.red / 255, green: green * light.green / 255, blue: blue * light.blue / 255)
  }

  /// Adds a second colour, scaled by an amount from 0 to 1.
  public func adding(_ light: Color, by amount: Float = 1) -> Color {
    let part = Color.part(amount)
    return Color(
      red: red + (light.red * part) >> 8, green: green + (light.green * part) >> 8,
      blue: blue + (light.blue * part) >> 8)
  }

  /// Converts 0 to 1 into 0 to 256.
  private static func part(_ amount: Float) -> Int { Int(max(0, min(1, amount.isNaN ? 0 : amount)) * 256) }
}
