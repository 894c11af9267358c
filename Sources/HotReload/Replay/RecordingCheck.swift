import CGameABI
import Engine
import HostSystem
import Timeline
import WorldState

/// Computes a recording again and compares the worlds with those that were recorded.
///
/// Each tick of a recording has a hash of the world before it, so the first tick that differs is known exactly. The recorded
/// world itself is there only once a second; the values at that tick come from the code that was recorded, if that is
/// available, or else are those of the next keyframe.
public struct RecordingCheck {
  private let recording: LoadedRecording
  private let run: ReplayRun
  /// The same recording with the code that was recorded; nil if that is not available.
  private let reference: () -> LoadedRecording?
  private var report: RecordingReport
  private var hash = WorldHash()
  private var comparison = WorldComparison()

  /// On the calling thread, which has entered the crash guard.
  /// - Parameter reference: loads the same recording with the code that was recorded, or returns nil.
  public static func report(
    on recording: LoadedRecording, reference: @escaping () -> LoadedRecording? = { nil }
  ) -> RecordingReport {
    do throws(ArenaError) {
      var check = RecordingCheck(recording, try ReplayRun(recording), reference)
      check.compute()
      return check.report
    } catch {
      var report = RecordingReport(file: recording.path)
      report.result = .unreadable
      report.reason = "\(error)"
      return report
    }
  }

  private init(
    _ recording: LoadedRecording, _ run: ReplayRun, _ reference: @escaping () -> LoadedRecording?
  ) {
    self.recording = recording
    self.run = run
    self.reference = reference
    report = RecordingReport(on: recording)
  }

  private var timeline: Timeline<StepContext> { recording.timeline }

  private mutating func compute() {
    let start = monotonicNow
    do throws(ReplayRun.Failure) {
      try compareStart()
      for stretch in recording.stretches where report.result == .same { try compute(stretch) }
    } catch {
      report.result = .different
      report.tick = run.world.header.tick
      report.position = run.position
      report.reason = error.reason
    }
    if report.result == .different { noteOptimisation() }
    if report.result == .same, recording.incompleteness != nil { report.result = .incomplete }
    report.seconds = (report.seconds * 1_000).rounded() / 1_000
    report.elapsed = Double(monotonicNow - start) / 1e9
  }

  /// Compilers may compute floating-point numbers in another order.
  private mutating func noteOptimisation() {
    guard let recorded = recording.codes.last?.isOptimised else { return }
    let computes = timeline.context(at: timeline.start).generation.isOptimised
    if recorded == computes { return }
    func name(_ isOptimised: Bool) -> String { isOptimised ? "an optimised" : "an unoptimised" }
    note("it was recorded with \(name(recorded)) build, and computed with \(name(computes)) one")
  }

  /// Whether the game's `start` still makes the world that the recording begins with.
  private mutating func compareStart() throws(ReplayRun.Failure) {
    guard let seed = recording.freshSeed else { return }
    try run.start(seed: seed)
    // Another layout has other fields, and its own values in them.
    guard run.isOfRecordedLayout else { return }
    let fields = differences(atKeyframe: 0)
    if fields.isEmpty { return }
    report.result = .different
    report.reason = "start makes another world"
    report.note(fields)
  }

  /// A stretch whose worlds all follow from the first.
  private mutating func compute(_ stretch: Range<Int>) throws(ReplayRun.Failure) {
    try run.enter(keyframe: stretch.lowerBound)
    comparison = WorldComparison()
    if !run.isOfRecordedLayout {
      try run.requireCommonFields(with: recording.code(at: stretch.lowerBound).layout)
      note("the world has another layout now: it was migrated, and the fields that both have are compared")
      // Such as those that `after_reload` changes.
      comparison.ignored = Set(differences(atKeyframe: stretch.lowerBound).map(\.path))
    }
    while run.position < stretch.upperBound {
      if hasDiverged { return try describe(in: stretch) }
      report.seconds += timeline.tick(at: run.position).dt
      try run.step()
      report.ticks += 1
    }
    if hasDiverged(fromKeyframe: stretch.upperBound) { return try describe(in: stretch) }
    for crash in recording.crashes where crash.position == stretch.upperBound { try compute(crash) }
  }

  /// Whether the world at the run's position is another than the recorded one.
  private var hasDiverged: Bool {
    mutating get {
      guard run.isOfRecordedLayout else { return hasDiverged(fromKeyframe: run.position) }
      // A run that was not recorded to a file has no hashes.
      let recorded = timeline.tick(at: run.position).worldHash
      guard recorded != 0 else {
        guard hasDiverged(fromKeyframe: run.position) else { return false }
        note(
          "the run was not recorded to a file while it went on: an earlier tick may have made the difference")
        return true
      }
      hash.update(run.world)
      return hash.short != recorded
    }
  }

  /// The same where no tick tells the hash.
  private func hasDiverged(fromKeyframe position: Int) -> Bool {
    guard timeline.keyframe(after: position) == position, !timeline.cuts.contains(position) else {
      return false
    }
    return !differences(atKeyframe: position).isEmpty
  }

  private func differences(atKeyframe position: Int) -> [RecordingReport.Field] {
    guard let recorded = try? recording.world(ofKeyframe: position), let computed = try? run.snapshot() else {
      return []
    }
    return comparison.differences(recorded, computed)
  }

  /// After a difference was found at the run's position.
  private mutating func describe(in stretch: Range<Int>) throws(ReplayRun.Failure) {
    report.result = .different
    // The tick before made the difference.
    report.position = max(run.position - 1, stretch.lowerBound)
    report.tick = run.world.header.tick - (run.position > stretch.lowerBound ? 1 : 0)
    if let fields = exactFields(in: stretch) {
      report.fieldsTick = report.tick
      report.note(fields)
      return
    }
    guard let keyframe = timeline.keyframe(after: run.position), keyframe <= stretch.upperBound,
      keyframe < stretch.upperBound || !timeline.cuts.contains(keyframe)
    else {
      report.reason =
        "the recording has no world that shows the fields, and no image of its code is there to compute them"
      return
    }
    try run.run(to: keyframe)
    report.fieldsTick = run.world.header.tick - 1
    report.note(differences(atKeyframe: keyframe))
  }

  /// The differences at the run's position, if the code that was recorded computes what was recorded.
  private func exactFields(in stretch: Range<Int>) -> [RecordingReport.Field]? {
    guard run.isOfRecordedLayout, let reference = reference(), let other = try? ReplayRun(reference),
      (try? other.enter(keyframe: stretch.lowerBound)) != nil,
      (try? other.run(to: run.position)) != nil, let computed = try? run.snapshot()
    else { return nil }
    if run.position < timeline.end {
      let recorded = timeline.tick(at: run.position).worldHash
      if recorded != 0, WorldHash(of: other.world).short != recorded { return nil }
    }
    return (try? other.snapshot()).map { comparison.differences($0, computed) }
  }

  private mutating func compute(_ crash: RecordedCrash) throws(ReplayRun.Failure) {
    let tick = run.world.header.tick
    let computed = try run.outcome(ofCrashed: crash)
    report.crashes.append(
      RecordingReport.Crash(tick: tick, recorded: crash.explanation ?? crash.reason, computed: computed))
    if computed == nil, !isSettled(crash) {
      report.result = .different
      report.tick = tick
      report.position = crash.position
      report.reason = "this tick crashed when it was recorded, and does not crash now"
    }
  }

  /// Whether the run waited at the tick, and went on after something was done about it. What it went on with is recorded.
  private func isSettled(_ crash: RecordedCrash) -> Bool {
    timeline.marks.contains {
      $0.position == crash.position && ($0.kind == .retry || $0.kind == .skip)
    }
  }

  private mutating func note(_ text: String) {
    if !report.notes.contains(text) { report.notes.append(text) }
  }
}

extension RecordingReport {
  fileprivate init(on recording: LoadedRecording) {
    self.init(file: recording.path)
    game = recording.runs.last?.game ?? ""
    if let incompleteness = recording.incompleteness { notes.append(incompleteness) }
    if recording.codes.contains(where: \.isTweaked) {
      notes.append(
        "values of literals were changed by hand during the run; they are not part of the recording")
    }
  }
}
