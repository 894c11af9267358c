import CHostSystem
import Glibc
import Synchronization

/// Messages of one line each over a stream socket. A pipe can be received from, too.
///
/// Owns the descriptor. Any thread; one thread receives at a time. The corresponding C functions are `poll`, `read` and
/// `send`.
public final class LineChannel: Sendable {
  public enum Received: Equatable, Sendable {
    /// The next line, without its newline.
    case line([UInt8])
    /// The other side closed the stream, or sent a line longer than the limit.
    case end
    case timeout
  }

  public let descriptor: Int32
  private let maxLineLength: Int
  private let unread = Mutex(Unread())

  private struct Unread {
    var bytes: [UInt8] = []
    /// Bytes at the beginning that are known to hold no newline.
    var searched = 0
  }

  /// - Parameters:
  ///   - descriptor: closed with the channel.
  ///   - maxLineLength: bytes. A longer line ends the stream.
  public init(owning descriptor: Int32, maxLineLength: Int = .max) {
    self.descriptor = descriptor
    self.maxLineLength = maxLineLength
  }

  deinit { close(descriptor) }

  /// Whether the stream ended because a line was too long.
  public var exceedsLimit: Bool { unread.withLock { $0.bytes.count >= maxLineLength } }

  /// Sends one line. Waits while the other side does not read.
  /// - Parameter line: without a newline in it.
  /// - Returns: false if the other side is gone.
  public func send(_ line: [UInt8]) -> Bool {
    var rest = (line + [UInt8(ascii: "\n")])[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  public func send(_ line: String) -> Bool { send(Array(line.utf8)) }

  /// The process at the other end; nil if it is not known.
  public var peer: pid_t? {
    let pid = host_socket_peer(descriptor)
    return pid > 0 ? pid : nil
  }

  /// Whether whoever connected may do what this process may: it belongs to this user or to root.
  public var isFromThisUser: Bool { [0, Int64(geteuid())].contains(host_socket_peer_user(descriptor)) }

  /// Whether the process that answers belongs to this user. Root may talk to everybody.
  public var isToThisUser: Bool {
    geteuid() == 0 || host_socket_peer_user(descriptor) == Int64(geteuid())
  }

  /// Waits for the next line.
  /// - Parameter timeout: nil waits for ever. A line that has arrived is returned even if it is zero.
  public func receive(timeout: Duration? = nil) -> Received {
    let deadline = Deadline.after(timeout)
    return unread.withLock { unread in
      while true {
        if let line = takeLine(&unread) { return .line(line) }
        guard unread.bytes.count < maxLineLength else { return .end }
        guard waitUntilReadable(descriptor, until: deadline) else { return .timeout }
        guard readMore(&unread) else { return .end }
      }
    }
  }

  /// What is left behind the last newline, once, after `receive` has returned `.end`; nil if there is nothing, or too much.
  public func takeUnfinished() -> [UInt8]? {
    unread.withLock { unread in
      guard !unread.bytes.isEmpty, unread.bytes.count < maxLineLength else { return nil }
      defer { (unread.bytes, unread.searched) = ([], 0) }
      return unread.bytes
    }
  }

  /// Ends a `receive` in progress on another thread, and all later ones, with `.end`.
  public func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func takeLine(_ unread: inout Unread) -> [UInt8]? {
    guard let newline = unread.bytes[unread.searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      unread.searched = unread.bytes.count
      return nil
    }
    let line = Array(unread.bytes[..<newline])
    unread.bytes.removeSubrange(...newline)
    unread.searched = 0
    return line
  }

  /// False at the end of the stream.
  private func readMore(_ unread: inout Unread) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    let count = unsafe read(descriptor, &chunk, chunk.count)
    if count < 0 { return errno == EINTR || errno == EAGAIN }
    unread.bytes += chunk[..<count]
    return count > 0
  }
}
