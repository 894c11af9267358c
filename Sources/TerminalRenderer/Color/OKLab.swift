import Glibc

/// A colour in OKLab, where equal distances look equally different.
/// Source: Björn Ottosson, "A perceptual color space for image processing", 2020.
struct OKLab: Equatable {
  var lightness: Float
  var a: Float
  var b: Float

  /// - Parameter rgb: 0x00RRGGBB in sRGB.
  init(rgb: UInt32) {
    let red = OKLab.linear((rgb >> 16) & 0xFF)
    let green = OKLab.linear((rgb >> 8) & 0xFF)
    let blue = OKLab.linear(rgb & 0xFF)
    let l = cbrtf(0.412_221_47 * red + 0.536_332_54 * green + 0.051_445_99 * blue)
    let m = cbrtf(0.211_903_5 * red + 0.680_699_55 * green + 0.107_396_96 * blue)
    let s = cbrtf(0.088_302_46 * red + 0.281_718_84 * green + 0.629_978_7 * blue)
    lightness = 0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_05 * s
    a = 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s
    b = 0.025_904_04 * l + 0.782_771_77 * m - 0.808_675_77 * s
  }

  /// The squared Euclidean distance.
  func squaredDistance(to other: OKLab) -> Float {
    let l = lightness - other.lightness
    let a = a - other.a
    let b = b - other.b
    return l * l + a * a + b * b
  }

  /// The linear light of each sRGB channel value (IEC 61966-2-1).
  private static let linearLight: [Float] = (0..<256).map { channel in
    let value = Float(channel) / 255
    return value <= 0.040_45 ? value / 12.92 : powf((value + 0.055) / 1.055, 2.4)
  }

  private static func linear(_ channel: UInt32) -> Float { linearLight[Int(channel)] }
}
