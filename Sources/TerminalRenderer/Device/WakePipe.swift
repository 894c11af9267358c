import Glibc

/// A pipe that ends another thread's wait in poll(2). Neither end ever blocks; a full pipe is as good as a byte.
final class WakePipe: Sendable {
  let readEnd: Int32
  let writeEnd: Int32

  init() throws(TerminalError) {
    var ends: (Int32, Int32) = (-1, -1)
    let made = unsafe withUnsafeMutableBytes(of: &ends) {
      unsafe pipe($0.bindMemory(to: Int32.self).baseAddress!)
    }
    guard made == 0 else { throw .systemCall(unsafe "pipe: \(String(cString: strerror(errno)))") }
    (readEnd, writeEnd) = ends
    for end in [readEnd, writeEnd] {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
  }

  deinit {
    Glibc.close(readEnd)
    Glibc.close(writeEnd)
  }

  /// Any thread.
  func signal(_ byte: UInt8 = 0) {
    var byte = byte
    _ = unsafe Glibc.write(writeEnd, &byte, 1)
  }

  /// Takes the bytes that came, in order.
  @discardableResult
  func drain() -> [UInt8] {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
      let count = unsafe read(readEnd, buffer.baseAddress, buffer.count)
      return unsafe count > 0 ? Array(buffer[..<count]) : []
    }
  }

  /// Waits until there is something to read or the time is over; whether there is.
  @discardableResult
  func wait(milliseconds: Int32) -> Bool {
    var wait = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&wait, 1, milliseconds) > 0
  }
}
