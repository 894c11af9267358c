import Foundation
import HotReload

extension RecordingReport {
  /// The status of a process that reports it.
  var exitStatus: Int32 {
    switch result {
    case .same: 0
    case .different where isUpdated == true: 0
    case .different: 1
    case .incomplete, .unreadable: 2
    }
  }

  /// One line of JSON.
  var line: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// For readers; several lines.
  /// - Parameters:
  ///   - revision: that the present code was compared with; nil if it was compared with the recording.
  ///   - other: the recording that this one was compared with.
  func text(against revision: String? = nil, other: String? = nil) -> String {
    let names = other.map { (file, $0) } ?? revision.map { ($0, "now") } ?? ("recorded", "now")
    var lines = ["\(file): \(verdict)"]
    if let reason, result != .unreadable { lines.append("  \(reason)") }
    if fieldsTick == nil { lines += fields.map { "    " + Self.line($0, names) } }
    if let fieldsTick {
      let place =
        fieldsTick == tick ? "after this tick" : "after tick \(fieldsTick), the next whose world was recorded"
      lines.append("  \(place):")
      lines += fields.map { "    " + Self.line($0, names) }
    }
    if moreFields > 0 { lines.append("    and \(moreFields) more") }
    for crash in crashes {
      lines.append("  tick \(crash.tick): \(crash.computed ?? "when it was recorded, " + crash.recorded)")
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
    case .unreadable: problem
    case .same: isUpdated == false ? "unchanged: \(extent)" : "the same: \(extent)"
    case .incomplete: "incomplete; the same as far as it goes: \(extent)"
    case .different: (isUpdated == true ? "written again: it was " : "") + "different\(begin)"
    }
  }

  private var extent: String {
    "\(ticks) ticks (\(seconds.formatted1) s of play) in \(elapsed.formatted1) s"
  }

  private var begin: String {
    guard let tick else { return position.map { " from tick \($0) of the recording on" } ?? "" }
    guard let position, position != tick else { return " from tick \(tick) on" }
    return " from tick \(tick) on (tick \(position) of the recording)"
  }

  /// Errors name the file, too.
  private var problem: String {
    let reason = reason ?? "cannot be read"
    return reason.hasPrefix(file + ": ") ? String(reason.dropFirst(file.count + 2)) : reason
  }
}

extension Double {
  /// With one digit after the point.
  fileprivate var formatted1: String { String(format: "%.1f", self) }
}
