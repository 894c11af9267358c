import GameBuilder
import Testing

@testable import HotReload

@Suite("Builds that are tried again")
struct BuildRetriesTests {
  private func seconds(_ causes: [FailureCause], _ retries: inout BuildRetries) -> [Double?] {
    causes.map { cause in retries.delay(after: cause).map { $0 / .seconds(1) } }
  }

  @Test("A cause outside the sources is tried for as long as it persists, after up to a minute")
  func delays() {
    var retries = BuildRetries()
    let causes: [FailureCause] = [.memory, .disk, .disk, .limit, .tool, .lock, .network, .disk]
    #expect(seconds(causes, &retries) == [2, 4, 8, 16, 32, 60, 60, 60])
    retries.reset()
    #expect(seconds([.disk], &retries) == [2])
    _ = seconds(Array(repeating: .disk, count: 100), &retries)
    #expect(seconds([.disk], &retries) == [60])
  }

  @Test("The sources are never tried again, and a tool that crashes is tried twice")
  func sources() {
    var retries = BuildRetries()
    #expect(seconds([.sources, .other, .sources], &retries) == [nil, nil, nil] && retries.attempt == 0)
    #expect(seconds([.crash, .crash, .crash, .crash], &retries) == [2, 4, nil, nil])
    retries.reset()
    #expect(seconds([.crash], &retries) == [2])
  }
}
