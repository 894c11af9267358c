import CGameABI

/// Where things moved in a series of pictures, found from the pictures alone.
///
/// What a cell shows most of the time is its background; something else that it shows for a while is a thing that passed there.
/// Colours may flicker: similar ones count as the same. A cell that has no lasting background, such as one of a picture
/// that scrolls, has no trail.
struct PictureTrail {
  private struct Place {
    /// The candidate for the background, and how many more pictures showed it than others (Boyer and Moore, 1981).
    var background: Cell
    var lead = 1
    /// The last content that was not like the candidate.
    var passing: Cell?
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

  /// Draws the trail, dimmed, where the picture shows only its background.
  func paint(on picture: inout CellBuffer) {
    guard picture.size == size, !places.isEmpty else { return }
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let place = places[row * size.columns + column]
        // A wide character needs two cells.
        guard let passing = place.passing, passing.shownScalar?.cellWidth == 1, place.lead * 3 > pictureCount,
          !passing.isLike(place.background), picture[column, row].isLike(place.background)
        else { continue }
        picture[column, row] = passing.dimmed(over: picture[column, row])
      }
    }
  }
}

/// The trails of a loop. After a save, the trail of the round before it is drawn under the new rounds, so that the effect of
/// the edit can be seen.
struct LoopTrails {
  private var current: PictureTrail?
  private var lastRound: PictureTrail?
  private var shown: PictureTrail?
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
      shown = lastRound ?? current
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
      mixed | ((color >> shift & 0xFF) + 2 * (ground >> shift & 0xFF)) / 3 << shift
    }
  }
}
