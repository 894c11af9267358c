import Foundation
import HotReload

extension RecordingReport {
  /// The status of a process that reports it.
  var exitStatus: Int32 {
    switch result {
    case .same: 0
    case .different: 1
    case .unreadable: 2
    }
  }

  /// One line of JSON.
  var line: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// For readers; several lines.
  /// - Parameter revision: that the present code was compared with; nil if it was compared with the recording.
  func text(against revision: String? = nil) -> String {
    let names = revision.map { ($0, "now") } ?? ("recorded", "now")
    var lines = ["\(file): \(verdict)"]
    if let reason, result != .unreadable { lines.append("  \(reason)") }
    if fieldsTick == nil { lines += fields.map { "    " + Self.line($0, names) } }
    if let fieldsTick {
      let place =
        fieldsTick == tick ? "after this tick" : "after tick \(fieldsTick), the next whose world was recorded"
      lines.append("  \(place):")
      lines += fields.map { "    " + Self.line($0, names) }
    }
    for crash in crashes {
      let now = crash.computed ?? "crashed when it was recorded (\(crash.recorded)), not now"
      lines.append("  tick \(crash.tick): \(now)")
    }
    return (lines + notes.map { "  note: \($0)" }).joined(separator: "\n")
  }

  private static func line(_ field: Field, _ names: (String, String)) -> String {
    if field.recorded == nil, field.computed == nil { return field.path }
    return
      "\(field.path): \(names.0) \(field.recorded ?? "nothing"), \(names.1) \(field.computed ?? "nothing")"
  }

  private var verdict: String {
    switch result {
    case .unreadable: reason ?? "cannot be read"
    case .same:
      "the same: \(ticks) ticks (\(seconds.formatted1) s of play) in \(elapsed.formatted1) s"
    case .different:
      tick.map { "different from tick \($0) on (tick \(position ?? 0) of the recording)" } ?? "different"
    }
  }
}

extension Double {
  /// With one digit after the point.
  fileprivate var formatted1: String { String(format: "%.1f", self) }
}
