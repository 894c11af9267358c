import CGameABI
import Foundation
import Testing

@testable import HotReload

/// Where errors are reported to be thrown, in this process. Optimised code may join equal throws of a function.
extension Stories {
  @Suite("Throw locations", .serialized)
  struct ThrowPlaces {
    private static let errors = ["plain", "after others", "before others", "closure", "described"]

    @Test(
      "An error that a callback returns is reported with the line of its throw",
      arguments: [false])
    func places(optimised: Bool) async throws {
      let images = try await TroubleImages("Throws.swift", optimised: optimised)
      defer { images.remove() }
      let source = try String(contentsOfFile: images.root + "/Game/Beacon.swift", encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
      nonisolated(unsafe) var failures: [String] = []
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        // Crash guard and watchdog are bound to a thread.
        Thread {
          for error in Self.errors {
            // After so many throws, the callers of optimised code are not known.
            let hasCallers = !optimised || error != "after others"
            do { try expectPlace(of: error, hasCallers: hasCallers, images, source) } catch {
              unsafe failures.append("optimised \(optimised): \(error)")
            }
          }
          continuation.resume()
        }.start()
      }
      for failure in unsafe failures { Issue.record("\(failure)") }
    }

    private func expectPlace(
      of error: String, hasCallers: Bool, _ images: TroubleImages, _ source: [Substring]
    ) throws {
      let host = try MatrixHost(images)
      defer { host.close() }
      try host.adopt(isGood: false)
      // What is thrown outside of calls, and in calls before, does not count.
      try? { throw TestFailure("outside") }()
      for name in ["plain", error] {
        try host.setFault(name)
        try expect(host.game.step(input: InputSample(), dt: 0.1), "the tick runs")
        try host.setFault("")
        host.game.endFailures()
      }
      let failures = try host.events().filter { $0["event"] as? String == "callback-failed" }
      guard failures.count == 2, let failure = failures.last, let location = failure["location"] as? String,
        let backtrace = failure["backtrace"] as? [String]
      else { throw TestFailure("\(error): not two errors with a location: \(try host.events())") }
      let line = source.firstIndex { $0.hasSuffix("// " + error) }.map { $0 + 1 }
      try expect(location == "Game/Beacon.swift:\(line ?? 0)", "\(error), line \(line ?? 0), at \(location)")
      for caller in hasCallers
        ? ["World.stepPlayer Game/Beacon.swift:", "Throws.step Game/Beacon.swift:"] : []
      {
        try expect(backtrace.contains { $0.hasPrefix(caller) }, "\(error): \(caller) is in \(backtrace)")
      }
    }
  }
}
