import CGameABI
import Engine
import Timeline
import WorldState

/// The world of an earlier tick, and the code that it belongs to, which has its derived data.
///
/// Between two keyframes the recorded ticks are computed again; forwards, one tick for each. The loop's thread.
final class TimeView {
  /// Why a world cannot be shown.
  struct Failure: Error, CustomStringConvertible { let description: String }

  private let timeline: Timeline<StepContext>
  /// Where the code is recorded that takes the blame if the host dies.
  private let suspects: SuspectRecords
  let world: Arena
  private(set) var position: Int
  /// What the world belongs to.
  private(set) var context: StepContext
  /// Whether the code has derived its data from this world.
  private var isEntered = false

  /// - Parameter world: memory for it. Not in use by anybody else.
  init(
    of timeline: Timeline<StepContext>, at position: Int, in world: Arena, _ suspects: SuspectRecords
  ) throws(Failure) {
    self.timeline = timeline
    self.suspects = suspects
    self.world = world
    self.position = timeline.keyframe(before: position)
    context = timeline.context(at: self.position)
    try enterKeyframe()
    try run(to: position)
  }

  func move(to target: Int) throws(Failure) {
    let keyframe = timeline.keyframe(before: target)
    if target < position || keyframe > position || !isEntered {
      let next = timeline.context(at: keyframe)
      if next.generation !== context.generation { leave() }
      position = keyframe
      context = next
      try enterKeyframe()
    }
    try run(to: target)
  }

  /// The code drops what it derived from this world.
  func leave() {
    if !isEntered { return }
    isEntered = false
    let context = context
    _ = context.replaying { unsafe $0.beforeReload(world.headerPointer, notice(context)) }
    suspects.end(.viewing)
  }

  func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> CallOutcome {
    context.replaying { unsafe $0.draw(world.headerPointer, into: &picture, top: top, alpha: alpha) }
  }

  /// A copy of the world.
  func snapshot() throws(SnapshotError) -> Snapshot {
    try Snapshot(of: world, layout: context.generation.image.layout)
  }

  private func notice(_ context: StepContext) -> ReloadNotice {
    ReloadNotice(cause: .force, from: 0, to: context.generation.number)
  }

  private func enterKeyframe() throws(Failure) {
    try copyKeyframe()
    let context = context
    suspects.begin(context.generation.suspect, .viewing)
    defer { if !isEntered { suspects.end(.viewing) } }
    // Also of code that crashed: what it derived was left half done.
    let dropped = context.replaying { unsafe $0.beforeReload(world.headerPointer, notice(context)) }
    if case .crashed = dropped { throw failure(dropped, in: .beforeReload) }
    try copyKeyframe()
    let outcome = context.replaying { unsafe $0.afterReload(world.headerPointer, notice(context)) }
    guard outcome.succeeded else { throw failure(outcome, in: .afterReload) }
    isEntered = true
    // What was recorded followed from exactly these bytes.
    try copyKeyframe()
  }

  private func copyKeyframe() throws(Failure) {
    do throws(ArenaError) { try timeline.copyKeyframe(at: position, to: world) } catch {
      throw Failure(description: "\(error)")
    }
  }

  private func run(to target: Int) throws(Failure) {
    while position < target {
      let recorded = timeline.tick(at: position)
      context = timeline.context(at: position)
      let tick = PlayedTick(
        tick: world.header.tick, dt: recorded.dt, input: recorded.input, messages: recorded.messages)
      let outcome = context.replaying { unsafe $0.step(world.headerPointer, tick) }
      if case .crashed = outcome {
        let failure = failure(outcome, in: .step)
        leave()
        position = timeline.keyframe(before: position)
        context = timeline.context(at: position)
        try enterKeyframe()
        throw failure
      }
      world.header.tick += 1
      position += 1
    }
    if position <= timeline.end { context = timeline.context(at: position) }
  }

  private func failure(_ outcome: CallOutcome, in callback: Callback) -> Failure {
    let reason =
      switch outcome {
      case .crashed(let report): "crashed: \(report.headline)"
      case .failed(let reason, _): "failed: \(reason ?? "no reason was logged")"
      case .ok, .none: "failed"
      }
    return Failure(
      description:
        "tick \(world.header.tick) cannot be computed again: \(callback.rawValue) of generation "
        + "\(context.generation.number) \(reason)")
  }
}
