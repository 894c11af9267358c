import CGameABI
import Engine
import HostSystem
import Timeline
import WorldState

/// Writes the run to files. Called at safe points and between calls of the game.
extension ReloadableGame {
  /// From the next tick on.
  /// - Parameters:
  ///   - maxBytes: of the file; when it is larger it begins anew. Nil for any size.
  ///   - owner: who may end it.
  /// - Returns: nil, or why nothing is recorded.
  @discardableResult
  public func record(to file: RecordingFile, maxBytes: Int? = nil, by owner: RunRecorder.Owner) -> String? {
    if let problem = recordingProblem { return problem }
    let isFresh = store.state.isEmpty && initialWorld == nil && store.memory.journal.lastDeath == nil
    travel.begin(
      RunRecorder(to: file, by: owner, maxBytes: maxBytes, isFresh: isFresh, seed: seed, assets: assets))
    return nil
  }

  /// Continues the recording that hosts that died have begun: their ticks can be gone back to.
  public func restore(_ earlier: EarlierRun) {
    if diedInLoop {
      diedInLoop = false
      leaveLoop(earlier)
    }
    travel.begin(with: earlier, services)
  }

  /// The world that survived is one of the loop in which the host died: the one from before the loop was recorded.
  private func leaveLoop(_ earlier: EarlierRun) {
    let name = PathText.relative(earlier.path, to: packageRoot)
    do {
      guard let world = try earlier.lastWorld() else { throw Refusal("it has no world") }
      _ = load(world, name: name)
    } catch {
      events.emit(
        .worldRejected(
          path: name, generation: history.current?.number ?? 0, stage: "snapshot", reason: "\(error)"))
    }
  }

  /// The code for a recorded one: that which was recorded or, if that may not run again, the running one.
  func generation(for code: RecordedCode) -> Generation? {
    let known = history.all.filter { $0.sourceHash == code.sourceHash && !$0.isQuarantined }
    return
      ([known.last { $0.isOptimised == code.isOptimised }, known.last, history.current] as [Generation?])
      .compactMap(\.self).first { $0.image.layout.hash == code.layout.hash }
  }

  /// Completes recordings.
  /// - Parameter owner: nil for all.
  /// - Returns: their files, which may still be written for a moment.
  @discardableResult
  public func endRecordings(by owner: RunRecorder.Owner? = nil) -> [RecordingFile] {
    if travel.isNow, !store.state.isEmpty, let current = history.current {
      // Without the last world, a recording would end up to a second earlier.
      travel.timeline?.keepEnd(store.world, travel.context(of: current))
    }
    // Nobody plays any more.
    if owner == nil { travel.awaitExplanations() }
    return travel.endRecorders { owner == nil || $0 == owner }
  }

  /// The file that is written for somebody; nil if there is none.
  public func recording(by owner: RunRecorder.Owner) -> String? {
    travel.recorders.first { $0.owner == owner }?.path
  }

  /// Shows the begin of another run, whose end becomes the running world.
  /// - Parameter generations: what to run for recorded sources, by their hash; the running code for all others.
  /// - Returns: nil, or why it is not shown. The running world stays then.
  public func watch(_ path: String, generations: [String: Generation]) -> String? {
    guard let current = history.current, !store.state.isEmpty else { return "no game runs" }
    let recording: LoadedRecording
    do throws(RecordingError) {
      recording = try LoadedRecording(path, maxBytes: watchedBytes, services: services) { code in
        generations[code.sourceHash].flatMap { $0.image.layout.hash == code.layout.hash ? $0 : nil }
          ?? current
      }
    } catch {
      return "\(error)"
    }
    if let problem = recording.damage { events.emit(.timeTravelFailed(reason: "\(problem)")) }
    if let reason = recording.foreignness(to: current) { return "\(path): \(reason)" }
    guard recording.isOfItsLayouts else {
      return "\(path): the world has another layout now, and the code that was recorded is not there; "
        + "hotloop replay --headless --verify migrates it"
    }
    let own = travel
    travel = TimeTravel(watching: recording.timeline, crashes: recording.crashes)
    // Its end is what runs when the player leaves the recording.
    let reason = runEnd(of: recording.timeline)
    if reason != nil { travel = own }
    return reason ?? travel(.show(recording.timeline.start))
  }

  private var watchedBytes: Int { 1 << 30 }
}
