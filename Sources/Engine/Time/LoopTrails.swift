/// The trails of a loop. After a save, the trail of the round before it is drawn under the new rounds, so that the effect of
/// the edit can be seen.
struct LoopTrails {
  /// By scene.
  private typealias Round = [Int: PictureTrail]

  private var scenes = LoopScenes()
  private var current: Round = [:]
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
    if let position, status.position < position { beginRound(halves) }
    position = status.position
    if generation != self.generation {
      self.generation = generation
      // A save within the round: what came before it in the round is of the old code, too.
      shown = (lastRound ?? current).mapValues(\.path)
      current = [:]
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
      lastRound = current
    } else {
      // It begins somewhere else: nothing is known of the coordinates of others.
      (lastRound, shown) = (nil, [:])
    }
    current = [:]
  }
}
