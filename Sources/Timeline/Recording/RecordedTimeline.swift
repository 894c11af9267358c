import WorldState

/// The timeline that the entries of a recording describe, filled one by one. One thread at a time.
public final class RecordedTimeline<Context: TickContext> {
  /// Makes the context that a recorded one stands for. What it refers to was taken before.
  public typealias MakeContext = (RecordedContext, RecordedTimeline) -> Context

  /// Its last branch; the future that was left last, too.
  public let timeline: Timeline<Context>
  /// The run, and those that continued it.
  public private(set) var runs: [RecordedRun] = []
  public private(set) var codes: [RecordedCode] = []
  /// The contents of the files that the game saw, by number.
  public private(set) var files: [[UInt8]] = []
  /// Those of the last branch.
  public private(set) var crashes: [RecordedCrash] = []
  public private(set) var contexts: [RecordedContext: Context] = [:]

  private let path: String
  private let makeContext: MakeContext
  private let arena: Arena
  private var context: Context?
  /// Whether the last run ended as it should.
  private var hasEnded = false
  /// The code of the context.
  private var code: UInt32 = 0

  /// - Parameters:
  ///   - path: for errors.
  ///   - maxBytes: of memory; the oldest part is forgotten where that is not enough.
  ///   - worldBytes: the size of the largest world that can be read, a multiple of the page size.
  /// - Returns: nil if the system has no address space for it.
  public init?(
    _ path: String, maxBytes: Int, worldBytes: Int = Arena.defaultReservation,
    context: @escaping MakeContext
  ) {
    var limits = Timeline<Context>.Limits()
    limits.maxBytes = maxBytes
    guard let timeline = Timeline<Context>(limits: limits),
      let arena = try? Arena(name: "hotloop recorded keyframe", bytesReserved: worldBytes)
    else { return nil }
    self.path = path
    self.timeline = timeline
    self.arena = arena
    makeContext = context
  }

  // MARK: What it consists of

  /// Positions whose worlds all follow from the first, in order.
  public var stretches: [Range<Int>] {
    let cuts = timeline.cuts
    return zip(cuts, cuts.dropFirst() + [timeline.end]).map { $0..<$1 }
  }

  /// What `start` got for the first world; nil if that came from elsewhere, or is forgotten.
  public var freshSeed: UInt64? {
    guard let first = runs.first, first.isFresh, timeline.start == 0 else { return nil }
    return first.seed
  }

  // MARK: Entries

  /// - Parameter byte: where the entry ends in the file.
  public func take(_ entry: RecordingEntry, at byte: Int) throws(RecordingError) {
    func require(_ condition: Bool, _ reason: String) throws(RecordingError) {
      if !condition { throw .damaged(path: path, byte: byte, reason: reason) }
    }
    switch entry {
    case .run(let run):
      runs.append(run)
      if !timeline.isEmpty { timeline.mark(hasEnded ? .world : .crash) }
      hasEnded = false
    case .code(let code): codes.append(code)
    case .file(let bytes): files.append(bytes)
    case .context(let recorded):
      let needed = (recorded.assets + recorded.stored).map(\.content)
      try require(needed.allSatisfy { $0 < files.count }, "a file is missing")
      try require(recorded.code < codes.count, "a code is missing")
      (code, context) = (recorded.code, context(of: recorded))
    case .keyframe(let keyframe):
      guard let context else { return try require(false, "a world has no code") }
      try require(
        timeline.isEmpty || keyframe.position == timeline.end, "a world does not follow the tick before")
      let layout = codes[Int(code)].layout
      do throws(SnapshotError) { _ = try Snapshot(layout: layout, bytes: keyframe.world) } catch {
        try require(false, "\(error)")
      }
      do throws(ArenaError) { try arena.copy(from: keyframe.world) } catch { try require(false, "\(error)") }
      timeline.restore(arena, at: keyframe.position, isCut: keyframe.isCut, context)
    case .ticks(let position, let ticks):
      guard let context, !timeline.isEmpty else { return try require(false, "ticks have no world") }
      try require(position == timeline.end, "ticks do not follow the tick before")
      for tick in ticks { timeline.restore(tick, context) }
    case .mark(let mark): timeline.mark(mark.kind)
    case .branch(let position):
      try require(position <= timeline.end, "a branch begins after the end")
      // Older ticks were forgotten.
      if position < timeline.start { return timeline.forget() }
      timeline.branch(at: position)
      crashes.removeAll { $0.position >= position }
    case .exchange: timeline.exchangeFuture()
    case .crash(let crash): crashes.append(crash)
    case .explanation(let position, let text):
      // None if the player went back beyond it meanwhile.
      if let index = crashes.firstIndex(where: { $0.position == position && $0.explanation == nil }) {
        crashes[index].explanation = text
      }
    case .end: hasEnded = true
    }
  }

  private func context(of recorded: RecordedContext) -> Context {
    if let known = contexts[recorded] { return known }
    let new = makeContext(recorded, self)
    contexts[recorded] = new
    return new
  }
}
