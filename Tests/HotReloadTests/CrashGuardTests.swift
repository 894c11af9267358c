import CCrashGuard
import Foundation
import Testing

@testable import HotReload

/// Guarded calls run on a thread of their own, as in the loop.
@Suite("Crash guard", .serialized)
struct CrashGuardTests {
  /// The outcome of one guarded call.
  private struct Outcome: Sendable {
    var returned = false
    var result: Int32 = 0
    var fault = CrashFault()
  }

  /// Calls `function` several times and then `next`, on one thread.
  private func call(
    _ function: @escaping CrashGuardFunction, times: Int = 1, then next: CrashGuardFunction? = nil
  ) -> [Outcome] {
    let functions = unsafe Array(repeating: function, count: times) + (next.map { unsafe [$0] } ?? [])
    nonisolated(unsafe) var outcomes: [Outcome] = []
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      crash_guard_install(nil)
      precondition(unsafe crash_guard_enter_thread() != nil)
      for index in unsafe functions.indices {
        let function = unsafe functions[index]
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

  @Test("A guarded call that returns has the function's result")
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
    let outcome = unsafe call({ _, _ in Int32(truncatingIfNeeded: recurse(1)) })[0]
    #expect(!outcome.returned && outcome.fault.signal == SIGSEGV && outcome.fault.stack_overflow)
    #expect(outcome.fault.frame_count == CRASH_GUARD_MAX_FRAMES && outcome.fault.skipped_frames > 1000)
  }

  @Test("A call of an address without code is survived, and its caller is in the call stack")
  func wildCall() {
    let outcome = unsafe call({ _, _ in
      let wild = unsafe unsafeBitCast(Int(getpid()) % 2 + 16, to: CrashGuardFunction.self)
      return wild(nil, nil) + 1
    })[0]
    #expect(!outcome.returned && outcome.fault.signal == SIGSEGV)
    #expect(outcome.fault.frame_count >= 2)
  }

  @Test("A crash during an access to a variable does not leave the access open")
  func abandonedAccess() {
    let crashed = unsafe call(
      { _, _ in
        change(&first.value) { abort() }
        return 0
      },
      then: { _, _ in
        change(&first.value) {}
        return Int32(first.value)
      })
    #expect(!crashed[0].returned && crashed[0].fault.signal == SIGABRT)
    #expect(crashed[1].returned && crashed[1].result == 2)
  }

  @Test("The accesses that a caller has begun continue after a call, also after one that crashed")
  func accessOfTheCaller() {
    nonisolated(unsafe) var returned: [Bool] = []
    let done = DispatchSemaphore(value: 0)
    Thread {
      crash_guard_install(nil)
      precondition(unsafe crash_guard_enter_thread() != nil)
      let own = Counter()
      func callDuringAccess(_ function: @escaping CrashGuardFunction) {
        var result: Int32 = 0
        var fault = CrashFault()
        change(&own.value) {
          unsafe returned.append(unsafe crash_guard_call(function, nil, nil, &result, &fault))
        }
        change(&own.value) {}
      }
      unsafe callDuringAccess { _, _ in 7 }
      unsafe callDuringAccess { _, _ in
        change(&second.value) { abort() }
        return 0
      }
      done.signal()
    }.start()
    done.wait()
    #expect(unsafe returned == [true, false])
  }

  @Test("The watchdog interrupts a call that does not return, and no other")
  func endless() {
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var outcome = Outcome()
    nonisolated(unsafe) var completed = 0
    Thread {
      crash_guard_install(nil)
      let watchdog = Watchdog(limit: 0.2)
      var current = Outcome()
      for _ in 0..<1000
      where unsafe crash_guard_call({ _, _ in 1 }, nil, nil, &current.result, &current.fault) {
        unsafe completed += 1
      }
      current.returned = unsafe crash_guard_call(
        { _, _ in
          while true { sched_yield() }
        }, nil, nil, &current.result, &current.fault)
      watchdog?.stop()
      unsafe outcome = current
      done.signal()
    }.start()
    done.wait()
    #expect(unsafe completed == 1000)
    #expect(unsafe !outcome.returned && outcome.fault.interrupted)
    let report = unsafe CrashReport(outcome.fault)
    #expect(report.headline == "the call took too long: more than 0.2 s (--call-limit)")
  }
}

private final class Counter: @unchecked Sendable {
  var value = 0
}
private let first = Counter()
private let second = Counter()

/// Runs `body` during a modification of a variable.
@inline(never) private func change(_ value: inout Int, during body: () -> Void) {
  value += 1
  body()
}

/// Recurses until the stack overflows. Written so that the compiler cannot optimise the recursion away.
@inline(never) private func recurse(_ depth: Int) -> Int {
  var locals = (depth, depth, depth, depth)
  return unsafe withUnsafeMutablePointer(to: &locals) { unsafe recurse($0.pointee.0 &+ 1) &+ $0.pointee.1 }
}
