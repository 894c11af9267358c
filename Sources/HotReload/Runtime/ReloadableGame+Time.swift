import CGameABI
import Engine
import Timeline
import WorldState

/// Shows earlier worlds, continues from them, and plays stretches again. Called at safe points and between calls of the game.
extension ReloadableGame {
  public var time: TimeStatus {
    guard let timeline = travel.timeline, !timeline.isEmpty || !travel.isNow else { return .none }
    var status = TimeStatus(reachable: timeline.start...timeline.end, position: timeline.end)
    status.marks = timeline.marks
    status.isWatched = travel.isWatched
    status.leftFuture = timeline.leftFuture
    status.isInLeftFuture = travel.isInLeftFuture
    status.loopTakesSavesAtOnce = travel.takesSavesAtOnce
    switch travel.place {
    case .now: break
    case .viewing(let view):
      status.mode = .viewing
      status.position = view.position
      if timeline.marks.contains(where: { $0.kind == .crash && $0.position == view.position }) {
        status.note = travel.crashNotes[view.position]
      }
    case .looping(let loop):
      status.mode = .looping
      status.position = loop.next
      status.loop = loop.range
    }
    return status
  }

  /// Why nothing is recorded; nil if it is.
  public var recordingProblem: String? {
    travel.timeline == nil ? "this run is not recorded (--history 0)" : nil
  }

  /// - Returns: nil, or why nothing was done.
  public func travel(_ request: TimeRequest) -> String? {
    guard let timeline = travel.timeline else { return recordingProblem }
    if timeline.isEmpty, timeline.leftFuture == nil { return "no tick is recorded yet" }
    switch request {
    case .show(let position): return show(min(max(position, timeline.start), timeline.end), in: timeline)
    case .playOn: return playOn(in: timeline)
    case .now: return returnToNow(in: timeline)
    case .loop(let range): return beginLoop(range, in: timeline)
    case .takeSavesAtOnce(let atOnce):
      travel.takesSavesAtOnce = atOnce
      return nil
    case .exchangeFutures: return exchangeFutures(in: timeline)
    }
  }

  /// Leaves an earlier world or a loop before something is done to the running world.
  public func returnToNow() {
    if let timeline = travel.timeline { _ = returnToNow(in: timeline) }
  }

  // MARK: Earlier worlds

  private func show(_ position: Int, in timeline: Timeline<StepContext>) -> String? {
    if case .looping = travel.place, let reason = returnToNow(in: timeline) { return reason }
    do throws(TimeView.Failure) {
      if let view = travel.view {
        try view.move(to: position)
      } else {
        try travel.place = .viewing(beginView(at: position, in: timeline))
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func beginView(
    at position: Int, in timeline: Timeline<StepContext>
  ) throws(TimeView.Failure) -> TimeView {
    guard let current = history.current, !store.state.isEmpty else {
      throw TimeView.Failure(description: "no game runs")
    }
    timeline.keepEnd(store.world, travel.context(of: current))
    dropDerivedData(of: current)
    do throws(TimeView.Failure) { return try makeView(at: position, in: timeline) } catch {
      rebuildDerivedData(of: current)
      throw error
    }
  }

  private func makeView(
    at position: Int, in timeline: Timeline<StepContext>
  ) throws(TimeView.Failure) -> TimeView {
    let arena: Arena
    do throws(ArenaError) { arena = try travel.viewArena(like: store.world) } catch {
      throw TimeView.Failure(description: "\(error)")
    }
    return try TimeView(of: timeline, at: position, in: arena, store.memory.journal.suspects)
  }

  /// After another generation may have been swapped in.
  private func showAgain(_ view: TimeView) {
    if let current = history.current {
      travel.timeline?.keepEnd(store.world, travel.context(of: current))
    }
    do throws(TimeView.Failure) { try view.move(to: view.position) } catch {
      events.emit(.timeTravelFailed(reason: "\(error)"))
      returnToNow()
    }
  }

  /// Draws an earlier world.
  /// - Returns: false if that failed. The running world is shown again then.
  func draw(_ view: TimeView, into picture: inout CellBuffer, top: Int) -> Bool {
    guard case .crashed(let report) = view.draw(into: &picture, top: top, alpha: 0) else { return true }
    picture.clear()
    events.emit(
      .timeTravelFailed(
        reason: "draw of generation \(view.context.generation.number) crashed: \(report.headline)"))
    returnToNow()
    return false
  }

  /// The running code forgets what it derived from the running world, which stays as it is.
  func dropDerivedData(of current: Generation) {
    if store.state.isStopped { return }
    guard (try? store.takeCheckpoint()) != nil else { return }
    _ = StepContext(presentOf: current).replaying {
      unsafe $0.beforeReload(
        store.world.headerPointer, ReloadNotice(cause: .force, from: current.number, to: current.number))
    }
    store.restore()
  }

  /// The running code derives its data from the running world again, which stays as it is.
  func rebuildDerivedData(of current: Generation) {
    if store.state.isStopped { return }
    guard (try? store.takeCheckpoint()) != nil else { return }
    let notice = ReloadNotice(cause: .force, from: 0, to: current.number)
    let outcome = unsafe GameCalls(image: current.image).afterReload(store.world.headerPointer, notice)
    report(outcome, in: .afterReload, of: current, .stateKept)
    store.restore()
  }

  private func returnToNow(in timeline: Timeline<StepContext>) -> String? {
    switch travel.place {
    case .now: return nil
    case .viewing(let view):
      view.leave()
      travel.place = .now
      if let current = history.current { rebuildDerivedData(of: current) }
      return nil
    case .looping: return enterWorld(at: timeline.end, in: timeline)
    }
  }

  private func playOn(in timeline: Timeline<StepContext>) -> String? {
    switch travel.place {
    case .now: return "no earlier tick is shown"
    case .viewing(let view):
      if view.position == timeline.end, view.context.generation === history.current {
        return returnToNow(in: timeline)
      }
      return branch(at: view.position, in: timeline)
    case .looping(let loop):
      // The world of the loop stays the running one.
      travel.place = .now
      beginBranch(at: min(loop.next, timeline.end), in: timeline)
      return nil
    }
  }

  /// The world of this position runs.
  private func beginBranch(at position: Int, in timeline: Timeline<StepContext>) {
    timeline.branch(at: position)
    travel.isInLeftFuture = false
    timeline.cut()
    events.emit(
      .timeBranched(tick: store.world.header.tick, left: timeline.leftFuture.map { $0.count - 1 } ?? 0))
  }

  private func branch(at position: Int, in timeline: Timeline<StepContext>) -> String? {
    if let reason = enterWorld(at: position, in: timeline) { return reason }
    beginBranch(at: position, in: timeline)
    return nil
  }

  /// Makes the world at a position the running one, migrated if the running code has another layout.
  private func enterWorld(at position: Int, in timeline: Timeline<StepContext>) -> String? {
    guard let current = history.current else { return "no game runs" }
    do {
      let world = try recordedWorld(at: position, in: timeline)
      travel.view?.leave()
      try take(over: world, in: current)
      travel.place = .now
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Makes the last world of a timeline the running one.
  /// - Returns: nil, or why it is not.
  func runEnd(of timeline: Timeline<StepContext>) -> String? {
    guard let current = history.current else { return "no game runs" }
    dropDerivedData(of: current)
    do {
      // Not `beginView`: the running world is not the end of this timeline yet.
      let view = try makeView(at: timeline.end, in: timeline)
      defer { view.leave() }
      try take(
        over: RecordedWorld(world: try view.snapshot(), code: view.context.generation), in: current)
      return nil
    } catch {
      rebuildDerivedData(of: current)
      return "\(error)"
    }
  }

  /// Makes a recorded world the running one.
  private func take(over recorded: RecordedWorld, in current: Generation) throws {
    _ = try enter(
      current, with: .snapshot(recorded.world, renames: recorded.code.image.renames), cause: .force)
    // The same code: what it did to its world in `afterReload` would be done once more in each round of a loop.
    if recorded.code.image === current.image { try store.overwrite(with: recorded.world.bytes) }
  }

  /// A copy of the world at a position. The position is shown then, unless a loop runs.
  private func recordedWorld(
    at position: Int, in timeline: Timeline<StepContext>
  ) throws -> RecordedWorld {
    let view: TimeView
    if let shown = travel.view {
      view = shown
      try view.move(to: position)
    } else if travel.loop != nil {
      view = try makeView(at: position, in: timeline)
      defer { view.leave() }
      return RecordedWorld(world: try view.snapshot(), code: view.context.generation)
    } else {
      view = try beginView(at: position, in: timeline)
      travel.place = .viewing(view)
    }
    return RecordedWorld(world: try view.snapshot(), code: view.context.generation)
  }

  private func exchangeFutures(in timeline: Timeline<StepContext>) -> String? {
    guard timeline.leftFuture != nil else { return "no future was left" }
    if let reason = returnToNow(in: timeline) { return reason }
    guard let current = history.current else { return "no game runs" }
    timeline.keepEnd(store.world, travel.context(of: current))
    timeline.exchangeFuture()
    if let reason = enterWorld(at: timeline.end, in: timeline) {
      timeline.exchangeFuture()
      return reason
    }
    travel.isInLeftFuture.toggle()
    if timeline.context(at: timeline.end).generation.number != current.number { travel.mark(.reload) }
    // Shown only: Enter plays on from there.
    return show(timeline.end, in: timeline)
  }

  // MARK: A loop

  private func beginLoop(_ wanted: Range<Int>, in timeline: Timeline<StepContext>) -> String? {
    let range = wanted.clamped(to: timeline.start..<timeline.end)
    if range.isEmpty { return "there is nothing to play again between these ticks" }
    if case .looping = travel.place, let reason = returnToNow(in: timeline) { return reason }
    do {
      let world = try recordedWorld(at: range.lowerBound, in: timeline)
      if let reason = beginRound(of: TimeLoop(range: range, first: world, next: range.lowerBound)) {
        return reason
      }
      events.emit(.loopBegun(tick: world.world.header.tick, ticks: range.count))
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func beginRound(of loop: TimeLoop) -> String? {
    guard let current = history.current else { return "no game runs" }
    var loop = loop
    do {
      travel.view?.leave()
      // Before the world is replaced. The next tick corrects it if that fails.
      store.memory.journal.setInLoop(true)
      try take(over: loop.first, in: current)
      loop.next = loop.range.lowerBound
      travel.place = .looping(loop)
      return nil
    } catch {
      events.emit(.timeTravelFailed(reason: "\(error)"))
      return "\(error)"
    }
  }

  /// After the changes at a safe point: shows the earlier world again, or begins the next round of a loop if one is over.
  func continueTravel() {
    if let view = travel.view { return showAgain(view) }
    guard let loop = travel.loop, loop.isRoundOver, !store.state.isStopped else { return }
    if beginRound(of: loop) != nil { returnToNow() }
  }

  /// The next tick in a loop, with what it got from outside when it was recorded; nil if there is none.
  func takeLoopTick(_ number: UInt64, dt: Double) -> PlayedTick? {
    guard var loop = travel.loop, !loop.isRoundOver, let timeline = travel.timeline,
      let current = history.current
    else { return nil }
    let actions = timeline.context(at: loop.next).generation.image.actions
    let recorded = timeline.tick(at: loop.next)
    let (sample, missing) = recorded.input.translated(from: actions, to: current.image.actions)
    let unknown = missing.subtracting(loop.missing)
    loop.missing.formUnion(missing)
    loop.next += 1
    travel.place = .looping(loop)
    if !unknown.isEmpty { events.emit(.loopInputUnknown(actions: unknown.sorted())) }
    return PlayedTick(tick: number, dt: dt, input: sample, messages: recorded.messages)
  }
}
