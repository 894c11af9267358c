import CGameABI

/// Where things moved in a series of pictures, found from the pictures alone.
///
/// What a cell shows most of the time is its background; something else that it shows for a while is a thing that passed there.
/// Colours may flicker: similar ones count as the same. Where a large part of the picture moves, it scrolls, and there is no
/// trail: it would be noise.
struct PictureTrail {
  private struct Place {
    /// The candidate for the background, and how many more pictures showed it than others (Boyer and Moore, 1981).
    var background: Cell
    var lead = 1
    /// The last content that was not like the candidate.
    var passing: Cell?

    var hasMoved: Bool { passing.map { !$0.isLike(background) } ?? false }
  }

  let size: CellSize
  private var places: [Place] = []
  private(set) var pictureCount = 0

  init(size: CellSize) { self.size = size }

  /// - Parameter picture: of the trail's size.
  mutating func add(_ picture: CellBuffer) {
    pictureCount += 1
    if places.isEmpty {
      places = picture.cells.map { Place(background: $0) }
      return
    }
    for (index, cell) in picture.cells.enumerated() {
      if cell.isLike(places[index].background) {
        places[index].lead += 1
      } else if places[index].lead == 0 {
        places[index].passing = places[index].background
        places[index].background = cell
        places[index].lead = 1
      } else {
        places[index].passing = cell
        places[index].lead -= 1
      }
    }
  }

  /// The share of the cells that may have moved.
  private static let maxMoved = 0.25

  /// The cells that something passed, to be drawn; empty if the picture scrolls.
  var path: TrailPath {
    let moved = places.indices.filter { places[$0].hasMoved }
    guard Double(moved.count) <= Self.maxMoved * Double(places.count) else {
      return TrailPath(size: size, steps: [])
    }
    let steps = moved.compactMap { index -> TrailPath.Step? in
      // A wide character needs two cells.
      guard let passing = places[index].passing, passing.shownScalar?.cellWidth == 1,
        places[index].lead * 3 > pictureCount
      else { return nil }
      return TrailPath.Step(index: index, background: places[index].background, passing: passing)
    }
    return TrailPath(size: size, steps: steps)
  }
}

/// The cells that something passed.
struct TrailPath {
  fileprivate struct Step {
    /// Of the cell in the picture.
    let index: Int
    let background: Cell
    let passing: Cell
  }

  let size: CellSize
  fileprivate let steps: [Step]

  /// Draws them, dimmed, where the picture shows only its background.
  func paint(on picture: inout CellBuffer) {
    guard picture.size == size else { return }
    for step in steps {
      let (row, column) = step.index.quotientAndRemainder(dividingBy: size.columns)
      let shown = picture[column, row]
      if shown.isLike(step.background) { picture[column, row] = step.passing.dimmed(over: shown) }
    }
  }
}

/// The trails of a loop. After a save, the trail of the round before it is drawn under the new rounds, so that the effect of
/// the edit can be seen.
struct LoopTrails {
  private var current: PictureTrail?
  private var lastRound: PictureTrail?
  private var shown: TrailPath?
  private var position = 0
  private var generation: UInt64 = 0

  /// Called with each picture of the game.
  mutating func compose(_ picture: inout CellBuffer, _ status: TimeStatus, generation: UInt64) {
    guard status.mode == .looping else {
      if current != nil { self = LoopTrails() }
      return
    }
    if current?.size != picture.size {
      self = LoopTrails()
      self.generation = generation
      current = PictureTrail(size: picture.size)
    }
    if generation != self.generation {
      self.generation = generation
      // A save within the round: what came before it in the round is of the old code, too.
      shown = (lastRound ?? current)?.path
      current = PictureTrail(size: picture.size)
    } else if status.position < position {
      lastRound = current
      current = PictureTrail(size: picture.size)
    }
    position = status.position
    current?.add(picture)
    shown?.paint(on: &picture)
  }
}

extension Cell {
  /// The same glyph in nearly the same colours.
  fileprivate func isLike(_ other: Cell) -> Bool {
    glyph == other.glyph && style == other.style && Self.isNear(fore, other.fore)
      && Self.isNear(back, other.back)
  }

  private static func isNear(_ a: UInt32, _ b: UInt32) -> Bool {
    if a == b { return true }
    if a == HOTLOOP_COLOR_DEFAULT || b == HOTLOOP_COLOR_DEFAULT { return false }
    var distance = 0
    for shift in [16, 8, 0] as [UInt32] {
      distance += abs(Int(a >> shift & 0xFF) - Int(b >> shift & 0xFF))
    }
    return distance < 60
  }

  /// This cell at a third of its strength.
  fileprivate func dimmed(over ground: Cell) -> Cell {
    Cell(
      glyph: glyph, fore: Self.mix(fore, ground.fore), back: Self.mix(back, ground.back),
      style: style | CellStyleDim.rawValue)
  }

  private static func mix(_ color: UInt32, _ ground: UInt32) -> UInt32 {
    if color == HOTLOOP_COLOR_DEFAULT || ground == HOTLOOP_COLOR_DEFAULT { return color }
    return ([16, 8, 0] as [UInt32]).reduce(0) { mixed, shift in
      let part = ((color >> shift & 0xFF) + 2 * (ground >> shift & 0xFF)) / 3
      return mixed | part << shift
    }
  }
}
