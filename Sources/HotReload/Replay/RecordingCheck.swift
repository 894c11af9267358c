import CGameABI
import Engine
import HostSystem
import Timeline
import WorldState

/// Computes a recording again and compares the worlds with those that were recorded.
public struct RecordingCheck {
  private static let maxFields = 20

  private let recording: LoadedRecording
  private let run: ReplayRun
  private var report: RecordingReport
  private var hash = WorldHash()
  /// Fields that differ where a migrated world begins, such as those that `after_reload` changes.
  private var ignored: Set<String> = []

  /// Of the calling thread, which has entered the crash guard.
  public static func report(on recording: LoadedRecording) -> RecordingReport {
    var report = RecordingReport(file: recording.path)
    do throws(ArenaError) {
      var check = RecordingCheck(recording, try ReplayRun(recording))
      check.compute()
      return check.report
    } catch {
      report.result = .unreadable
      report.reason = "\(error)"
      return report
    }
  }

  private init(_ recording: LoadedRecording, _ run: ReplayRun) {
    self.recording = recording
    self.run = run
    report = RecordingReport(file: recording.path)
    report.game = recording.runs.last?.game ?? ""
    if let damage = recording.damage { report.notes.append("\(damage)") }
    if recording.end == .interrupted, recording.damage == nil {
      report.notes.append("the program that recorded was killed; the recording ends there")
    }
    if recording.codes.contains(where: \.isTweaked) {
      report.notes.append(
        "values of literals were changed by hand during the run; they are not part of the recording")
    }
  }

  private var timeline: Timeline<StepContext> { recording.timeline }

  private mutating func compute() {
    let start = monotonicNow
    let cuts = timeline.cuts
    for (index, first) in cuts.enumerated() where report.result == .same {
      let end = index + 1 < cuts.count ? cuts[index + 1] : timeline.end
      do throws(ReplayRun.Failure) { try compute(first..<end) } catch {
        report.result = .different
        report.tick = run.world.header.tick
        report.position = run.position
        report.reason = error.reason
      }
    }
    report.elapsed = Double(monotonicNow - start) / 1e9
  }

  /// A stretch whose worlds all follow from the first.
  private mutating func compute(_ stretch: Range<Int>) throws(ReplayRun.Failure) {
    try run.enter(keyframe: stretch.lowerBound)
    ignored = []
    if !run.isOfRecordedLayout {
      note("the world has another layout now: it was migrated, and the fields that both have are compared")
      ignored = Set(differences(atKeyframe: stretch.lowerBound).map(\.path))
    }
    while run.position < stretch.upperBound {
      if hasDiverged { return try describe(in: stretch) }
      report.seconds += timeline.tick(at: run.position).dt
      try run.step()
      report.ticks += 1
    }
    if hasDiverged(fromKeyframe: stretch.upperBound) { return try describe(in: stretch) }
    for crash in recording.crashes where crash.position == stretch.upperBound { compute(crash) }
  }

  /// Whether the world at the run's position is another than the recorded one.
  private var hasDiverged: Bool {
    mutating get {
      guard run.isOfRecordedLayout else { return hasDiverged(fromKeyframe: run.position) }
      hash.update(run.world)
      return hash.short != timeline.tick(at: run.position).worldHash
    }
  }

  /// The same where no tick tells the hash: only fields that both layouts have are compared.
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
    let found = try? recorded.read { old throws(WorldError) in
      try computed.read { new throws(WorldError) in worldDiff(old, new) }
    }
    let fields = (found ?? []).map {
      RecordingReport.Field(path: $0.path, recorded: $0.before, computed: $0.after)
    }
    if recorded.layout.hash == computed.layout.hash {
      let header = MemoryLayout<WorldHeader>.size
      if fields.isEmpty, recorded.bytes.dropFirst(header) != computed.bytes.dropFirst(header) {
        return [RecordingReport.Field(path: "bytes that belong to no field", recorded: nil, computed: nil)]
      }
      return fields
    }
    return fields.filter {
      $0.recorded != nil && $0.computed != nil && !$0.path.hasPrefix("header.") && !ignored.contains($0.path)
    }
  }

  /// After a difference was found at the run's position.
  private mutating func describe(in stretch: Range<Int>) throws(ReplayRun.Failure) {
    report.result = .different
    // The tick before made the difference.
    report.position = max(run.position - 1, stretch.lowerBound)
    report.tick = run.world.header.tick - (run.position > stretch.lowerBound ? 1 : 0)
    guard let keyframe = timeline.keyframe(after: run.position), keyframe <= stretch.upperBound else {
      return
    }
    if keyframe == stretch.upperBound, timeline.cuts.contains(keyframe) { return }
    while run.position < keyframe { try run.step() }
    report.fieldsTick = run.world.header.tick - 1
    report.fields = Array(differences(atKeyframe: keyframe).prefix(Self.maxFields))
  }

  private mutating func compute(_ crash: RecordedCrash) {
    let tick = run.world.header.tick
    var computed: String?
    do throws(ReplayRun.Failure) { try run.step(crashed: crash) } catch { computed = error.reason }
    report.crashes.append(RecordingReport.Crash(tick: tick, recorded: crash.reason, computed: computed))
    if computed == nil {
      report.result = .different
      report.tick = tick
      report.position = crash.position
      report.reason = "this tick crashed when it was recorded, and does not crash now"
    }
  }

  private mutating func note(_ text: String) {
    if !report.notes.contains(text) { report.notes.append(text) }
  }
}
