/// Finds the palette colour that is closest to a given one.
///
/// Results are cached in a table that is indexed by the colour's upper bits: the palette is searched once per entry, and a
/// lookup is one load. One thread at a time.
// Safe: every index is made from masked bits or from the palette's own range.
@safe struct ColorMatcher: ~Copyable {
  /// Upper bits of each channel in the table's index. With 6 the error is at most 2 of 255; palette colours are at least 10
  /// apart.
  private static let bits: UInt32 = 6
  private static let unknown: UInt16 = 0xFFFF

  private let table: UnsafeMutablePointer<UInt16>
  /// The usable palette colours, the darkest first.
  private let palette: UnsafeMutablePointer<(color: OKLab, index: UInt16)>
  private let count: Int
  /// For each cube of 16×16×16 colours the index in `palette` that was found last.
  private let nearby: UnsafeMutablePointer<UInt16>

  init(depth: ColorDepth) {
    let range = depth.paletteRange
    count = range.count
    let size = 1 << (3 * Int(ColorMatcher.bits))
    unsafe table = .allocate(capacity: size)
    unsafe table.initialize(repeating: ColorMatcher.unknown, count: size)
    unsafe palette = .allocate(capacity: max(count, 1))
    unsafe nearby = .allocate(capacity: 4096)
    unsafe nearby.initialize(repeating: 0, count: 4096)
    let colors = range.map { (color: OKLab(rgb: XtermPalette.colors[$0]), index: UInt16($0)) }
    for (index, color) in colors.sorted(by: { $0.color.lightness < $1.color.lightness }).enumerated() {
      unsafe (palette + index).initialize(to: color)
    }
    // The colours of the palette itself must be exact.
    for index in range.reversed() {
      unsafe table[ColorMatcher.bucket(XtermPalette.colors[index])] = UInt16(index)
    }
  }

  deinit {
    unsafe table.deallocate()
    unsafe palette.deallocate()
    unsafe nearby.deallocate()
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

  /// Searches from the palette colours of equal lightness in both directions, until the difference in lightness alone
  /// exceeds the distance of the best colour. It starts with the result for a similar colour, which keeps the search short.
  private func search(_ rgb: UInt32) -> Int {
    let wanted = OKLab(rgb: rgb)
    let neighbour = Int(rgb >> 20 & 0xF) << 8 | Int(rgb >> 12 & 0xF) << 4 | Int(rgb >> 4 & 0xF)
    var bestIndex = unsafe Int(nearby[neighbour])
    defer { unsafe nearby[neighbour] = UInt16(bestIndex) }
    var bestDistance = unsafe wanted.squaredDistance(to: palette[bestIndex].color)
    let middle = firstIndex(notDarkerThan: wanted.lightness)
    var step = 1
    repeat {
      var index = step > 0 ? middle : middle &- 1
      while index >= 0, index < count {
        let color = unsafe palette[index].color
        let gap = color.lightness - wanted.lightness
        if gap * gap >= bestDistance { break }
        let distance = wanted.squaredDistance(to: color)
        // Without a branch, because it could not be predicted.
        bestIndex = distance < bestDistance ? index : bestIndex
        bestDistance = min(distance, bestDistance)
        index &+= step
      }
      step &-= 2
    } while step == -1
    return unsafe Int(palette[bestIndex].index)
  }

  private func firstIndex(notDarkerThan lightness: Float) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low &+ high) / 2
      if unsafe palette[middle].color.lightness < lightness { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  private static func bucket(_ rgb: UInt32) -> Int {
    let drop = 8 &- bits
    let red = (rgb >> 16 & 0xFF) >> drop
    let green = (rgb >> 8 & 0xFF) >> drop
    let blue = (rgb & 0xFF) >> drop
    return Int(red << (2 &* bits) | green << bits | blue)
  }
}
