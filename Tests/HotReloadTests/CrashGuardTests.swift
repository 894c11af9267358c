import CCrashGuard
import Foundation
import HotReload
import Testing

/// Faults are made in a thread of the test's own, as the loop's thread makes guarded calls.
@Suite("Crash guard", .serialized)
struct CrashGuardTests {
  /// The outcome of one guarded call.
  private struct Outcome: Sendable {
    var returned = false
    var result: Int32 = 0
    var fault = CrashFault()
  }

  private func call(_ function: @escaping CrashGuardFunction, times: Int = 1) -> [Outcome] {
    nonisolated(unsafe) var outcomes: [Outcome] = []
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      crash_guard_install(nil)
      precondition(unsafe crash_guard_enter_thread() != nil)
      for _ in 0..<times {
        var outcome = Outcome()
        outcome.returned = unsafe crash_guard_call(function, nil, nil, &outcome.result, &outcome.fault)
        unsafe outcomes.append(outcome)
      }
      done.signal()
    }
    thread.start()
    done.wait()
    return unsafe outcomes
  }

  @Test("A guarded call that returns gives its result")
  func returns() {
    let outcome = unsafe call { _, _ in 42 }[0]
    #expect(outcome.returned && outcome.result == 42)
  }

  @Test("A guarded call that reads address 16 reports the address, every time")
  func null() {
    for outcome in unsafe call({ _, _ in unsafe UnsafePointer<Int32>(bitPattern: 16)!.pointee }, times: 100) {
      #expect(!outcome.returned)
      #expect(outcome.fault.signal == SIGSEGV && outcome.fault.address == 16)
      #expect(outcome.fault.frame_count >= 2)
    }
  }

  @Test("A Swift trap is survived")
  func trap() {
    let outcome = unsafe call({ _, _ in Int32(clamping: [1, 2][Int(getpid()) + 5]) })[0]
    #expect(!outcome.returned)
    #expect([SIGILL, SIGTRAP].contains(outcome.fault.signal))
  }

  @Test("A call of abort is survived")
  func aborts() {
    let outcome = unsafe call({ _, _ in abort() })[0]
    #expect(!outcome.returned && outcome.fault.signal == SIGABRT)
  }

  @Test("A stack overflow is survived and recognised")
  func overflow() {
    let outcome = unsafe call({ _, _ in Int32(truncatingIfNeeded: dig(1)) })[0]
    #expect(!outcome.returned && outcome.fault.signal == SIGSEGV && outcome.fault.stack_overflow)
  }

  @Test("The watchdog interrupts a call that does not return, and no other")
  func endless() {
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var outcome = Outcome()
    nonisolated(unsafe) var quick = 0
    Thread {
      crash_guard_install(nil)
      let watchdog = Watchdog(limit: 0.2)
      var own = Outcome()
      for _ in 0..<1000 where unsafe crash_guard_call({ _, _ in 1 }, nil, nil, &own.result, &own.fault) {
        unsafe quick += 1
      }
      own.returned = unsafe crash_guard_call(
        { _, _ in
          while true { sched_yield() }
        }, nil, nil, &own.result, &own.fault)
      watchdog?.stop()
      unsafe outcome = own
      done.signal()
    }.start()
    done.wait()
    #expect(unsafe quick == 1000)
    #expect(unsafe !outcome.returned && outcome.fault.interrupted)
  }
}

/// Goes down until the stack ends. Not a tail call, and not to be seen through.
@inline(never) private func dig(_ depth: Int) -> Int {
  var room = (depth, depth, depth, depth)
  return unsafe withUnsafeMutablePointer(to: &room) { unsafe dig($0.pointee.0 &+ 1) &+ $0.pointee.1 }
}
