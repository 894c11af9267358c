import CCrashGuard
import CGameABI
import Engine
import Foundation
import Synchronization
import Testing
import WorldState

@testable import HotReload

/// Each kind of fault in each callback, with and without an earlier good generation, in this process: the real guard,
/// the real watchdog, and images that the real compiler made of a game which does what an asset says.
extension Stories {
  @Suite("Crashes", .serialized)
  struct CrashMatrix {
    enum Kind: String, CaseIterable {
      case null, wild, unwrap, fatal, index, overflow, precondition, abort, divide, stack, endless
    }

    enum Place: String, CaseIterable {
      case start, step, draw, beforeReload, afterReload, migrate

      var callback: String { HotReload.Callback(rawValue: rawValue)?.rawValue ?? snake }
      private var snake: String { self == .beforeReload ? "before_reload" : "after_reload" }
    }

    @Test("Every fault in every callback is survived, with and without an earlier generation")
    func matrix() async throws {
      let images = try await TroubleImages()
      nonisolated(unsafe) var failures: [String] = []
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        // The guard and the watchdog belong to a thread.
        Thread {
          for kind in Kind.allCases {
            for place in Place.allCases {
              for hasEarlier in [true, false] {
                do {
                  try CrashCase(kind: kind, place: place, hasEarlier: hasEarlier).run(images)
                } catch {
                  unsafe failures.append(
                    "\(kind) in \(place) \(hasEarlier ? "with" : "without") an earlier one: \(error)")
                }
              }
            }
          }
          continuation.resume()
        }.start()
      }
      for failure in unsafe failures { Issue.record("\(failure)") }
    }
  }
}
