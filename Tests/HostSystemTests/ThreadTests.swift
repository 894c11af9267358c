import Glibc
import HostSystem
import Synchronization
import Testing

@Suite struct ThreadTests {
  @Test("A thread runs its body under its name, and join waits for the end")
  func runsBody() throws {
    let name = Mutex("")
    let thread = try HostThread("hotloop.test") {
      let path = "/proc/thread-self/comm"
      name.withLock { $0 = (try? DiskFile.readText(path)) ?? "" }
    }
    #expect(thread.join())
    #expect(name.withLock { $0 } == "hotloop.test\n")
  }

  @Test("A name longer than the kernel's limit is cut, not lost")
  func longName() throws {
    let name = Mutex("")
    let thread = try HostThread("hotloop.a-very-long-name") {
      name.withLock { $0 = (try? DiskFile.readText("/proc/thread-self/comm")) ?? "" }
    }
    thread.join()
    #expect(name.withLock { $0 } == "hotloop.a-very-\n")
  }

  @Test("A background thread lowers its own priority and no other thread's")
  func backgroundPriority() throws {
    let niceness = Mutex<Int32>(0)
    let before = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
    let thread = try HostThread("hotloop.test", priority: .background) {
      niceness.withLock { $0 = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
    }
    thread.join()
    #expect(niceness.withLock { $0 } == min(19, before + 10))
    #expect(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) == before)
  }

  @Test("join gives up at its timeout while the body runs")
  func joinTimeout() throws {
    let end = Latch()
    let thread = try HostThread("hotloop.test") { end.wait() }
    #expect(!thread.join(timeout: .milliseconds(20)))
    end.open()
    #expect(thread.join())
  }

  @Test("An open latch lets every thread through, now and later")
  func latch() throws {
    let latch = Latch()
    #expect(!latch.isOpen)
    #expect(!latch.wait(timeout: .zero))
    let threads = try (0..<4).map { _ in try HostThread("hotloop.test") { latch.wait() } }
    latch.open()
    for thread in threads { #expect(thread.join()) }
    #expect(latch.isOpen)
    #expect(latch.wait())
  }

  @Test("blocking returns the value of asynchronous work, or throws its error")
  func blockingWork() async throws {
    struct Failure: Error {}
    // The test itself must not block: it is on a thread of the pool, which the work needs.
    let results = await withCheckedContinuation { continuation in
      do {
        _ = try HostThread("hotloop.test") {
          let value = Result { try blocking { await Task { 7 }.value } }
          let failure = Result<Int, any Error> { try blocking { throw Failure() } }
          continuation.resume(returning: [value, failure])
        }
      } catch {
        continuation.resume(returning: [.failure(error)])
      }
    }
    #expect(try results[0].get() == 7)
    #expect(throws: Failure.self) { try results[1].get() }
  }
}

@Suite struct ClockTests {
  @Test("A sleep ends no earlier than its deadline")
  func sleeps() {
    let clock = MonotonicClock()
    let deadline = clock.now() + 3_000_000
    clock.sleep(until: deadline)
    #expect(clock.now() >= deadline)
  }

  @Test("A wake that comes first ends the next sleep, once")
  func wakes() {
    let clock = MonotonicClock()
    clock.wake()
    clock.sleep(until: .max / 2)
    let deadline = clock.now() + 2_000_000
    clock.sleep(until: deadline)
    #expect(clock.now() >= deadline)
  }

  @Test("A wake from another thread ends a sleep in progress")
  func wakesFromThread() throws {
    let clock = MonotonicClock()
    let thread = try HostThread("hotloop.test") { clock.sleep(until: .max / 2) }
    #expect(!thread.join(timeout: .milliseconds(10)))
    clock.wake()
    #expect(thread.join())
  }

  @Test(
    "A deadline passes after its timeout, and never without one",
    arguments: [
      (Duration?.none, false, -1), (.zero, true, 0), (.seconds(-1), true, 0),
      (.seconds(Int64.max), false, -1), (.seconds(1_000_000_000), false, Int32.max),
    ])
  func deadlines(timeout: Duration?, hasPassed: Bool, poll: Int32) {
    let deadline = Deadline.after(timeout)
    #expect(deadline.hasPassed == hasPassed)
    #expect(deadline.pollTimeout == poll)
  }
}
