import Foundation
import HostSystem
import HotReload

/// Computes several recordings, each in a process of its own: what the game keeps in variables must not get from one to
/// another.
struct ReplayPool {
  /// Those of `hotloop replay`, without the files.
  let arguments: [String]

  /// - Returns: a report on each, in order.
  func reports(on paths: [String]) throws -> [RecordingReport] {
    try blocking { try await concurrently(paths) { await report(on: $0) } }
  }

  private func report(on path: String) async -> RecordingReport {
    do {
      let result = try await ToolRun.run(
        "/proc/self/exe", ["replay", path] + arguments, in: FileManager.default.currentDirectoryPath)
      let line = result.text.split(separator: "\n").last.map { Data($0.utf8) } ?? Data()
      if let report = try? JSONDecoder().decode(RecordingReport.self, from: line) { return report }
      return RecordingReport(unreadable: path, "its process ended (\(result.end)): \(result.text)")
    } catch {
      return RecordingReport(unreadable: path, "its process cannot be started: \(error)")
    }
  }
}
