import Timeline
import WorldState

/// What hosts that died have recorded of this run.
///
/// Filled on the queue of the recording's file while that is opened, and used on the loop's thread afterwards.
public final class EarlierRun: @unchecked Sendable {
  let path: String
  private let content: RecordedTimeline<UnboundContext>
  private let arena: Arena
  private var isDamaged = false
  private var hasGiven = false

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
      stretch.markEnd(.crash)
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
