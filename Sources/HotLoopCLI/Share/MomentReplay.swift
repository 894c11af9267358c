import Engine
import Glibc
import HostSystem

/// Computes the ticks before a shared moment again, in the code of this clone, by `hotloop replay` in a process of its own.
struct MomentReplay: Sendable {
  /// Absolute.
  let path: String
  /// The folder of the package.
  let root: String
  let callLimit: Double

  func outcome() async -> HostEvent.ReplayedMoment {
    let words = [
      "replay", path, "--headless", "--verify", "--json", "--package", root, "--call-limit", "\(callLimit)",
    ]
    let result: ToolResult
    do throws(ToolFailure) {
      // By its number: the program that lowers the priority has another `self`.
      result = try await ToolRun.run("/proc/\(getpid())/exe", words, in: root, priority: .background)
    } catch {
      return failed("\(error)")
    }
    let lines = result.text.split(whereSeparator: \.isNewline).map(String.init)
    guard let report = lines.lazy.compactMap({ JSONValue(parsing: $0) }).first(where: { $0["result"] != nil })
    else { return failed(lines.last.map(ForeignText.line) ?? "hotloop replay printed nothing") }
    let details =
      [report["reason"]?.string] + (report["fields"]?.array ?? []).prefix(3).map(Self.text)
      + (report["notes"]?.array ?? []).map(\.string)
    let reason = ForeignText.line(details.compactMap(\.self).joined(separator: ", "))
    switch report["result"]?.string {
    case "same": return HostEvent.ReplayedMoment(path: path, outcome: .same, tick: nil, reason: "")
    case "different":
      let tick = report["tick"]?.integer.flatMap { UInt64(exactly: $0) }
      return HostEvent.ReplayedMoment(path: path, outcome: .different, tick: tick, reason: reason)
    default: return failed(reason)
    }
  }

  private func failed(_ reason: String) -> HostEvent.ReplayedMoment {
    HostEvent.ReplayedMoment(path: path, outcome: .failed, tick: nil, reason: reason)
  }

  /// `distance was 12, is 14`.
  private static func text(_ field: JSONValue) -> String? {
    guard let path = field["path"]?.string else { return nil }
    return
      "\(path) was \(field["recorded"]?.string ?? "not there"), is \(field["computed"]?.string ?? "not there")"
  }
}
