import Engine
import Testing

/// 10 ticks a second from time 1000, which makes the numbers easy to read.
private func schedule(limit: Int = 5) -> TickSchedule {
  TickSchedule(ticksPerSecond: 10, origin: 1000, catchUpLimit: limit)
}

private let period: UInt64 = 100_000_000

@Suite("Tick schedule")
struct TickScheduleTests {
  @Test("Nothing is due before the first deadline")
  func early() {
    var ticks = schedule()
    let due = ticks.takeDue(at: 999)
    #expect(due.run == 0 && due.dropped == 0)
    #expect(ticks.nextDeadline == 1000)
  }

  @Test("Deadlines are origin + n × period, however late each wait was")
  func noDrift() {
    var ticks = schedule()
    for n in 0..<1000 {
      let late = UInt64(n % 7) * 1_000_000
      #expect(ticks.takeDue(at: 1000 + UInt64(n) * period + late).run == 1)
    }
    #expect(ticks.nextDeadline == 1000 + 1000 * period)
  }

  @Test("A late host catches up, and drops and counts the ticks beyond the limit")
  func catchUp() {
    var ticks = schedule()
    var due = ticks.takeDue(at: 1000 + 4 * period)
    #expect(due.run == 5 && due.dropped == 0)
    due = ticks.takeDue(at: 1000 + 24 * period)
    #expect(due.run == 5 && due.dropped == 15)
    #expect(ticks.nextDeadline == 1000 + 25 * period)
  }

  @Test("The fraction between two ticks goes from 0 to 1")
  func fraction() {
    var ticks = schedule()
    _ = ticks.takeDue(at: 1000)
    #expect(ticks.fraction(at: 1000) == 0)
    #expect(abs(ticks.fraction(at: 1000 + period / 4) - 0.25) < 1e-4)
    #expect(ticks.fraction(at: 1000 + 3 * period) == 1)
  }

  @Test("A restart drops no ticks")
  func restart() {
    var ticks = schedule()
    ticks.restart(at: 1000 + 500 * period)
    let due = ticks.takeDue(at: 1000 + 500 * period)
    #expect(due.run == 1 && due.dropped == 0)
  }
}
