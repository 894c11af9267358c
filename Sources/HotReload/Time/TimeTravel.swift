import CGameABI
import Engine
import Timeline
import WorldState

/// The recording of the run, and where in it the player is. The loop's thread.
struct TimeTravel {
  enum Place {
    case now
    /// The player looks at the world of an earlier tick. The running world stays as it is.
    case viewing(TimeView)
    /// A stretch is played again and again. It runs in the place of the running world, which is the end of the timeline.
    case looping(TimeLoop)
  }

  /// Nil if nothing is recorded.
  let timeline: Timeline<StepContext>?
  var place = Place.now
  /// Whether the recording was read from a file.
  var isWatched = false
  /// Whether a save comes into force while a round of a loop runs, not with the next one.
  var takesSavesAtOnce = false
  /// Whether the future that was left is the present one, because the player looks at it.
  var isInLeftFuture = false
  /// Why the game crashed, by the position.
  private(set) var crashNotes: [Int: String] = [:]
  /// The files that the run is written to.
  var recorders: [RunRecorder] = []
  private var overwritten: OverwrittenPages?
  private var hash = WorldHash()
  /// Since the hash was computed last.
  private var unhashed: OverwrittenPages?
  private var present: StepContext?
  private var arena: Arena?
  /// What hosts that died have recorded of this run, as far as it is not in the timeline yet.
  private var earlier: (run: EarlierRun, contexts: RecordedContexts)?
  /// Crashes whose places are being looked up.
  private var unexplained: [(position: Int, details: Deferred<HostEvent.CrashDetails>)] = []
  /// Bytes. A smaller world is compared and hashed as fast as it is asked for what has changed.
  private static let minNotedSize = 128 << 10

  /// - Parameters:
  ///   - maxBytes: the memory of the recording; 0 for no recording.
  ///   - start: the number of ticks that hosts that died have recorded.
  init(maxBytes: Int, start: Int) {
    var limits = Timeline<StepContext>.Limits()
    limits.maxBytes = maxBytes
    timeline = maxBytes > 0 ? Timeline(limits: limits, start: start) : nil
  }

  /// A recording of another run.
  init(watching timeline: Timeline<StepContext>, crashes: [RecordedCrash]) {
    self.timeline = timeline
    isWatched = true
    for crash in crashes { crashNotes[crash.position] = crash.explanation ?? crash.reason }
  }

  var isNow: Bool { if case .now = place { true } else { false } }
  var view: TimeView? { if case .viewing(let view) = place { view } else { nil } }
  var loop: TimeLoop? { if case .looping(let loop) = place { loop } else { nil } }

  /// Memory for the world of an earlier tick.
  mutating func viewArena(like world: Arena) throws(ArenaError) -> Arena {
    if let arena { return arena }
    let arena = try Arena(name: "hotloop earlier world", bytesReserved: world.bytesReserved)
    self.arena = arena
    return arena
  }

  /// The context of the next call of a generation.
  mutating func context(of generation: Generation) -> StepContext {
    if let present, present.isPresent(of: generation) { return present }
    let context = StepContext(presentOf: generation)
    if isNow, let present, context.differsInAssets(from: present) { mark(.asset) }
    present = context
    return context
  }

  /// Records a tick that has finished, unless it is one of a loop.
  /// - Parameter context: as it was when the tick began.
  mutating func record(_ tick: PlayedTick, _ context: StepContext, of store: borrowing WorldStore) {
    guard let timeline else { return }
    let journal = store.memory.journal
    journal.setInLoop(!isNow)
    guard isNow else { return }
    defer { journal.setRecordedTicks(timeline.end) }
    let isLarge = store.checkpointArena.bytesUsed >= Self.minNotedSize
    var changed: [Range<Int>]?
    if timeline.isKeyframeDue {
      changed = isLarge ? overwritten.map { store.checkpointPages($0).runs } : nil
      if isLarge != (overwritten != nil) { overwritten = isLarge ? store.noteOverwrittenPages() : nil }
    }
    timeline.append(
      RecordedTick(tick, worldHash: hashCheckpoint(of: store, isLarge)), context,
      world: store.checkpointArena, changed: changed)
  }

  /// The hash of the world before the tick; 0 if no file needs it.
  private mutating func hashCheckpoint(of store: borrowing WorldStore, _ isLarge: Bool) -> UInt32 {
    if recorders.isEmpty {
      unhashed = nil
      return 0
    }
    hash.update(store.checkpointArena, changed: unhashed.map { store.checkpointPages($0).runs })
    if isLarge != (unhashed != nil) { unhashed = isLarge ? store.noteOverwrittenPages() : nil }
    return hash.short
  }

  /// Writes the run to another file, from the next tick on.
  mutating func begin(_ recorder: RunRecorder) {
    recorders.append(recorder)
    timeline?.requestKeyframe()
    followTimeline()
  }

  /// Completes some recordings.
  mutating func endRecorders(of isChosen: (RunRecorder.Owner) -> Bool) -> [RecordingFile] {
    recordExplanations()
    let ended = recorders.filter { isChosen($0.owner) }
    recorders.removeAll { isChosen($0.owner) }
    followTimeline()
    return ended.map { $0.end(timeline) }
  }

  private func followTimeline() {
    timeline?.onChange = { [recorders, weak timeline] change in
      if let timeline { for recorder in recorders { recorder.receive(change, timeline) } }
    }
  }

  /// A tick of the running world could not be finished.
  func recordCrash(_ tick: PlayedTick, _ context: StepContext, _ reason: String) {
    guard let timeline, isNow else { return }
    let recorded = RecordedTick(tick, worldHash: 0)
    for recorder in recorders { recorder.crashed(recorded, context, at: timeline.end, reason) }
  }

  /// The place and the message of the crash that was recorded last are recorded when they have been looked up.
  mutating func explainLastCrash(_ details: Deferred<HostEvent.CrashDetails>) {
    guard let timeline, isNow else { return }
    unexplained.append((timeline.end, details))
  }

  /// Records the explanations of crashes that have been looked up.
  mutating func recordExplanations() {
    if unexplained.isEmpty { return }
    let looked = unexplained
    unexplained = []
    for crash in looked {
      // Read once: another thread may complete it at any moment.
      guard let details = crash.details.value else {
        unexplained.append(crash)
        continue
      }
      let explanation = details.explanation(of: .step)
      crashNotes[crash.position] = explanation
      for recorder in recorders { recorder.explained(crashAt: crash.position, explanation) }
    }
  }

  /// Waits until all crashes have been looked up, about 20 ms for each. Not while the loop runs.
  func awaitExplanations() {
    for crash in unexplained { _ = crash.details.wait(timeout: .seconds(5)) }
  }

  /// The timeline begins with what hosts that died have recorded, as soon as that is moved there.
  mutating func begin(with run: EarlierRun, _ services: HostServices) {
    earlier = (run, RecordedContexts(services))
  }

  /// The timeline begins with what somebody else has recorded. Its end must have been kept.
  /// - Parameter generation: what computes a recorded code; nil if nothing can.
  /// - Returns: the ticks that can be gone back to.
  func take(
    _ run: EarlierRun, _ services: HostServices, generation: (RecordedCode) -> Generation?
  ) -> Int {
    guard let timeline, !timeline.isEmpty else { return 0 }
    let contexts = RecordedContexts(services)
    while run.moveLastStretch(to: timeline, contexts, generation: generation) {}
    return timeline.end - timeline.start
  }

  /// Moves a stretch of it: a keyframe takes too long for more at one safe point.
  /// - Parameter generation: what computes a recorded code; nil if nothing can.
  mutating func moveEarlierStretch(generation: (RecordedCode) -> Generation?) {
    guard let earlier, let timeline, !timeline.isEmpty else { return }
    if !earlier.run.moveLastStretch(to: timeline, earlier.contexts, generation: generation) {
      self.earlier = nil
    }
  }

  /// Something happened to the running world or its code. It is shown at the end, where these go on.
  func mark(_ kind: TimelineMark.Kind) {
    if let timeline, timeline.end > timeline.start { timeline.mark(kind) }
  }
}
