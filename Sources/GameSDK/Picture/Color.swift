import CGameABI

/// A colour of 8 bits each of red, green and blue; or the terminal's own.
///
///     let ember: Color = 0xFF7A2B
public struct Color: Hashable, Sendable, BitwiseCopyable, ExpressibleByIntegerLiteral {
  /// As in the contract: 0x00RRGGBB, or HOTLOOP_COLOR_DEFAULT.
  let bits: UInt32

  init(bits: UInt32) { self.bits = bits }

  /// 0xRRGGBB. Bits above are ignored.
  public init(_ rgb: UInt32) { bits = rgb & 0xFF_FFFF }

  public init(integerLiteral rgb: UInt32) { self.init(rgb) }

  /// Each from 0 to 255; what is outside is brought inside.
  public init(red: Int, green: Int, blue: Int) {
    bits =
      UInt32(UInt8(clamping: red)) << 16 | UInt32(UInt8(clamping: green)) << 8 | UInt32(UInt8(clamping: blue))
  }

  /// From "#RRGGBB" or "RRGGBB"; nil where it is neither.
  public init?(hex text: some StringProtocol) {
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16)
    else {
      return nil
    }
    bits = value
  }

  /// The terminal's own: its text colour in front, its background behind.
  public static let terminal = Color(bits: HOTLOOP_COLOR_DEFAULT)
  public static let black: Color = 0x000000
  public static let white: Color = 0xFFFFFF

  public var red: Int { Int(bits >> 16 & 255) }
  public var green: Int { Int(bits >> 8 & 255) }
  public var blue: Int { Int(bits & 255) }

  /// This colour with a part of another: 0 is this one, 1 the other. Amounts outside are brought inside.
  public func mixed(with other: Color, by amount: Float) -> Color {
    let part = Color.part(amount)
    return Color(
      red: red + ((other.red - red) * part) >> 8, green: green + ((other.green - green) * part) >> 8,
      blue: blue + ((other.blue - blue) * part) >> 8)
  }

  /// This colour as bright as `amount` says: 0 is black, 1 unchanged, above 1 brighter.
  public func scaled(by amount: Float) -> Color {
    // 256 is far above what makes the darkest colour white.
    let factor = Int(max(0, min(256, amount.isNaN ? 0 : amount)) * 256)
    return Color(red: (red * factor) >> 8, green: (green * factor) >> 8, blue: (blue * factor) >> 8)
  }

  /// This colour seen in coloured light.
  public func tinted(by light: Color) -> Color {
    Color(red: red * light.red / 255, green: green * light.green / 255, blue: blue * light.blue / 255)
  }

  /// Both lights together, the second one as bright as `amount` says.
  public func adding(_ light: Color, by amount: Float = 1) -> Color {
    let part = Color.part(amount)
    return Color(
      red: red + (light.red * part) >> 8, green: green + (light.green * part) >> 8,
      blue: blue + (light.blue * part) >> 8)
  }

  /// 0 to 1 as 0 to 256.
  private static func part(_ amount: Float) -> Int { Int(max(0, min(1, amount.isNaN ? 0 : amount)) * 256) }
}
