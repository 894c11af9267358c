import GameBuilder

/// Literals of the running code that have changed and were not read since: what the player changed cannot show yet. Pure.
struct UnreadLiterals {
  /// The seconds of ticks after which that is worth saying.
  static let patience = 2.0

  /// The file of the image that runs.
  let image: String
  /// When each of them changed, in seconds of ticks.
  private var changed: [LiveLiteral.ID: Double] = [:]
  /// Those of the last save, as long as none of them was read and nothing was said about it.
  private var saved: Set<LiveLiteral.ID> = []
  private var time = 0.0
  /// Those that changed long enough ago.
  private(set) var overdue: Set<LiveLiteral.ID> = []

  init(in image: String = "") { self.image = image }

  /// The same game in another image, in which nothing was read yet.
  /// - Parameter isKnown: whether the image has a literal.
  func following(in image: String, isKnown: (LiveLiteral.ID) -> Bool) -> UnreadLiterals {
    var next = UnreadLiterals(in: image)
    next.changed = changed.filter { isKnown($0.key) }
    next.overdue = overdue.filter(isKnown)
    next.time = time
    return next
  }

  /// The game ran a tick.
  mutating func pass(_ seconds: Double) { if !changed.isEmpty { time += seconds } }

  /// Literals have other values from now on.
  /// - Parameter isSave: whether these are all that a save changed.
  mutating func note(_ ids: [LiveLiteral.ID], isSave: Bool = false) {
    for id in ids { changed[id] = time }
    overdue.subtract(ids)
    if isSave { saved = Set(ids) } else { saved.subtract(ids) }
  }

  /// Their values are those of before.
  mutating func forget(_ ids: [LiveLiteral.ID]) {
    for id in ids { changed[id] = nil }
    overdue.subtract(ids)
    saved.subtract(ids)
  }

  /// Nothing is said about the last save.
  mutating func dropSave() { saved = [] }

  /// Call it when the game has drawn a frame: code that only draws has had its turn.
  /// - Returns: whether others are overdue than before; and those of the last save, once, if all of them are.
  mutating func check(
    _ wasRead: (LiveLiteral.ID) -> Bool
  ) -> (isChanged: Bool, saved: Set<LiveLiteral.ID>) {
    if changed.isEmpty { return (false, []) }
    let read = changed.keys.filter(wasRead)
    if !saved.isDisjoint(with: read) { saved = [] }
    for id in read { changed[id] = nil }
    let before = overdue
    overdue = Set(changed.filter { time - $0.value >= Self.patience }.keys)
    guard !saved.isEmpty, saved.isSubset(of: overdue) else { return (overdue != before, []) }
    defer { saved = [] }
    return (overdue != before, saved)
  }
}
