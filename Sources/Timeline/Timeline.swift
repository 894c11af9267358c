import CGameABI
import WorldState

/// The recording of the present run in memory: what each tick got from outside, and keyframes of the world, from which every
/// world in between can be computed again.
///
/// A position is a number of recorded ticks; the world at a position is the one before that tick. Positions `start...end` can
/// be reached. Where the player continues from an earlier position, another branch begins; the future that was left is kept
/// until the next one.
///
/// Bounded: when the memory is used up, keyframes become rarer the older they are, and then the oldest ticks are forgotten.
/// Confined to one thread.
public final class Timeline<Context: TickContext> {
  public struct Limits: Sendable {
    /// The memory of everything that is recorded.
    public var maxBytes = 256 << 20
    /// Ticks from one keyframe to the next while there is memory.
    public var interval = 60
    /// Ticks from one keyframe to the next at most, which have to be computed to reach a world.
    public var maxGap = 600

    public init() {}
  }

  public var limits: Limits
  /// Called after each change, for a recording of it.
  public var onChange: ((TimelineChange<Context>) -> Void)?

  private let pages: WorldPages
  private var path = Track<Context>()
  /// What came after the position where the player branched off last.
  private var future: Track<Context>?
  /// Whether the next keyframe's world does not come from the last tick.
  private var isCut = true
  private var isKeyframeRequested = false

  /// - Parameter start: the position of the first world, if ticks were recorded before by another process.
  /// - Returns: nil if the system has no address space for it.
  public init?(limits: Limits = Limits(), start: Int = 0) {
    guard let pages = WorldPages(maxBytes: limits.maxBytes) else { return nil }
    self.pages = pages
    self.limits = limits
    path = Track(start: start)
  }

  // MARK: What is recorded

  public var start: Int { path.start }
  public var end: Int { path.end }
  public var isEmpty: Bool { path.keyframes.isEmpty }
  public var marks: [TimelineMark] { path.marks }

  /// The positions of the future that was left; nil if there is none. Its first position is where the player branched off.
  public var leftFuture: ClosedRange<Int>? { future.map { $0.start...$0.end } }

  public var byteCount: Int { pages.byteCount + path.byteCount + (future?.byteCount ?? 0) }

  /// What the tick at a position, `start..<end`, got from outside.
  public func tick(at position: Int) -> RecordedTick { path.tick(at: position) }

  /// What the world at a position, `start...end`, belongs to.
  public func context(at position: Int) -> Context {
    guard let context = path.context(at: position) else { preconditionFailure("nothing is recorded") }
    return context
  }

  /// The position of the last keyframe at or before a position in `start...end`.
  public func keyframe(before position: Int) -> Int {
    path.keyframes[path.keyframeIndex(for: position)].position
  }

  /// Copies the world of a keyframe.
  /// - Parameter position: one that `keyframe(before:)` returned.
  public func copyKeyframe(at position: Int, to arena: Arena) throws(ArenaError) {
    try pages.copy(path.keyframes[path.keyframeIndex(for: position)].world, to: arena)
  }

  // MARK: Recording

  /// Whether the world of the next tick will be stored.
  public var isKeyframeDue: Bool {
    isCut || isKeyframeRequested || end - (path.keyframes.last?.position ?? 0) >= limits.interval
  }

  /// The world of the next tick will be stored.
  public func requestKeyframe() { isKeyframeRequested = true }

  /// Records a tick that has finished.
  /// - Parameters:
  ///   - world: as it was before the tick. Read only if a keyframe is due.
  ///   - changed: the parts of it, in bytes, that were written since a keyframe was due the last time; nil for all.
  public func append(
    _ tick: RecordedTick, _ context: Context, world: Arena, changed: [Range<Int>]? = nil
  ) {
    if isKeyframeDue {
      guard store(world, context, changed: isCut ? nil : changed) else { return }
    }
    path.begin(context)
    path.append(tick)
    onChange?(.tick(tick, context))
  }

  /// Whether the world after the last tick does not come from that.
  public var isAtCut: Bool { isCut }

  /// The world of the next tick does not come from the last one: it was migrated, loaded, or changed from outside.
  public func cut() { isCut = true }

  public func mark(_ kind: TimelineMark.Kind) {
    let mark = TimelineMark(position: end, kind: kind)
    path.append(mark)
    onChange?(.mark(mark))
  }

  /// Makes the world after the last tick reachable whatever becomes of it.
  public func keepEnd(_ world: Arena, _ context: Context) {
    if path.keyframes.last?.position == end && !isCut { return }
    guard store(world, context, changed: nil) else { return }
    path.begin(context)
  }

  /// Lends the world of a keyframe to another thread.
  /// - Parameter position: one that `keyframe(before:)` returned.
  public func shareKeyframe(at position: Int) -> SharedWorld {
    pages.share(path.keyframes[path.keyframeIndex(for: position)].world)
  }

  // MARK: From a file

  /// Appends a keyframe of a recording. The first one says where the timeline begins.
  public func restore(_ world: Arena, at position: Int, isCut: Bool, _ context: Context) {
    if isEmpty { path = Track(start: position) }
    if isCut { self.isCut = true }
    guard store(world, context, changed: nil) else { return }
    path.begin(context)
  }

  /// Appends a tick of a recording.
  public func restore(_ tick: RecordedTick, _ context: Context) {
    path.begin(context)
    path.append(tick)
  }

  /// Takes the last keyframe out, with the ticks that follow it.
  /// - Parameter arena: gets the world of the keyframe.
  /// - Returns: nil if nothing is left.
  public func removeLastStretch(to arena: Arena) throws(ArenaError) -> EarlierStretch<Context>? {
    guard let last = path.keyframes.last else { return nil }
    try pages.copy(last.world, to: arena)
    let rest = path.split(at: last.position)
    rest.keyframes.forEach(remove)
    return EarlierStretch(isCut: last.isCut, ticks: rest.allTicks, contexts: rest.contexts, marks: rest.marks)
  }

  /// Puts a stretch before the first keyframe; its positions are moved so that it ends there.
  /// - Parameter world: that of its keyframe.
  /// - Returns: false if there is no memory or no position for it. Nothing newer is given up.
  public func prepend(_ stretch: EarlierStretch<Context>, world: Arena) -> Bool {
    guard let first = path.keyframes.first, stretch.ticks.count <= start, byteCount < limits.maxBytes,
      let stored = pages.store(world, sharing: first.world, changed: nil)
    else { return false }
    if stretch.ticks.isEmpty {
      pages.remove(stored)
      return true
    }
    path.prepend(stretch, world: stored)
    return true
  }

  /// The next thing that is recorded is the first.
  public func forget() {
    for keyframe in path.keyframes { remove(keyframe) }
    forgetFuture()
    path = Track(start: end)
    isCut = true
  }

  /// The positions whose world does not come from the tick before, and where the timeline begins; ascending.
  public var cuts: [Int] {
    path.keyframes.enumerated().filter { $0.offset == 0 || $0.element.isCut }.map(\.element.position)
  }

  /// The position of the first keyframe at or after a position; nil if there is none.
  public func keyframe(after position: Int) -> Int? {
    path.keyframes.first { $0.position >= position }?.position
  }

  /// Stores a keyframe at the end. Forgets everything if it does not fit into the memory by itself.
  private func store(_ world: Arena, _ context: Context, changed: [Range<Int>]?) -> Bool {
    if path.keyframes.last?.position == end { remove(path.removeKeyframe(at: path.keyframes.count - 1)) }
    while byteCount > limits.maxBytes, makeRoom() {}
    while true {
      if let stored = pages.store(world, sharing: path.keyframes.last?.world, changed: changed) {
        path.append(Keyframe(position: end, world: stored, isCut: isCut))
        let wasCut = isCut
        isCut = false
        isKeyframeRequested = false
        onChange?(.keyframe(position: end, isCut: wasCut, context))
        return true
      }
      guard makeRoom() else { break }
    }
    forget()
    return false
  }

  private func remove(_ keyframe: Keyframe) { pages.remove(keyframe.world) }

  // MARK: Branches

  /// Continues from a position in `start...end`: what follows there becomes the future that was left.
  public func branch(at position: Int) {
    if position == end { return }
    forgetFuture()
    future = path.split(at: position)
    path.append(TimelineMark(position: position, kind: .branch))
    isCut = true
    onChange?(.branch(position: position))
  }

  /// Exchanges the ticks since the player branched off with the future that was left. The end of both must have been kept; see
  /// `keepEnd`.
  /// - Returns: false if there is none.
  @discardableResult
  public func exchangeFuture() -> Bool {
    guard let left = future else { return false }
    future = path.split(at: left.start)
    path.join(left)
    // The end is a keyframe.
    isCut = false
    onChange?(.exchange)
    return true
  }

  private func forgetFuture() {
    for keyframe in future?.keyframes ?? [] { remove(keyframe) }
    future = nil
  }

  // MARK: The limit

  /// Frees some memory: the keyframe is removed whose neighbours are closest to each other in relation to its age or, if
  /// all that remain are needed, the future that was left, or the oldest ticks.
  /// - Returns: false if nothing can be given up.
  private func makeRoom() -> Bool {
    let inPath = path.mostDispensable(end: end, maxGap: limits.maxGap)
    let inFuture = future?.mostDispensable(end: max(end, future?.end ?? 0), maxGap: limits.maxGap)
    if let inPath, inPath.need <= inFuture?.need ?? .infinity {
      remove(path.removeKeyframe(at: inPath.index))
    } else if let inFuture, var track = future {
      future = nil
      remove(track.removeKeyframe(at: inFuture.index))
      future = track
    } else if future != nil {
      forgetFuture()
    } else if path.keyframes.count > 1 {
      remove(path.removeOldest())
    } else {
      return false
    }
    return true
  }
}

extension Track {
  /// The keyframe that is needed least; nil if each is needed.
  fileprivate func mostDispensable(end: Int, maxGap: Int) -> (index: Int, need: Double)? {
    var best: (index: Int, need: Double)?
    for index in keyframes.indices.dropFirst().dropLast() where !keyframes[index].isCut {
      let gap = keyframes[index + 1].position - keyframes[index - 1].position
      guard gap <= maxGap else { continue }
      let need = Double(gap) / Double(end - keyframes[index].position + 1)
      if need < best?.need ?? .infinity { best = (index, need) }
    }
    return best
  }
}
