/// The trails of a loop. After a save, the trail of the round before it is drawn under the new rounds, so that the effect of
/// the edit can be seen.
struct LoopTrails {
  /// By scene.
  private typealias Round = [Int: PictureTrail]

  private var scenes = LoopScenes()
  private var current: Round = [:]
  private var lastRound: Round?
  /// Whether a save came within the last round: it has the paths of its code from there on only.
  private var lastRoundIsPart = false
  /// Whether a save came within this round.
  private var isPart = false
  private var shown: [Int: TrailPath] = [:]
  private var size: CellSize?
  private var position: Int?
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
    let begins = position.map { status.position < $0 } ?? true
    if begins, position != nil { beginRound(halves) }
    position = status.position
    if generation != self.generation {
      self.generation = generation
      // A save within the round: what came before it in the round is of the old code, too.
      shown = (lastRound ?? current).mapValues(\.path)
      if lastRoundIsPart {
        // The old code came within the round before: together they are a whole one.
        shown.merge(current.mapValues(\.path)) { TrailPath(steps: $0.steps + $1.steps) }
      }
      current = [:]
      isPart = !begins
    }
    let place = scenes.find(halves, at: status.position) { place in
      current[place.scene]?.isUnlike(halves, at: place.offset, within: place.area) == true
    }
    guard let place else { return }
    current[place.scene, default: PictureTrail()].add(halves, at: place.offset, within: place.area)
    shown[place.scene]?.paint(on: &picture, at: place.offset, within: place.area)
  }

  private mutating func beginRound(_ first: HalfPicture) {
    if scenes.beginRound(first) {
      (lastRound, lastRoundIsPart) = (current, isPart)
    } else {
      // It begins somewhere else: nothing is known of the coordinates of others.
      (lastRound, lastRoundIsPart, shown) = (nil, false, [:])
    }
    current = [:]
    isPart = false
  }
}
