import Foundation
import Synchronization
import Testing

@testable import HostSystem

@Suite("Work on several elements at once")
struct ConcurrentlyTests {
  @Test("The results have the order of the elements")
  func order() async throws {
    let results = try await concurrently(Array(0..<200)) { number in
      await Task.yield()
      return number * 2
    }
    #expect(results == (0..<200).map { $0 * 2 })
    #expect(try await concurrently([Int]()) { $0 } == [])
  }

  private struct Failure: Error {}

  private final class Counts: Sendable {
    let running = Mutex((now: 0, most: 0, all: 0))
  }

  @Test("There are never more at a time than processors; an error cancels those, and no other begins")
  func bound() async throws {
    let counts = Counts()
    await #expect(throws: Failure.self) {
      try await concurrently(Array(0..<100)) { number in
        counts.running.withLock {
          $0.now += 1
          $0.all += 1
          $0.most = max($0.most, $0.now)
        }
        // Those beside the failing one hold their places until they are cancelled.
        repeat { await Task.yield() } while number > 20 && !Task.isCancelled
        counts.running.withLock { $0.now -= 1 }
        if number == 20 { throw Failure() }
      }
    }
    let (now, most, all) = counts.running.withLock { $0 }
    let processors = ProcessInfo.processInfo.activeProcessorCount
    #expect(now == 0 && most <= processors)
    #expect(all <= 20 + processors)
  }
}
