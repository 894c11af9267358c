import Timeline
import WorldState

/// What hosts that died have recorded of this run, or somebody else before a moment that they shared.
///
/// Filled on one thread, which for a run that is continued is the queue of the recording's file while that is opened, and
/// used on the loop's thread afterwards.
public final class EarlierRun: @unchecked Sendable {
  let path: String
  private let content: RecordedTimeline<UnboundContext>
  private let arena: Arena
  private var isDamaged = false
  private var hasGiven = false
  /// What is behind its last tick; nil for nothing special.
  private var end: TimelineMark.Kind? = .crash

  /// - Parameter maxBytes: of memory; the oldest part is forgotten where that is not enough.
  /// - Returns: nil if the system has no address space for it.
  init?(_ path: String, maxBytes: Int) {
    guard
      let content = RecordedTimeline(
        unbound: path, maxBytes: maxBytes, worldBytes: RunMemory.defaultReservation),
      let arena = try? Arena(name: "hotloop earlier run", bytesReserved: RunMemory.defaultReservation)
    else { return nil }
    self.path = path
    self.content = content
    self.arena = arena
  }

  /// Reads what somebody else has recorded before a moment.
  /// - Parameter maxBytes: of memory.
  /// - Throws: also if it has no end.
  public static func before(moment path: String, maxBytes: Int) throws(RecordingError) -> EarlierRun {
    let reader = try RecordingReader(path)
    guard let run = EarlierRun(path, maxBytes: maxBytes) else {
      throw .file(path: path, call: "mmap", message: "there is not enough address space")
    }
    run.end = nil
    while let entry = try reader.next() { try run.content.take(entry, at: reader.position) }
    guard reader.end == .complete, !run.content.timeline.isEmpty else {
      throw .damaged(path: path, byte: reader.position, reason: "its recording has no end")
    }
    return run
  }

  /// The ticks that it has.
  public var tickCount: Int {
    content.timeline.isEmpty ? 0 : content.timeline.end - content.timeline.start
  }

  func take(_ entry: RecordingEntry) {
    if isDamaged { return }
    do throws(RecordingError) { try content.take(entry, at: 0) } catch { isDamaged = true }
  }

  /// The last recorded world.
  func lastWorld() throws -> Snapshot? {
    let timeline = content.timeline
    if timeline.isEmpty { return nil }
    let position = timeline.keyframe(before: timeline.end)
    try timeline.copyKeyframe(at: position, to: arena)
    let code = content.codes[Int(timeline.context(at: position).recorded.code)]
    return try Snapshot(of: arena, layout: code.layout)
  }

  /// Moves the last stretch that is left to the begin of another timeline.
  /// - Parameter generation: what computes a recorded code; nil if nothing can.
  /// - Returns: false if nothing more can be moved.
  func moveLastStretch(
    to timeline: Timeline<StepContext>, _ contexts: RecordedContexts,
    generation: (RecordedCode) -> Generation?
  ) -> Bool {
    guard var stretch = try? content.timeline.removeLastStretch(to: arena) else { return false }
    var generations: [UInt32: Generation] = [:]
    for (_, context) in stretch.contexts {
      guard let known = generation(content.codes[Int(context.recorded.code)]) else { return false }
      generations[context.recorded.code] = known
    }
    if !hasGiven, !stretch.isEmpty {
      if let end { stretch.markEnd(end) }
      hasGiven = true
    }
    let bound = stretch.map { context in
      guard let known = generations[context.recorded.code] else { preconditionFailure("found above") }
      return contexts.context(context.recorded, of: content, known)
    }
    return timeline.prepend(bound, world: arena)
  }
}

/// Who wants what hosts that died have recorded.
public struct EarlierRunReceiver: Sendable {
  /// The memory for it.
  let maxBytes: Int
  let receive: @Sendable (EarlierRun) -> Void

  public init(maxBytes: Int, _ receive: @escaping @Sendable (EarlierRun) -> Void) {
    self.maxBytes = maxBytes
    self.receive = receive
  }
}
