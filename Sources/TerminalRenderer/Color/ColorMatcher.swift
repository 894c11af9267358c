/// Finds the palette colour that looks most like a given one.
///
/// Answers are kept in a table over the colour's upper bits, filled as colours come up: the search through the
/// palette happens once for each of its entries, and a lookup is one load. Not for use on two threads at once.
// Safe: every index is made from masked bits or from the palette's own range.
@safe struct ColorMatcher: ~Copyable {
  /// Bits of each channel that the table tells apart. With 6, an error of 2 in 255 is possible beside palette
  /// colours that are 10 apart at the closest.
  private static let bits: UInt32 = 6
  private static let unknown: UInt16 = 0xFFFF

  private let table: UnsafeMutablePointer<UInt16>
  private let palette: UnsafeMutablePointer<OKLab>
  private let first: Int
  private let count: Int

  init(depth: ColorDepth) {
    let range = depth.paletteRange
    first = range.lowerBound
    count = range.count
    let size = 1 << (3 * Int(ColorMatcher.bits))
    unsafe table = .allocate(capacity: size)
    unsafe table.initialize(repeating: ColorMatcher.unknown, count: size)
    unsafe palette = .allocate(capacity: max(count, 1))
    for index in 0..<count {
      unsafe (palette + index).initialize(to: OKLab(rgb: XtermPalette.colors[first + index]))
    }
    // Colours of the palette itself are answered exactly, whatever their bucket's middle would say.
    for index in (0..<count).reversed() {
      let bucket = ColorMatcher.bucket(XtermPalette.colors[first + index])
      unsafe table[bucket] = UInt16(first + index)
    }
  }

  deinit {
    unsafe table.deallocate()
    unsafe palette.deallocate()
  }

  /// The palette index for a colour 0x00RRGGBB.
  func index(_ rgb: UInt32) -> UInt32 {
    let bucket = ColorMatcher.bucket(rgb)
    let known = unsafe table[bucket]
    if known != ColorMatcher.unknown { return UInt32(known) }
    let found = search(rgb)
    unsafe table[bucket] = UInt16(found)
    return UInt32(found)
  }

  private func search(_ rgb: UInt32) -> Int {
    let wanted = OKLab(rgb: rgb)
    var best = 0
    var bestDistance = Float.infinity
    var index = 0
    while index < count {
      let distance = unsafe wanted.squaredDistance(to: palette[index])
      if distance < bestDistance {
        bestDistance = distance
        best = index
      }
      index &+= 1
    }
    return first + best
  }

  private static func bucket(_ rgb: UInt32) -> Int {
    let drop = 8 &- bits
    let red = (rgb >> 16 & 0xFF) >> drop
    let green = (rgb >> 8 & 0xFF) >> drop
    let blue = (rgb & 0xFF) >> drop
    return Int(red << (2 &* bits) | green << bits | blue)
  }
}
