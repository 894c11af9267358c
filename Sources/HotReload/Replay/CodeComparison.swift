import CGameABI
import HostSystem
import Timeline
import WorldState

/// Computes a recording in two codes beside each other, and finds the first tick after which their worlds differ.
public struct CodeComparison {
  /// On the calling thread, which has entered the crash guard.
  /// - Parameters:
  ///   - before: the recording with the one code.
  ///   - after: the same recording with the other.
  /// - Returns: what differs; `recorded` are the values of the first code.
  public static func report(_ before: LoadedRecording, _ after: LoadedRecording) -> RecordingReport {
    var report = RecordingReport(file: after.path)
    report.game = after.runs.last?.game ?? ""
    if let incompleteness = after.incompleteness { report.notes.append(incompleteness) }
    let start = monotonicNow
    do {
      try compare(ReplayRun(before), ReplayRun(after), &report)
    } catch {
      report.result = .different
      report.reason = (error as? ReplayRun.Failure)?.reason ?? "\(error)"
    }
    report.elapsed = Double(monotonicNow - start) / 1e9
    return report
  }

  private static func compare(_ old: ReplayRun, _ new: ReplayRun, _ report: inout RecordingReport) throws {
    if let seed = new.recording.freshSeed {
      try old.start(seed: seed)
      try new.start(seed: seed)
      let fields = try WorldComparison().differences(old.snapshot(), new.snapshot())
      if !fields.isEmpty { note(fields, old, new, nil, &report) }
      report.reason = fields.isEmpty ? nil : "start makes another world"
    }
    for stretch in new.recording.stretches where report.result == .same {
      try old.enter(keyframe: stretch.lowerBound)
      try new.enter(keyframe: stretch.lowerBound)
      try new.requireCommonFields(with: old.snapshot().layout)
      var comparison = WorldComparison()
      comparison.ignored = try Set(comparison.differences(old.snapshot(), new.snapshot()).map(\.path))
      for position in stretch where report.result == .same {
        try step(old, "the first code", &report)
        try step(new, "the second code", &report)
        report.ticks += 1
        report.seconds += new.recording.timeline.tick(at: position).dt
        if old.world.hasSameBytes(as: new.world) { continue }
        let fields = try comparison.differences(old.snapshot(), new.snapshot())
        if !fields.isEmpty { note(fields, old, new, position, &report) }
      }
    }
  }

  private static func step(
    _ run: ReplayRun, _ name: String, _ report: inout RecordingReport
  ) throws(ReplayRun.Failure) {
    do throws(ReplayRun.Failure) { try run.step() } catch {
      (report.tick, report.position) = (run.world.header.tick, run.position)
      throw ReplayRun.Failure(reason: "\(name): \(error.reason)", crash: error.crash)
    }
  }

  private static func note(
    _ fields: [RecordingReport.Field], _ old: ReplayRun, _ new: ReplayRun, _ position: Int?,
    _ report: inout RecordingReport
  ) {
    report.result = .different
    report.position = position
    report.tick = position.map { _ in old.world.header.tick - 1 }
    report.fieldsTick = report.tick
    report.note(fields)
  }
}
