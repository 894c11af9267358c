import CGameABI
import HostSystem
import Timeline
import WorldState

/// Finds where two recordings part: the first tick that began with other worlds, or got another input.
public struct RecordingComparison {
  /// On the calling thread, which has entered the crash guard.
  /// - Returns: what differs; `recorded` are the values of the first recording, `computed` those of the second.
  public static func report(_ one: LoadedRecording, _ other: LoadedRecording) -> RecordingReport {
    var report = RecordingReport(file: one.path)
    report.game = one.runs.last?.game ?? ""
    let start = monotonicNow
    for recording in [one, other] {
      if let incompleteness = recording.incompleteness {
        report.notes.append("\(recording.path): \(incompleteness)")
      }
    }
    let (a, b) = (one.timeline, other.timeline)
    let (first, last) = (max(a.start, b.start), min(a.end, b.end))
    guard first < last else {
      report.result = .different
      report.reason =
        "they have no ticks in common: one has those from \(a.start) to \(a.end), the other those from "
        + "\(b.start) to \(b.end)"
      return report
    }
    let common = first..<last
    for position in common where report.result == .same {
      let (first, second) = (a.tick(at: position), b.tick(at: position))
      report.ticks += 1
      report.seconds += first.dt
      if first == second { continue }
      report.result = .different
      report.position = position
      if first.worldHash == second.worldHash {
        report.reason = "this tick got another input or another length"
      } else {
        describeWorlds(at: position, one, other, &report)
      }
    }
    if report.result == .same, a.end != b.end || a.start != b.start {
      report.result = .different
      report.position = common.upperBound
      report.reason = "one has \(a.end - a.start) ticks, the other \(b.end - b.start)"
    }
    report.elapsed = Double(monotonicNow - start) / 1e9
    return report
  }

  /// The worlds that a tick began with, computed from the keyframes before it.
  private static func describeWorlds(
    at position: Int, _ one: LoadedRecording, _ other: LoadedRecording, _ report: inout RecordingReport
  ) {
    // The tick before made the difference, if it is not the first world.
    if position > one.timeline.start { report.position = position - 1 }
    guard let first = try? world(of: one, at: position), let second = try? world(of: other, at: position)
    else {
      report.reason = "the worlds differ; the code cannot compute them"
      return
    }
    report.tick = first.header.tick - (position > one.timeline.start ? 1 : 0)
    report.fieldsTick = report.tick
    let fields = WorldComparison().differences(first, second)
    report.note(fields)
    if fields.isEmpty {
      report.reason = "the worlds differ; the code that computes them makes the same of both"
    }
  }

  private static func world(of recording: LoadedRecording, at position: Int) throws -> Snapshot {
    let run = try ReplayRun(recording)
    try run.reach(position)
    return try run.snapshot()
  }
}
