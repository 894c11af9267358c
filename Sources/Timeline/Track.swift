/// A stretch of recorded ticks. Positions count the ticks of the run; a world "at" a position is the one before that tick.
struct Track<Context: TickContext> {
  /// The first position that can be reached.
  private(set) var start = 0
  /// Ascending; the first one is at `start`.
  private(set) var keyframes: [Keyframe] = []
  /// Ascending; each is in force until the next one.
  private(set) var contexts: [(position: Int, context: Context)] = []
  private(set) var marks: [TimelineMark] = []
  private var ticks: [RecordedTick] = []
  /// Ticks at the beginning of `ticks` that are before `start`.
  private var dropped = 0
  /// The memory of the messages in the ticks.
  private var messageBytes = 0

  init(start: Int = 0) { self.start = start }

  /// The position behind the last tick.
  var end: Int { start + ticks.count - dropped }

  /// Without the worlds.
  var byteCount: Int {
    (end - start) * MemoryLayout<RecordedTick>.stride + messageBytes
      + contexts.reduce(0) { $0 + $1.context.byteCount }
  }

  func tick(at position: Int) -> RecordedTick { ticks[dropped + position - start] }

  /// The context of the tick at a position or, at the end, of the next one as far as it is known.
  func context(at position: Int) -> Context? { contexts.last { $0.position <= position }?.context }

  /// The index of the last keyframe at or before a position, which must be reachable.
  func keyframeIndex(for position: Int) -> Int {
    // Keyframes are about equally far from each other only where none was removed.
    var (low, high) = (0, keyframes.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if keyframes[middle].position <= position { low = middle } else { high = middle }
    }
    return low
  }

  var allTicks: [RecordedTick] { Array(ticks[dropped...]) }

  // MARK: Changes

  mutating func append(_ tick: RecordedTick) {
    ticks.append(tick)
    messageBytes += tick.messages.byteCount
  }
  mutating func append(_ keyframe: Keyframe) { keyframes.append(keyframe) }
  mutating func append(_ mark: TimelineMark) { if marks.last != mark { marks.append(mark) } }

  /// From the end on, this context is in force.
  mutating func begin(_ context: Context) {
    if contexts.last?.position == end { contexts.removeLast() }
    if contexts.last?.context !== context { contexts.append((end, context)) }
  }

  mutating func removeKeyframe(at index: Int) -> Keyframe { keyframes.remove(at: index) }

  /// Removes everything from before the second keyframe.
  /// - Returns: the first keyframe.
  mutating func removeOldest() -> Keyframe {
    let removed = keyframes.removeFirst()
    let position = keyframes[0].position
    for index in dropped..<dropped + position - start {
      messageBytes -= ticks[index].messages.byteCount
      ticks[index].messages = TickMessages()
    }
    dropped += position - start
    start = position
    if dropped > ticks.count / 2 {
      ticks.removeFirst(dropped)
      dropped = 0
    }
    let context = context(at: start)
    contexts.removeAll { $0.position < start }
    if let context, contexts.first?.position != start { contexts.insert((start, context), at: 0) }
    marks.removeAll { $0.position < start }
    return removed
  }

  /// Puts a stretch before the start.
  mutating func prepend(_ stretch: EarlierStretch<Context>, world: StoredWorld) {
    guard let last = stretch.contexts.first else { preconditionFailure("a world has a context") }
    let (old, offset) = (start, start - stretch.ticks.count - last.position)
    start = last.position + offset
    ticks.replaceSubrange(..<dropped, with: stretch.ticks)
    messageBytes += Self.messageBytes(of: stretch.ticks[...])
    dropped = 0
    keyframes.insert(Keyframe(position: start, world: world, isCut: stretch.isCut), at: 0)
    var earlier = stretch.contexts.map { (position: $0.position + offset, context: $0.context) }
    earlier.removeAll { $0.position >= old }
    contexts.insert(contentsOf: earlier, at: 0)
    marks.insert(
      contentsOf: stretch.marks.map { TimelineMark(position: $0.position + offset, kind: $0.kind) }, at: 0)
  }

  /// Removes everything from a position on.
  /// - Returns: what was removed.
  mutating func split(at position: Int) -> Track {
    var rest = Track(start: position)
    let index = dropped + position - start
    rest.ticks = Array(ticks[index...])
    rest.messageBytes = Self.messageBytes(of: ticks[index...])
    ticks.removeSubrange(index...)
    messageBytes -= rest.messageBytes
    rest.keyframes = keyframes.filter { $0.position >= position }
    keyframes.removeAll { $0.position >= position }
    rest.contexts = contexts.filter { $0.position >= position }
    if let context = context(at: position), rest.contexts.first?.position != position {
      rest.contexts.insert((position, context), at: 0)
    }
    contexts.removeAll { $0.position >= position }
    rest.marks = marks.filter { $0.position >= position }
    marks.removeAll { $0.position >= position }
    return rest
  }

  /// Appends a track that begins where this one ends.
  mutating func join(_ rest: Track) {
    precondition(rest.start == end, "tracks that meet")
    ticks += rest.ticks[rest.dropped...]
    messageBytes += rest.messageBytes
    keyframes += rest.keyframes
    for entry in rest.contexts where contexts.last?.context !== entry.context { contexts.append(entry) }
    marks += rest.marks
  }

  private static func messageBytes(of ticks: ArraySlice<RecordedTick>) -> Int {
    ticks.reduce(0) { $0 + $1.messages.byteCount }
  }
}
