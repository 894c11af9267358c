/// Where things moved in a series of pictures, found from the pictures alone.
///
/// What a place shows most of the time is its background; something else that it shows for a while is a thing that passed there.
/// Places are those of the background, which may be larger than the picture if it scrolls. Where a large part of them changes,
/// there is no trail: it would be noise.
struct PictureTrail {
  private struct Place {
    /// The candidate for the background, and how many more pictures showed it than others (Boyer and Moore, 1981).
    var background = CellHalf.blank
    var lead: Int32 = 0
    /// The pictures that showed the place.
    var seen: Int32 = 0
    /// The content that was least like the candidate, and the last of several; the candidate if there is none. A thing that
    /// shines passes with its light before and behind it.
    var passing = CellHalf.blank

    var hasMoved: Bool { seen > 0 && !passing.isLike(background) }

    mutating func show(_ half: CellHalf) {
      seen += 1
      if seen == 1 {
        (background, passing, lead) = (half, half, 1)
      } else if half.isLike(background) {
        lead += 1
      } else if lead == 0 {
        let earlier = background
        (background, lead) = (half, 1)
        keepPassing(earlier)
      } else {
        keepPassing(half)
        lead -= 1
      }
    }

    private mutating func keepPassing(_ half: CellHalf) {
      if half.cell.contrast(with: background.cell) >= passing.cell.contrast(with: background.cell) {
        passing = half
      }
    }
  }

  private var map = HalfMap(Place())
  /// The part of the pictures that was taken, and their offsets since it changed.
  private var taken: (area: HalfArea, offsets: Set<HalfOffset>)?

  /// - Parameters:
  ///   - offset: of the picture in the background.
  ///   - area: the part of the picture that shows it.
  mutating func add(_ picture: HalfPicture, at offset: HalfOffset = .zero, within area: HalfArea? = nil) {
    let area = area ?? picture.area
    if let taken, taken.area != area {
      for offset in taken.offsets { forget(taken.area, except: area, at: offset) }
    }
    if taken?.area == area { taken?.offsets.insert(offset) } else { taken = (area, [offset]) }
    let size = picture.area
    let margin = HalfOffset(columns: size.columns.count / 2, halves: size.halves.count / 2)
    let limit = Self.maxPictures * size.count
    guard map.include(area.moved(by: offset), margin: margin, limit: limit) else { return }
    for half in area.halves {
      var index = map.index(area.columns.lowerBound + offset.columns, half + offset.halves)
      for column in area.columns {
        map.values[index].show(picture[column, half])
        index += 1
      }
    }
  }

  /// Of what is known of the places, this share may differ in a picture of them.
  private static let maxUnlike = 0.4
  /// The share of the picture's places that must be known for that.
  private static let leastKnown = 0.25

  /// Whether a picture differs from what is known of its places, as in a fade.
  func isUnlike(_ picture: HalfPicture, at offset: HalfOffset, within area: HalfArea) -> Bool {
    var (known, unlike) = (0, 0)
    for half in area.halves {
      for column in area.columns {
        let (mapColumn, mapHalf) = (column + offset.columns, half + offset.halves)
        guard map.area.contains(mapColumn, mapHalf) else { continue }
        let place = map.values[map.index(mapColumn, mapHalf)]
        if place.seen == 0 { continue }
        known += 1
        if !picture[column, half].isLike(place.background) { unlike += 1 }
      }
    }
    return Double(known) >= Self.leastKnown * Double(area.count)
      && Double(unlike) > Self.maxUnlike * Double(known)
  }

  /// The map has at most so many times the size of a picture.
  private static let maxPictures = 16

  /// What turned out to stay on the screen was not at a place of the background.
  private mutating func forget(_ old: HalfArea, except new: HalfArea, at offset: HalfOffset) {
    for half in old.halves {
      for column in old.columns where !new.contains(column, half) {
        let (column, half) = (column + offset.columns, half + offset.halves)
        if map.area.contains(column, half) { map.values[map.index(column, half)] = Place() }
      }
    }
  }

  /// The share of the places that may be drawn.
  private static let maxDrawn = 0.25
  /// How much more often a place must have shown its background than something else, as a share of all pictures. In a crowd
  /// only what passed fast is drawn.
  private static let leads = [0.33, 0.6, 0.8, 0.9]

  /// The places that something passed, to be drawn; empty if most of the background is not known.
  var path: TrailPath {
    let seen = map.values.count { $0.seen > 0 }
    for lead in Self.leads {
      let steps = steps(lead: lead)
      if Double(steps.count) <= Self.maxDrawn * Double(seen) { return TrailPath(steps: steps) }
    }
    return TrailPath(steps: [])
  }

  private func steps(lead: Double) -> [TrailPath.Step] {
    var steps: [TrailPath.Step] = []
    for half in map.area.halves {
      for column in map.area.columns {
        let place = map.values[map.index(column, half)]
        // A wide character needs two cells.
        guard place.hasMoved, Double(place.lead) > lead * Double(place.seen),
          place.passing.cell.shownScalar?.cellWidth == 1
        else { continue }
        steps.append(
          TrailPath.Step(column: column, half: half, background: place.background, passing: place.passing))
      }
    }
    return steps
  }
}

/// A value for each half of a cell in an area that grows.
private struct HalfMap<Value> {
  private let empty: Value
  private(set) var area = HalfArea(columns: 0..<0, halves: 0..<0)
  /// Row by row.
  var values: [Value] = []

  init(_ empty: Value) { self.empty = empty }

  /// - Precondition: it is in the area.
  func index(_ column: Int, _ half: Int) -> Int {
    (half - area.halves.lowerBound) * area.columns.count + column - area.columns.lowerBound
  }

  /// - Parameters:
  ///   - margin: by which it grows beyond what is needed, at each side where it must grow.
  ///   - limit: of its values.
  /// - Returns: false if it would have more.
  mutating func include(_ other: HalfArea, margin: HalfOffset, limit: Int) -> Bool {
    let new =
      values.isEmpty
      ? other
      : HalfArea(
        columns: Self.range(area.columns, including: other.columns, margin.columns),
        halves: Self.range(area.halves, including: other.halves, margin.halves))
    if new == area { return true }
    if new.count > limit { return false }
    var grown = HalfMap(empty)
    grown.area = new
    grown.values = Array(repeating: empty, count: new.count)
    for half in area.halves {
      let (from, to) = (index(area.columns.lowerBound, half), grown.index(area.columns.lowerBound, half))
      for column in 0..<area.columns.count { grown.values[to + column] = values[from + column] }
    }
    self = grown
    return true
  }

  private static func range(_ old: Range<Int>, including other: Range<Int>, _ margin: Int) -> Range<Int> {
    let first = other.lowerBound < old.lowerBound ? other.lowerBound - margin : old.lowerBound
    return first..<(other.upperBound > old.upperBound ? other.upperBound + margin : old.upperBound)
  }
}
