import Engine
import Timeline
import WorldState

/// The timeline that the entries of a recording describe, filled one by one. One thread at a time.
final class RecordedTimeline<Context: TickContext> {
  /// Makes the context that a recorded one stands for. What it refers to was taken before.
  typealias MakeContext = (RecordedContext, RecordedTimeline) -> Context

  /// Its last branch; the future that was left last, too.
  let timeline: Timeline<Context>
  /// The run, and those that continued it.
  private(set) var runs: [RecordedRun] = []
  private(set) var codes: [RecordedCode] = []
  /// The files that the game saw, by number.
  private(set) var files: [AssetContent] = []
  /// Those of the last branch.
  private(set) var crashes: [RecordedCrash] = []
  private(set) var contexts: [RecordedContext: Context] = [:]

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
  /// - Returns: nil if the system has no address space for it.
  init?(_ path: String, maxBytes: Int, context: @escaping MakeContext) {
    var limits = Timeline<Context>.Limits()
    limits.maxBytes = maxBytes
    guard let timeline = Timeline<Context>(limits: limits),
      let arena = try? Arena(name: "hotloop recorded keyframe", bytesReserved: RunMemory.defaultReservation)
    else { return nil }
    self.path = path
    self.timeline = timeline
    self.arena = arena
    makeContext = context
  }

  /// - Parameter byte: where the entry ends in the file.
  func take(_ entry: RecordingEntry, at byte: Int) throws(RecordingError) {
    func require(_ condition: Bool, _ reason: String) throws(RecordingError) {
      if !condition { throw .damaged(path: path, byte: byte, reason: reason) }
    }
    switch entry {
    case .run(let run):
      runs.append(run)
      if !timeline.isEmpty { timeline.mark(hasEnded ? .world : .crash) }
      hasEnded = false
    case .code(let code): codes.append(code)
    case .file(let bytes): files.append(AssetContent(bytes))
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
