import Foundation
import Glibc
import Synchronization

/// Traces the main thread of a process, as a debugger that lets it run does. gdb would also stop programs that it starts.
final class Tracer: Sendable {
  private let isEnding = Atomic<Bool>(false)
  private let isAttached = DispatchSemaphore(value: 0)
  private let isDetached = DispatchSemaphore(value: 0)
  private let failure = Mutex<Int32>(0)

  private typealias Call = @convention(c) (Int32, pid_t, Int, Int) -> Int
  private static let seize: Int32 = 0x4206
  private static let proceed: Int32 = 7
  private static let anyThread: Int32 = 0x4000_0000

  /// Attaches.
  init(_ process: pid_t) throws {
    let thread = Thread { [self] in trace(process) }
    thread.start()
    isAttached.wait()
    let code = failure.withLock { $0 }
    guard code == 0 else {
      throw TestFailure("the process cannot be traced: \(unsafe String(cString: strerror(code)))")
    }
  }

  /// Detaches: a process is traced by one thread, until that ends.
  func end() {
    isEnding.store(true, ordering: .releasing)
    isDetached.wait()
  }

  private func trace(_ process: pid_t) {
    defer { isDetached.signal() }
    // Its declaration has a variable number of arguments.
    guard let symbol = unsafe dlsym(nil, "ptrace") else {
      failure.withLock { $0 = ENOSYS }
      isAttached.signal()
      return
    }
    let ptrace = unsafe unsafeBitCast(symbol, to: Call.self)
    if ptrace(Self.seize, process, 0, 0) != 0 { failure.withLock { $0 = errno } }
    isAttached.signal()
    while !isEnding.load(ordering: .acquiring) {
      var status: Int32 = 0
      // Each signal stops it first.
      if unsafe waitpid(process, &status, Self.anyThread | WNOHANG) == process, status & 0xFF == 0x7F {
        let signal = status >> 8 & 0xFF
        _ = ptrace(Self.proceed, process, 0, signal == SIGTRAP ? 0 : Int(signal))
      }
      usleep(500)
    }
  }
}
