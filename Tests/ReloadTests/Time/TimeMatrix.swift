import Foundation
import Testing

extension Stories {
  /// Random sequences of play, rewind, branch, reload, migration, crash, restore and loop, in this process.
  @Suite("Time travel at random", .serialized)
  struct TimeMatrix {
    @Test("After 1,000 random sequences, every world that is reached is the one that was")
    func sequences() async throws {
      let images = try await TimeImages()
      nonisolated(unsafe) let shared = images
      nonisolated(unsafe) var failures: [String] = []
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        // The crash guard is bound to a thread.
        Thread {
          for seed in 0..<1_000 as Range<UInt64> {
            var done: [String] = []
            do {
              let host = try TimeHost(unsafe shared, seed: seed)
              defer { done = host.done }
              try host.play(20)
              for _ in 0..<20 { try host.act() }
            } catch {
              unsafe failures.append("seed \(seed), after \(done.joined(separator: " ")): \(error)")
            }
            if unsafe failures.count > 5 { break }
          }
          continuation.resume()
        }.start()
      }
      for failure in unsafe failures { Issue.record("\(failure)") }
    }
  }
}
