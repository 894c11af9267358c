import Engine
import Testing

@testable import HotReload

@Suite("Calls that fail again and again")
struct FailureSeriesTests {
  private func call(_ reason: String) -> HostEvent.CallFailure {
    HostEvent.CallFailure(generation: 2, callback: "step", reason: reason)
  }

  private func counts(_ events: [HostEvent]) -> [String] {
    events.map { event in
      switch event {
      case .callsFailing(let failure): "\(failure.count) \(failure.reason ?? "")"
      case .callsFailingEnded(let failure): "ended after \(failure.count)"
      default: "\(event)"
      }
    }
  }

  @Test("Sixty failures a second are one event a second, with the last reason")
  func flood() {
    var series = FailureSeries()
    let events = (0..<180).compactMap { tick in
      series.failed(call("tick \(tick)"), at: UInt64(tick) * 16_666_667)
    }
    #expect(counts(events) == ["1 tick 0", "61 tick 60", "121 tick 120"])
    #expect(counts(series.end().map { [$0] } ?? []) == ["ended after 180"])
  }

  @Test("A series ends after a second without a failure; failures in some ticks only are one series")
  func end() {
    var series = FailureSeries()
    #expect(series.succeeded(at: 5_000_000_000) == nil && series.isOver)
    _ = series.failed(call("a"), at: 10_000_000_000)
    #expect(series.succeeded(at: 10_900_000_000) == nil)
    #expect(series.failed(call("a"), at: 10_950_000_000) == nil)
    #expect(series.succeeded(at: 11_900_000_000) == nil && !series.isOver)
    #expect(counts(series.succeeded(at: 11_950_000_000).map { [$0] } ?? []) == ["ended after 2"])
    #expect(series.isOver && series.end() == nil)
  }
}
