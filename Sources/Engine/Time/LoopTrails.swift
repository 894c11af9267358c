/// The trails of a loop. After a save, the trail of the round before it is drawn under the new rounds, so that the effect of
/// the edit can be seen.
///
/// All rounds begin in the same world. So where the picture scrolls, each round is followed from the same first picture, and the
/// trails of all are in the same coordinates.
struct LoopTrails {
  /// After the first picture of a round.
  private var start: PictureScroll?
  private var scroll: PictureScroll?
  private var current = PictureTrail()
  private var lastRound: PictureTrail?
  private var shown: TrailPath?
  private var size: CellSize?
  private var position = 0
  private var generation: UInt64 = 0

  /// Called with each picture of the game.
  mutating func compose(_ picture: inout CellBuffer, _ status: TimeStatus, generation: UInt64) {
    guard status.mode == .looping else {
      if size != nil { self = LoopTrails() }
      return
    }
    if size != picture.size {
      self = LoopTrails()
      size = picture.size
      self.generation = generation
    }
    let halves = HalfPicture(picture)
    if scroll == nil || status.position < position { beginRound(halves) }
    position = status.position
    if generation != self.generation {
      self.generation = generation
      // A save within the round: what came before it in the round is of the old code, too.
      shown = (lastRound ?? current).path
      current = PictureTrail()
    }
    guard let scroll = scroll?.following(halves) else { return }
    self.scroll = scroll
    current.add(halves, at: scroll.offset, within: scroll.area)
    shown?.paint(on: &picture, at: scroll.offset, within: scroll.area)
  }

  private mutating func beginRound(_ first: HalfPicture) {
    lastRound = scroll == nil ? nil : current
    current = PictureTrail()
    if let start, let scroll, let again = scroll.again(from: start).following(first) {
      self.scroll = again
    } else {
      // It begins somewhere else, or is the first one: nothing is known of the coordinates of others.
      start = PictureScroll(first)
      (scroll, lastRound, shown) = (start, nil, nil)
    }
  }
}
