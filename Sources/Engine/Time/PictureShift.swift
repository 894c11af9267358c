/// How far the background of one picture is from where it was in an earlier one, found from the two pictures alone.
///
/// Judged by marks: halves of cells with edges, evenly taken from the earlier picture, so that neither a dense status line nor a
/// crowd of moving things outvotes the rest. A mark matches where its surroundings are the same.
struct PictureShift {
  /// The offsets that are tried.
  struct Reach {
    fileprivate let offsets: [HalfOffset]

    /// Between two pictures that follow each other.
    static let near = Reach(to: 8)
    static let far = Reach(to: 20)

    /// All but zero, the nearest first.
    /// - Parameter distance: in columns, and in halves of rows.
    private init(to distance: Int) {
      var offsets: [HalfOffset] = []
      for columns in -distance...distance {
        for halves in -distance...distance { offsets.append(HalfOffset(columns: columns, halves: halves)) }
      }
      func length(_ offset: HalfOffset) -> Int {
        offset.columns * offset.columns + offset.halves * offset.halves
      }
      self.offsets = offsets.filter { $0 != .zero }.sorted { length($0) < length($1) }
    }
  }

  /// The shares of the marks that may be missed: where the background rests, and where it moved.
  private static let mostMissesAtRest = 0.6
  private static let mostMisses = 0.5
  /// The picture is divided into so many blocks across and down, with so many marks in each.
  private static let blocks = (across: 12, down: 8)
  private static let marksPerBlock = 4
  /// Fewer blocks with marks are things on a background without features: nothing shows whether that moves.
  private static let leastBlocks = 12

  /// At least one in so many marks must have moved behind an overlay.
  private static let leastShareMoved = 6

  private typealias Mark = (column: Int, half: Int)

  private let picture: HalfPicture
  private let marks: [Mark]
  private let isFeatureless: Bool

  /// - Parameters:
  ///   - picture: the earlier one.
  ///   - area: the part of it that may move.
  ///   - stays: whether a half, by column and half, is known to be an overlay: it has no marks.
  init(from picture: HalfPicture, within area: HalfArea, stays: (Int, Int) -> Bool = { _, _ in false }) {
    self.picture = picture
    var marks: [Mark] = []
    var blocks = 0
    // Each mark has neighbours on its left and above it.
    let area = area.without(
      left: area.columns.lowerBound == 0 ? 1 : 0, right: 0,
      top: area.halves.lowerBound == 0 ? 2 : 0, bottom: 0)
    for down in 0..<Self.blocks.down {
      for across in 0..<Self.blocks.across {
        let found = Self.marks(
          of: picture, in: Self.part(across, of: Self.blocks.across, area.columns),
          Self.part(down, of: Self.blocks.down, area.halves), stays)
        marks += found
        if !found.isEmpty { blocks += 1 }
      }
    }
    self.marks = marks
    isFeatureless = blocks < Self.leastBlocks
  }

  private static func part(_ number: Int, of count: Int, _ range: Range<Int>) -> Range<Int> {
    range.lowerBound + range.count * number / count..<range.lowerBound + range.count * (number + 1) / count
  }

  private static func marks(
    of picture: HalfPicture, in columns: Range<Int>, _ halves: Range<Int>, _ stays: (Int, Int) -> Bool
  ) -> [Mark] {
    var marks: [Mark] = []
    for half in halves {
      for column in columns {
        let here = picture[column, half]
        if here.isLike(picture[column - 1, half]) && here.isLike(picture[column, half - 2]) { continue }
        if stays(column, half) { continue }
        marks.append((column, half))
        if marks.count == marksPerBlock { return marks }
      }
    }
    return marks
  }

  /// How far the background moved.
  ///
  /// - Parameters:
  ///   - later: of the same size.
  ///   - guess: is tried early, which saves time if it is right.
  /// - Returns: nil if the pictures have too little in common.
  func to(_ later: HalfPicture, guess: HalfOffset = .zero, reach: Reach = .near) -> HalfOffset? {
    if isFeatureless { return .zero }
    let missesAtRest = misses(marks, later, .zero, below: .max) ?? .max
    var best: (offset: HalfOffset, misses: Int)?
    var limit = min(missesAtRest, marks.count / 2 + 1)
    for offset in [guess] + reach.offsets where limit > 0 {
      guard let misses = misses(marks, later, offset, below: limit) else { continue }
      best = (offset, misses)
      limit = misses
    }
    if let best { return isConvincing(best.offset, best.misses) ? best.offset : nil }
    if let offset = behindOverlay(later, guess, reach) { return offset }
    return Double(missesAtRest) <= Self.mostMissesAtRest * Double(marks.count) ? .zero : nil
  }

  /// How far the background moved behind a large overlay that stays, such as a banner. The marks that moved must surround it: a
  /// compact group of them is a large thing that moves over a background that stays.
  private func behindOverlay(_ later: HalfPicture, _ guess: HalfOffset, _ reach: Reach) -> HalfOffset? {
    let moved = marks.filter { !isFound($0, in: later, .zero) }
    guard moved.count * Self.leastShareMoved >= marks.count else { return nil }
    var best: HalfOffset?
    var limit = moved.count / 3 + 1
    for offset in [guess] + reach.offsets where offset != .zero && limit > 0 {
      guard let misses = misses(moved, later, offset, below: limit) else { continue }
      (best, limit) = (offset, misses)
    }
    guard let best else { return nil }
    let found = moved.filter { isSeen($0, best) && isFound($0, in: later, best) }
    return surround(found) ? best : nil
  }

  private func surround(_ marks: [Mark]) -> Bool {
    let size = picture.area
    func reaches(_ places: some Sequence<Int>, _ length: Int) -> Bool {
      guard let first = places.min(), let last = places.max() else { return false }
      return (last - first) * 4 >= length * 3
    }
    let blocks = Set(
      marks.map {
        $0.half * Self.blocks.down / size.halves.count * Self.blocks.across
          + $0.column * Self.blocks.across / size.columns.count
      })
    return blocks.count >= Self.leastBlocks && reaches(marks.lazy.map(\.column), size.columns.count)
      && reaches(marks.lazy.map(\.half), size.halves.count)
  }

  /// The share of those that can be seen, which are half of all at least.
  private func isConvincing(_ offset: HalfOffset, _ misses: Int) -> Bool {
    let seen = marks.count { isSeen($0, offset) }
    return seen * 2 >= marks.count && Double(misses) <= Self.mostMisses * Double(seen)
  }

  /// The number of marks that are not found at an offset; nil if it is not below a limit. Those that left the picture do not
  /// count.
  private func misses(_ marks: [Mark], _ later: HalfPicture, _ offset: HalfOffset, below limit: Int) -> Int? {
    var misses = 0
    for mark in marks where isSeen(mark, offset) && !isFound(mark, in: later, offset) {
      misses += 1
      if misses >= limit { return nil }
    }
    return misses < limit ? misses : nil
  }

  private func isSeen(_ mark: Mark, _ offset: HalfOffset) -> Bool {
    let (column, half) = (mark.column + offset.columns, mark.half + offset.halves)
    return picture.area.contains(column, half) && picture.area.contains(column - 1, half - 2)
  }

  private func isFound(_ mark: Mark, in later: HalfPicture, _ offset: HalfOffset) -> Bool {
    let (column, half) = (mark.column + offset.columns, mark.half + offset.halves)
    return picture[mark.column, mark.half].isLike(later[column, half])
      && picture[mark.column - 1, mark.half].isLike(later[column - 1, half])
      && picture[mark.column, mark.half - 2].isLike(later[column, half - 2])
  }
}
