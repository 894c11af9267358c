/// The brightness of colours, by Rec. 601 in integers.
enum Luma {
  /// From 0 to 255.
  /// - Parameter rgb: 0x00RRGGBB.
  @inline(__always)
  static func of(_ rgb: UInt32) -> UInt32 {
    ((rgb >> 16 & 0xFF) &* 77 &+ (rgb >> 8 & 0xFF) &* 150 &+ (rgb & 0xFF) &* 29) >> 8
  }

  /// Compares two `ColorCode`s other than the terminal's default. Different colours are never equal: of two that are equally
  /// bright, the one with the greater code counts as brighter.
  @inline(__always)
  static func isBrighter(_ a: UInt32, than b: UInt32) -> Bool {
    let (lumaA, lumaB) = (of(ColorCode.rgb(a)), of(ColorCode.rgb(b)))
    return lumaA == lumaB ? a > b : lumaA > lumaB
  }
}
