import CHostSystem
import Glibc
import SystemPackage

/// A named POSIX thread that runs one closure.
///
/// The thread runs on when this object is released. The corresponding C function is `pthread_create`.
public final class HostThread: Sendable {
  public enum Priority: Sendable {
    case normal
    /// About a tenth of a processor while other threads want it. On Linux each thread has a nice value of its own.
    case background
    /// The usual share of a processor. But it waits until one is free: waking it does not interrupt the thread that wakes it.
    case yielding
  }

  private static let backgroundNiceness: Int32 = 10

  private let finished: Latch

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - name: for debuggers and `top -H`. The kernel keeps its first 15 bytes.
  ///   - body: handed over to the new thread; what it captures must not be used here any more.
  /// - Throws: `Errno.resourceTemporarilyUnavailable` if the system's limit of threads is reached.
  @discardableResult
  public init(_ name: String, priority: Priority = .normal, _ body: sending @escaping () -> Void)
    throws(Errno)
  {
    let finished = Latch()
    self.finished = finished
    let start = Start {
      HostThread.configure(name, priority)
      body()
      finished.open()
    }
    let box = unsafe Unmanaged.passRetained(start)
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        // The new thread owns what was retained for it.
        let start = unsafe Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
        start.run()
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      unsafe box.release()
      throw Errno(rawValue: status)
    }
    pthread_detach(thread)
  }

  /// The kernel's number of the calling thread.
  public static var currentNumber: Int32 { host_thread_number() }

  /// Waits until the closure has returned.
  /// - Parameter timeout: nil waits for ever.
  /// - Returns: false if the timeout came first.
  @discardableResult
  public func join(timeout: Duration? = nil) -> Bool { finished.wait(timeout: timeout) }

  private final class Start {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  private static func configure(_ name: String, _ priority: Priority) {
    unsafe host_thread_set_name(String(decoding: name.utf8.prefix(15), as: UTF8.self))
    switch priority {
    case .normal: break
    case .background: host_thread_set_niceness(backgroundNiceness)
    case .yielding: host_thread_set_yielding()
    }
  }
}
