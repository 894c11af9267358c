/// Finds which scene of a loop each picture shows, and where in it.
///
/// A scene is a part of a round in which the background can be followed from picture to picture; a fade or a cut ends it. All
/// rounds begin in the same world and have the same input. So a picture is also compared with one that an earlier round showed
/// at the same position: that finds a scene again, in the same coordinates, and corrects errors that have added up.
struct LoopScenes {
  struct Place {
    let scene: Int
    var scroll: PictureScroll

    var offset: HalfOffset { scroll.offset }
    var area: HalfArea { scroll.area }
  }

  /// A picture of an earlier round, or of this one.
  private struct Landmark {
    let position: Int
    var place: Place
  }

  /// Positions between two landmarks of a scene.
  private static let interval = 60
  /// More pictures in a row that are not recognised end a scene.
  private static let maxUnknown = 8
  /// Bounds the memory of a loop with many cuts.
  private static let maxScenes = 24
  private static let maxLandmarks = 48

  /// In the order of their positions.
  private var landmarks: [Landmark] = []
  /// The index of the landmark that this round reaches next.
  private var next = 0
  /// Of the last picture that was recognised.
  private var place: Place?
  /// In the scene before it, to which a flash returns.
  private var previous: Place?
  private var unknown = 0
  /// What was learned of each scene, by its number.
  private var scenes: [PictureScroll] = []

  /// - Parameters:
  ///   - picture: at position `position` of the loop, which is not before that of the picture before.
  ///   - isOtherScene: whether the picture is too unlike what was seen at that place: where it fades, each picture is like the one
  ///     before.
  /// - Returns: nil while it is not known: in a flash, for example.
  mutating func find(_ picture: HalfPicture, at position: Int, isOtherScene: (Place) -> Bool) -> Place? {
    if let found = reached(picture, at: position) ?? followed(picture), !isOtherScene(found) {
      unknown = 0
      place = found
      scenes[found.scene] = found.scroll
    } else {
      unknown += 1
      guard place == nil || unknown > Self.maxUnknown, scenes.count < Self.maxScenes else { return nil }
      unknown = 0
      if let place { previous = place }
      let scroll = PictureScroll(picture)
      place = Place(scene: scenes.count, scroll: scroll)
      scenes.append(scroll)
      remember(position)
    }
    if next == 0 || position >= landmarks[next - 1].position + Self.interval { remember(position) }
    return place
  }

  /// - Parameter first: the first picture of the new round.
  /// - Returns: whether the scenes of earlier rounds are known in it.
  mutating func beginRound(_ first: HalfPicture) -> Bool {
    (next, unknown, place, previous) = (0, 0, nil, nil)
    if let start = landmarks.first, start.place.scroll.following(first) != nil { return true }
    self = LoopScenes()
    return false
  }

  /// Where the picture is by the last of the landmarks that are reached with it.
  private mutating func reached(_ picture: HalfPicture, at position: Int) -> Place? {
    var found: Place?
    while next < landmarks.count, landmarks[next].position <= position {
      let known = landmarks[next].place
      let scroll = scenes[known.scene].again(from: known.scroll)
      if let followed = scroll.following(picture, far: true) {
        found = Place(scene: known.scene, scroll: followed)
        // The next round is more like this one than like those before.
        landmarks[next].place = Place(scene: known.scene, scroll: followed)
      }
      next += 1
    }
    if let found, let place, place.scene != found.scene { previous = place }
    return found
  }

  private mutating func followed(_ picture: HalfPicture) -> Place? {
    if let place, let scroll = place.scroll.following(picture, far: unknown > 0) {
      return Place(scene: place.scene, scroll: scroll)
    }
    guard let previous, let scroll = previous.scroll.following(picture, far: true) else { return nil }
    self.previous = place
    return Place(scene: previous.scene, scroll: scroll)
  }

  /// Makes the present place a landmark.
  private mutating func remember(_ position: Int) {
    guard let place, landmarks.count < Self.maxLandmarks else { return }
    landmarks.insert(Landmark(position: position, place: place), at: next)
    next += 1
  }
}
