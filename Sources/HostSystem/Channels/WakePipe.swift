import Glibc
import SystemPackage

/// Ends another thread's wait in poll(2). Neither end blocks; a full pipe wakes as well as a byte.
///
/// Any thread. A signal handler may write to ``writeEnd``.
public final class WakePipe: Sendable {
  private let pipe: HostPipe

  public init() throws(Errno) { pipe = try HostPipe(nonblocking: true) }

  public var readEnd: Int32 { pipe.reading.number }
  public var writeEnd: Int32 { pipe.writing.number }

  public func signal(_ byte: UInt8 = 0) {
    var byte = byte
    _ = unsafe write(writeEnd, &byte, 1)
  }

  /// Takes up to 256 of the bytes that were signalled, oldest first. Does not wait.
  @discardableResult
  public func drain() -> [UInt8] {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
      let count = unsafe read(readEnd, buffer.baseAddress, buffer.count)
      return unsafe count > 0 ? Array(buffer[..<count]) : []
    }
  }

  /// Waits for a signal, which stays to be drained.
  /// - Returns: false if the timeout came first.
  @discardableResult
  public func wait(timeout: Duration? = nil) -> Bool {
    waitUntilReadable(readEnd, until: .after(timeout))
  }
}
