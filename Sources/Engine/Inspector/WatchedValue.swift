import WorldState

/// A value that stays on the screen, with those of the last seconds.
public struct WatchedValue: Sendable, Equatable {
  public private(set) var path: WorldPath
  /// The pool element that it is in, wherever the pool moves it; nil outside of pools.
  public let element: ElementIdentity?
  /// Nil once the element is gone, or if the world has no such value.
  public private(set) var text: String?
  /// Oldest first.
  public private(set) var samples: [Double] = []

  static let capacity = 64

  public init(path: WorldPath, element: ElementIdentity? = nil) {
    self.path = path
    self.element = element
  }

  /// Whether it is the same value, wherever its element is.
  func isSame(as other: WatchedValue) -> Bool {
    guard let element, element == other.element else { return path == other.path && element == other.element }
    return path.steps.dropFirst(element.pool.steps.count + 1)
      == other.path.steps.dropFirst(element.pool.steps.count + 1)
  }

  mutating func read(_ world: WorldReader, isSample: Bool) {
    // What is gone is looked for in the whole pool. It may come back: the removal is undone, or time runs backwards.
    if text == nil, !samples.isEmpty, !isSample { return }
    guard let place = world.path(path, following: element) else {
      text = nil
      return
    }
    path = place
    text = world.shownValue(at: path)
    guard isSample, let number = world.number(at: path) else { return }
    samples.append(number)
    if samples.count > Self.capacity { samples.removeFirst() }
  }
}

/// The values that the player watches.
public struct WatchedValues: Sendable, Equatable {
  public private(set) var values: [WatchedValue] = []
  private var lastTick: UInt64 = 0
  private var lastSample: UInt64 = 0

  /// More would hide the game.
  static let limit = 8
  /// The time between two samples (ns): the graph shows about six seconds.
  static let interval: UInt64 = 100_000_000

  public init() {}

  /// Watches a value, or stops watching it.
  /// - Returns: what to tell the player.
  mutating func toggle(_ value: WatchedValue) -> WorldNotice {
    if let known = values.firstIndex(where: { $0.isSame(as: value) }) {
      values.remove(at: known)
      return WorldNotice(text: "\(value.path) is not watched any more")
    }
    // What is gone makes room first.
    if values.count >= Self.limit,
      let gone = values.firstIndex(where: { $0.text == nil && !$0.samples.isEmpty })
    {
      values.remove(at: gone)
    }
    guard values.count < Self.limit else {
      return WorldNotice(
        text: "\(Self.limit) values are watched, which is the most; w on one of them ends that", isBad: true)
    }
    values.append(value)
    return WorldNotice(
      text: "\(value.path) is watched, also while the inspector is closed; w again ends that")
  }

  mutating func removeAll() -> WorldNotice {
    defer { values = [] }
    return WorldNotice(text: values.isEmpty ? "nothing is watched" : "nothing is watched any more")
  }

  /// Called for each frame.
  /// - Parameters:
  ///   - tick: of the world. While it stays, nothing is added to the graphs.
  ///   - now: the loop's clock (ns).
  mutating func read(_ world: WorldReader?, tick: UInt64, now: UInt64) {
    guard !values.isEmpty, let world else { return }
    let isSample = tick != lastTick && now >= lastSample + Self.interval
    if isSample { (lastTick, lastSample) = (tick, now) }
    for index in values.indices { values[index].read(world, isSample: isSample) }
  }
}

/// What the inspector tells the player.
struct WorldNotice: Equatable {
  var text: String
  var isBad = false
}
