import Testing

@testable import Engine

@Suite("Tick pacing")
struct TickPacerTests {
  private var pacer = TickPacer(ticksPerSecond: 10, tickLimit: 3, now: 0)
  private let period: UInt64 = 100_000_000

  @Test("While paused, only requested steps run")
  mutating func pause() {
    let running = pacer.beginTick()
    #expect(running)
    pacer.setPaused(true)
    pacer.requestSteps(2)
    let allowed = (0..<4).map { _ in pacer.beginTick() }
    #expect(allowed == [true, true, false, false])
    #expect(pacer.alpha(at: period / 2) == 0)
    pacer.requestSteps(5)
    pacer.setPaused(false)
    pacer.setPaused(true)
    let forgotten = pacer.beginTick()
    #expect(!forgotten)
  }

  @Test("The limit counts ticks that ran")
  mutating func limit() {
    let reached = (0..<3).map { _ in pacer.reachesLimit() }
    #expect(reached == [false, false, true])
    #expect(pacer.ticksRun == 3)
  }

  @Test("The last picture of a run of a fixed length does not depend on the time")
  mutating func lastPicture() {
    _ = pacer.takeDue(at: 0)
    for _ in 0..<2 { _ = pacer.reachesLimit() }
    #expect(!pacer.hasReachedLimit && pacer.alpha(at: period / 2) == 0.5)
    _ = pacer.reachesLimit()
    #expect(pacer.hasReachedLimit && pacer.alpha(at: period / 2) == 0)
  }

  @Test("A new rate starts with a tick at once")
  mutating func rate() {
    _ = pacer.takeDue(at: 0)
    pacer.setRate(20, now: period / 4)
    let first = pacer.takeDue(at: period / 4)
    #expect(first.run == 1)
    #expect(pacer.nextDeadline == period / 4 + period / 2)
    #expect(pacer.secondsPerTick == 0.05)
  }

  @Test("A generation has one first tick each time it starts to run")
  mutating func firstTick() {
    let first = [1, 1, 2, 2, 1].map { pacer.isFirstTick(of: $0) }
    #expect(first == [true, false, true, false, true])
  }
}

@Suite("Frame pacing")
struct FramePacerTests {
  private var pacer = FramePacer(framesPerSecond: 10, now: 1000)
  private let period: UInt64 = 100_000_000

  @Test("A frame that is due soon is drawn with the tick before it")
  mutating func slack() {
    let due = pacer.takeDue(at: 1000, afterTick: false)
    #expect(due)
    let early = 1000 + period - period / 5
    let without = pacer.takeDue(at: early, afterTick: false)
    let with = pacer.takeDue(at: early, afterTick: true)
    #expect(!without && with)
    #expect(pacer.takeDue(at: early, afterTick: true) == false)
  }

  @Test("A requested frame is due once")
  mutating func request() {
    _ = pacer.takeDue(at: 1000, afterTick: false)
    pacer.request()
    let due = [pacer.takeDue(at: 1001, afterTick: false), pacer.takeDue(at: 1001, afterTick: false)]
    #expect(due == [true, false])
  }

  @Test("The loop wakes for a frame well before the next tick, otherwise with the tick")
  mutating func wake() {
    _ = pacer.takeDue(at: 1000, afterTick: false)
    let frame = 1000 + period
    #expect(pacer.wakeTime(nextTick: frame - 1) == frame - 1)
    #expect(pacer.wakeTime(nextTick: frame + period / 8) == frame + period / 8)
    #expect(pacer.wakeTime(nextTick: frame + period / 2) == frame)
  }

  @Test("A restart makes a frame due at once, and missed frames are not made up")
  mutating func restart() {
    pacer.restart(at: 50 * period)
    let due = (0..<2).map { _ in pacer.takeDue(at: 50 * period, afterTick: false) }
    #expect(due == [true, false])
  }
}
