import CGameABI
import Engine
import Timeline
import WorldState

/// Computes the ticks of a recording again, in code that may be another than that which was recorded. One thread, which
/// has entered the crash guard.
final class ReplayRun {
  /// Why a tick cannot be computed.
  struct Failure: Error {
    let reason: String
    let crash: CrashReport?
  }

  let recording: LoadedRecording
  private(set) var position = 0
  /// The stretch that was entered last.
  private var stretch: Range<Int>?
  private var store: WorldStore
  private var entered: StepContext?

  init(_ recording: LoadedRecording) throws(ArenaError) {
    self.recording = recording
    store = WorldStore(in: try RunMemory(), answers: RenameAnswers(path: nil))
  }

  private var timeline: Timeline<StepContext> { recording.timeline }

  /// The world at `position`.
  var world: Arena { store.world }

  /// Whether the world has the layout that was recorded.
  var isOfRecordedLayout: Bool {
    recording.code(at: position).layout.hash == timeline.context(at: position).generation.image.layout.hash
  }

  /// - Throws: if the layouts have no field in common: then no comparison can find anything that differs.
  func requireCommonFields(with layout: Layout) throws(Failure) {
    let own = timeline.context(at: position).generation.image.layout
    guard own.hash != layout.hash else { return }
    let kinship = own.kinship(with: layout)
    guard kinship.common == 0, kinship.least > 0 else { return }
    throw Failure(reason: "the worlds have no field in common, so nothing can be compared", crash: nil)
  }

  func snapshot() throws(SnapshotError) -> Snapshot {
    guard let entered else { preconditionFailure("no world was entered") }
    return try Snapshot(of: world, layout: entered.generation.image.layout)
  }

  /// Makes a fresh world at the first position, as the run did that was recorded.
  func start(seed: UInt64) throws(Failure) {
    try enter(.fresh(seed: seed), at: timeline.start)
  }

  /// Takes over the recorded world of a keyframe; it is migrated if the code has another layout.
  func enter(keyframe: Int) throws(Failure) {
    let recorded: Snapshot
    do throws(SnapshotError) { recorded = try recording.world(ofKeyframe: keyframe) } catch {
      throw Failure(reason: "\(error)", crash: nil)
    }
    try enter(.snapshot(recorded), at: keyframe)
    let context = timeline.context(at: keyframe)
    guard recorded.layout.hash == context.generation.image.layout.hash else { return }
    // What was recorded followed from exactly these bytes.
    do throws(ArenaError) { try store.overwrite(with: recorded.bytes) } catch {
      throw Failure(reason: "\(error)", crash: nil)
    }
  }

  /// Goes to the first world of a stretch.
  /// - Parameter seed: with which to make the first world of the recording anew; nil to take over the recorded one.
  func enter(_ wanted: Range<Int>, fresh seed: UInt64?) throws(Failure) {
    if let seed, wanted.lowerBound == timeline.start {
      try start(seed: seed)
    } else {
      try enter(keyframe: wanted.lowerBound)
    }
    stretch = wanted
  }

  /// Computes the world at any position. In ascending order, each tick is computed once.
  /// - Parameter seed: see `enter`.
  func reach(_ target: Int, fresh seed: UInt64? = nil) throws(Failure) {
    guard let wanted = recording.stretch(of: target) else {
      throw Failure(reason: "there is no world before this tick", crash: nil)
    }
    if stretch != wanted || position > target {
      try enter(wanted, fresh: seed)
    }
    do throws(Failure) { try run(to: target) } catch {
      // The world of a crash is of no use.
      stretch = nil
      throw error
    }
  }

  func draw(into picture: inout CellBuffer) -> CallOutcome {
    guard let entered else { return .none }
    return entered.replaying { unsafe $0.draw(world.headerPointer, into: &picture, top: 0, alpha: 0) }
  }

  private func enter(_ source: WorldSource, at target: Int) throws(Failure) {
    let context = timeline.context(at: target)
    var transaction = ReloadTransaction(
      incoming: context.generation, outgoing: entered?.generation, source: source,
      notice: ReloadNotice(cause: .force, from: 0, to: context.generation.number))
    let result = context.replaying { _ in
      Result { () throws(Rejection) in _ = try transaction.run(in: &store) }
    }
    if case .failure(let rejection) = result { throw Failure(reason: "\(rejection)", crash: nil) }
    entered = context
    position = target
  }

  /// Computes the ticks up to a position.
  func run(to target: Int) throws(Failure) { while position < target { try step() } }

  /// Computes the tick at `position`.
  func step() throws(Failure) {
    let context = timeline.context(at: position)
    entered = context
    try run(timeline.tick(at: position), in: context)
    position += 1
  }

  /// Computes a tick that crashed. The world is not of any use afterwards if it does not crash again.
  func step(crashed: RecordedCrash) throws(Failure) {
    try run(crashed.tick, in: timeline.context(at: position))
  }

  /// Computes a tick that crashed. The world stays.
  /// - Returns: how it crashes; nil if it does not.
  /// - Throws: if the world cannot be kept.
  func outcome(ofCrashed crash: RecordedCrash) throws(Failure) -> String? {
    do throws(ArenaError) { try store.takeCheckpoint() } catch {
      throw Failure(reason: "\(error)", crash: nil)
    }
    defer { store.restore() }
    do throws(Failure) { try step(crashed: crash) } catch { return error.reason }
    return nil
  }

  /// The input of a tick at `position`, for the actions of the code that computes it.
  func input(of tick: RecordedTick) -> InputSample {
    let actions = timeline.context(at: position).generation.image.actions
    return tick.input.translated(from: recording.code(at: position).actions, to: actions).sample
  }

  private func run(_ recorded: RecordedTick, in context: StepContext) throws(Failure) {
    let tick = PlayedTick(
      tick: world.header.tick, dt: recorded.dt, input: input(of: recorded), messages: recorded.messages)
    let outcome = context.replaying { unsafe $0.step(world.headerPointer, tick) }
    if case .crashed(let report) = outcome {
      throw Failure(reason: recording.describe(report, in: context.generation), crash: report)
    }
    store.finish(tick)
  }
}
