import CGameABI
import Engine
import Timeline
import WorldState

/// A moment that is shared with somebody, and one that somebody has shared. Called at safe points.
extension ReloadableGame {
  /// Copies what is on the screen, and lends the last seconds before it to a file. What runs is not changed.
  /// - Parameters:
  ///   - file: a new one. It is closed when it is written.
  ///   - seconds: of the run before the moment; more up to the world that they begin with.
  /// - Returns: nil if there is no world yet.
  public func captureMoment(to file: RecordingFile, seconds: Double) throws(SnapshotError) -> CapturedMoment?
  {
    guard let current = history.current, let world = try snapshot() else { return nil }
    let timeline = travel.timeline.flatMap { $0.isEmpty ? nil : $0 }
    var (place, end) = (CapturedMoment.Place.now, timeline?.end ?? 0)
    var isCut = timeline.map { $0.isAtCut || $0.cuts.contains(end) } ?? true
    let context: StepContext
    switch travel.place {
    case .now:
      context = StepContext(presentOf: current)
      if store.state.isStopped { place = .stopped }
    case .viewing(let view):
      (place, end, context) = (.rewound, view.position, view.context)
      isCut = timeline?.cuts.contains(end) ?? true
    case .looping(let loop):
      // Its worlds are those of the present code, and the timeline's those of the code that was recorded.
      (place, end, isCut, context) = (.looping, loop.next, true, StepContext(presentOf: current))
    }
    let begin = timeline?.begin(ofLast: seconds, before: end) ?? end
    let recorder = RunRecorder(
      to: file, by: .client, maxBytes: nil, isFresh: false, seed: seed, assets: assets)
    if let timeline { recorder.write(begin..<end, of: timeline) }
    recorder.write(world.bytes, at: end, isCut: isCut, context)
    // An error that was thrown, or a failed drawing, is no tick that crashes again.
    if place == .stopped, let stop = tickStop, stop.callback == Callback.step.rawValue, stop.cause != .threw,
      let tick = store.state.retry
    {
      recorder.crashed(
        RecordedTick(tick, worldHash: 0), context, at: end,
        "\(stop.callback) failed: \(stop.reason)")
    }
    _ = recorder.end(nil)
    return CapturedMoment(
      world: world, run: file, ticks: end - begin,
      seconds: (begin..<end).reduce(0) { $0 + (timeline?.tick(at: $1).dt ?? 0) }, place: place,
      stop: place == .stopped ? tickStop.map { "\($0.title): \($0.reason)" } : nil,
      generation: context.generation.number, game: context.generation.image.name,
      sources: context.generation.sources, isTweaked: context.isTweaked)
  }

  /// After the world of a shared moment was taken over by the first generation: the run stands there, and can be gone back in.
  func open(_ moment: InitialMoment) {
    guard let current = history.current else { return }
    var report = moment.report
    report.tick = store.world.header.tick
    if moment.world.layout.hash == current.image.layout.hash {
      // The same world, whatever `after_reload` does to it.
      do throws(ArenaError) { try store.overwrite(with: moment.world.bytes) } catch {
        events.emit(.worldDamaged(purpose: "the shared moment", reason: "\(error)"))
      }
    }
    if let timeline = travel.timeline {
      timeline.keepEnd(store.world, travel.context(of: current))
      report.ticks = travel.take(moment.run, services, generation: generation(for:))
      report.problem = moment.stands ? travel(.show(timeline.end)) : nil
      report.stands = moment.stands && report.problem == nil
      if report.problem == nil, report.ticks < moment.run.tickCount {
        report.problem = "the code that they belong to has another layout, and is not here"
      }
    } else {
      report.problem = recordingProblem
    }
    events.emit(.momentOpened(report))
  }
}

/// A moment that somebody has shared, to begin a run with.
public struct InitialMoment {
  public let world: Snapshot
  /// The name of its game.
  let game: String
  let run: EarlierRun
  /// What is known before the game runs.
  let report: HostEvent.OpenedMoment
  /// Whether the run waits there for the player.
  let stands: Bool

  /// - Parameters:
  ///   - game: the name of its game.
  ///   - run: the ticks before it.
  public init(world: Snapshot, game: String, run: EarlierRun, report: HostEvent.OpenedMoment, stands: Bool) {
    self.world = world
    self.game = game
    self.run = run
    self.stands = stands
    self.report = report
  }
}

extension Timeline {
  /// The position of the keyframe that is some seconds before a position, or at the begin.
  fileprivate func begin(ofLast seconds: Double, before end: Int) -> Int {
    var (begin, left) = (end, seconds)
    while begin > start, left > 0 {
      begin -= 1
      left -= tick(at: begin).dt
    }
    return keyframe(before: begin)
  }
}
