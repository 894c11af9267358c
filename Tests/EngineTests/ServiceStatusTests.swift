import Testing

@testable import Engine

@Suite("State of services")
struct ServiceStatusTests {
  private func service(_ state: ServiceStatus.State, _ generation: UInt64?, left: [UInt64] = [])
    -> ServiceStatus
  {
    ServiceStatus(
      name: "Game/s", state: state, generation: generation, age: nil, received: 0, sent: 0, waiting: 0,
      dropped: 0, left: left)
  }

  @Test("The status line counts services in earlier code, and threads that were left alone")
  func summary() {
    #expect([ServiceStatus]().summary(besides: 3) == "")
    #expect([service(.running, 3), service(.ended, nil)].summary(besides: 3) == "")
    #expect([service(.running, 3), service(.failed, 2)].summary(besides: 3) == "1 service failed")
    #expect(
      [service(.failed, 3), service(.running, 2), service(.failed, 2)].summary(besides: 3)
        == "2 services failed · 1 service in gen 2")
    #expect([service(.running, 3), service(.running, 1)].summary(besides: 3) == "1 service in gen 1")
    // It is about to be replaced.
    #expect([service(.ending, 2)].summary(besides: 3) == "")
    #expect(
      [service(.running, 2), service(.running, 3, left: [1, 2])].summary(besides: 3)
        == "3 services in gen 1, 2")
  }

  @Test("What has happened is one sentence, with the reason")
  func text() {
    let change = { HostEvent.ServiceChange(service: "Game/s", kind: $0, generation: $1, reason: $2) }
    #expect(change(.started, 2, "").text == "service Game/s runs in code of generation 2")
    #expect(change(.failed, 2, "no port").text == "service Game/s failed in code of generation 2: no port")
    #expect(change(.overflow, nil, "r").text == "a message to service Game/s was dropped: r")
    #expect(
      change(.hung, 1, "r").lines == [
        LogLine("service Game/s did not end in code of generation 1: r", .warning)
      ])
  }
}
