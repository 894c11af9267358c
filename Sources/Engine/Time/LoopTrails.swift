/// The trails of a loop. After a save, the trail of the round before it is drawn under the new rounds, so that the effect of
/// the edit can be seen.
struct LoopTrails {
  /// What one code showed in a round.
  private struct Round {
    /// By scene.
    var trails: [Int: PictureTrail] = [:]
    /// Whether a save came within the round: it has the trails from there on only.
    var isPart = false

    var paths: [Int: TrailPath] { trails.mapValues(\.path) }
  }

  private var scenes = LoopScenes()
  private var current = Round()
  private var lastRound: Round?
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
      shown = (lastRound ?? current).paths
      if lastRound?.isPart == true {
        // The old code came within the round before: together they are a whole one.
        shown.merge(current.paths) { TrailPath(steps: $0.steps + $1.steps) }
      }
      current = Round(isPart: !begins)
    }
    let place = scenes.find(halves, at: status.position) { place in
      current.trails[place.scene]?.isUnlike(halves, at: place.offset, within: place.area) == true
    }
    guard let place else { return }
    current.trails[place.scene, default: PictureTrail()].add(halves, at: place.offset, within: place.area)
    shown[place.scene]?.paint(on: &picture, at: place.offset, within: place.area)
  }

  private mutating func beginRound(_ first: HalfPicture) {
    if scenes.beginRound(first) {
      lastRound = current
    } else {
      // It begins somewhere else: nothing is known of the coordinates of others.
      (lastRound, shown) = (nil, [:])
    }
    current = Round()
  }
}
