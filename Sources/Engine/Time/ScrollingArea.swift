/// Which part of a scrolling picture scrolls: not the rows and columns at its edges that stay, such as a status line or a
/// border.
struct ScrollingArea {
  /// A line stays if at least one in ten of its halves was seen to stay, and fewer were seen to move.
  private static let leastShare = 10
  /// No more than a third is cut off at each edge: what stays in the middle is what the picture follows.
  private static let most = 3

  /// The least balance of a half that stays.
  private static let leastBalance = 2

  private let picture: HalfArea
  /// For each half how often it stayed and what scrolled would have looked different, less how often it moved.
  private var balance: [Int8]
  /// The part that scrolls, without its outermost cells: games have marks there that point out of the picture.
  private(set) var area: HalfArea

  init(_ picture: HalfArea) {
    self.picture = picture
    balance = Array(repeating: 0, count: picture.count)
    area = picture.without(left: 1, right: 1, top: 2, bottom: 2)
  }

  /// Takes what two pictures show, between which the background moved.
  mutating func learn(_ earlier: HalfPicture, _ later: HalfPicture, _ offset: HalfOffset) {
    var index = 0
    for half in picture.halves {
      for column in picture.columns {
        defer { index += 1 }
        let stayed = later[column, half].isLike(earlier[column, half])
        let (fromColumn, fromHalf) = (column - offset.columns, half - offset.halves)
        let (toColumn, toHalf) = (column + offset.columns, half + offset.halves)
        let hasSource = picture.contains(fromColumn, fromHalf)
        let hasTarget = picture.contains(toColumn, toHalf)
        guard hasSource || hasTarget else { continue }
        // What comes out from under a line that stays is known by where it goes.
        let moved =
          hasSource && later[column, half].isLike(earlier[fromColumn, fromHalf])
          || hasTarget && later[toColumn, toHalf].isLike(earlier[column, half])
        if stayed == moved { continue }
        balance[index] = max(-100, min(100, balance[index] + (stayed ? 1 : -1)))
      }
    }
    area = scrolling.without(left: 1, right: 1, top: 2, bottom: 2)
  }

  /// Whether a half was seen to stay while the background moved: a banner, for example.
  func stays(_ column: Int, _ half: Int) -> Bool {
    balance[half * picture.columns.count + column] >= Self.leastBalance
  }

  /// The picture without the lines that stay.
  private var scrolling: HalfArea {
    var area = picture
    let (mostColumns, mostHalves) = (picture.columns.count / Self.most, picture.halves.count / Self.most)
    var before: HalfArea
    repeat {
      before = area
      let (left, right) = (area.columns.lowerBound, area.columns.upperBound)
      let (top, bottom) = (area.halves.lowerBound, area.halves.upperBound)
      if top < mostHalves, stays(area.columns, top..<top + 2) {
        area.halves = top + 2..<bottom
      } else if picture.halves.count - bottom < mostHalves, stays(area.columns, bottom - 2..<bottom) {
        area.halves = top..<bottom - 2
      } else if left < mostColumns, stays(left..<left + 1, area.halves) {
        area.columns = left + 1..<right
      } else if picture.columns.count - right < mostColumns, stays(right - 1..<right, area.halves) {
        area.columns = left..<right - 1
      }
    } while area != before
    return area
  }

  private func stays(_ columns: Range<Int>, _ halves: Range<Int>) -> Bool {
    var (staying, moving) = (0, 0)
    for half in halves {
      for column in columns {
        let balance = balance[half * picture.columns.count + column]
        if balance > 0 { staying += 1 } else if balance < 0 { moving += 1 }
      }
    }
    return staying > moving && staying * Self.leastShare >= columns.count * halves.count
  }
}
