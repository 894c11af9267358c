import Engine
import Foundation
import HostSystem
import HotReload

/// Computes several recordings, each in a process of its own: what the game keeps in variables must not get from one to
/// another.
struct ReplayPool {
  let folder: String
  let callLimit: Double
  let asJSON: Bool

  /// - Returns: the worst exit status.
  func verify(_ paths: [String]) throws -> Int32 {
    // Once, instead of in each process.
    _ = try ReplayHost(folder: folder, callLimit: callLimit).build()
    let results = try blocking {
      try await withThrowingTaskGroup(of: (Int, RecordingReport).self) { group in
        var reports = [RecordingReport?](repeating: nil, count: paths.count)
        var next = 0
        while next < min(paths.count, ProcessInfo.processInfo.activeProcessorCount) {
          group.addTask { [next] in (next, await report(on: paths[next])) }
          next += 1
        }
        while let (index, report) = try await group.next() {
          reports[index] = report
          guard next < paths.count else { continue }
          group.addTask { [next] in (next, await self.report(on: paths[next])) }
          next += 1
        }
        return reports.compactMap(\.self)
      }
    }
    for report in results { print(asJSON ? report.line : report.text) }
    return results.map(\.exitStatus).max() ?? 0
  }

  private func report(on path: String) async -> RecordingReport {
    let arguments = [
      "replay", path, "--headless", "--verify", "--json", "--package", folder, "--call-limit", "\(callLimit)",
    ]
    do {
      let result = try await ToolRun.run(
        "/proc/self/exe", arguments, in: FileManager.default.currentDirectoryPath)
      let line = result.text.split(separator: "\n").last.map { Data($0.utf8) } ?? Data()
      if let report = try? JSONDecoder().decode(RecordingReport.self, from: line) { return report }
      return RecordingReport(unreadable: path, "its process ended (\(result.end)): \(result.text)")
    } catch {
      return RecordingReport(unreadable: path, "its process cannot be started: \(error)")
    }
  }
}
