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
  /// The palette's colours that may be chosen, the darkest first.
  private let palette: UnsafeMutablePointer<(color: OKLab, index: UInt16)>
  private let count: Int
  /// For each cube of 16×16×16 colours the place in `palette` that was found last.
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
    for (place, color) in colors.sorted(by: { $0.color.lightness < $1.color.lightness }).enumerated() {
      unsafe (palette + place).initialize(to: color)
    }
    // Colours of the palette itself are answered exactly, whatever their bucket's middle would say.
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

  /// Goes from the palette's colours that are as bright as the wanted one to both sides, until the difference in
  /// lightness alone is more than the best colour is away.
  /// It begins with what was found for a colour nearby, so that there is little to go through.
  private func search(_ rgb: UInt32) -> Int {
    let wanted = OKLab(rgb: rgb)
    let neighbour = Int(rgb >> 20 & 0xF) << 8 | Int(rgb >> 12 & 0xF) << 4 | Int(rgb >> 4 & 0xF)
    var bestPlace = unsafe Int(nearby[neighbour])
    defer { unsafe nearby[neighbour] = UInt16(bestPlace) }
    var bestDistance = unsafe wanted.squaredDistance(to: palette[bestPlace].color)
    let middle = firstPlace(notDarkerThan: wanted.lightness)
    var step = 1
    repeat {
      var place = step > 0 ? middle : middle &- 1
      while place >= 0, place < count {
        let color = unsafe palette[place].color
        let gap = color.lightness - wanted.lightness
        if gap * gap >= bestDistance { break }
        let distance = wanted.squaredDistance(to: color)
        // Written so that it needs no branch: which colour is the best so far cannot be foretold.
        bestPlace = distance < bestDistance ? place : bestPlace
        bestDistance = min(distance, bestDistance)
        place &+= step
      }
      step &-= 2
    } while step == -1
    return unsafe Int(palette[bestPlace].index)
  }

  private func firstPlace(notDarkerThan lightness: Float) -> Int {
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
