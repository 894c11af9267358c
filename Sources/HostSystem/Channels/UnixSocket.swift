import Glibc

/// Stream sockets with a name in the file system. The only file that calls the socket API.
///
/// The corresponding C functions are `socket`, `bind`, `listen`, `connect` and `accept`. Paths may be longer than the 108
/// bytes of `sockaddr_un`: the folder is opened first and named through /proc/self/fd.
public struct UnixSocket: ~Copyable, Sendable {
  private let owned: OwnedDescriptor

  /// For ``shutDown(_:)``.
  public var descriptor: Int32 { owned.number }

  /// Listens at `path`. Only this user may connect. The file of a process that died is replaced.
  /// - Throws: ``SocketError/inUse(_:)`` if another process answers there.
  public static func listen(path: String) throws(SocketError) -> UnixSocket {
    try requireUnused(path: path)
    unsafe unlink(path)
    let socket = try UnixSocket()
    let previousMask = umask(0o177)
    defer { umask(previousMask) }
    let descriptor = socket.descriptor
    guard try unsafe withAddress(of: path, { unsafe bind(descriptor, $0, $1) }) == 0 else {
      throw .last("bind", path)
    }
    guard Glibc.listen(descriptor, 8) == 0 else { throw .last("listen", path) }
    return socket
  }

  /// A process that was killed keeps its socket until the kernel has taken it back: that is waited for.
  /// - Throws: ``SocketError/inUse(_:)`` if a process waits for requests at `path`.
  public static func requireUnused(path: String) throws(SocketError) {
    let deadline = Deadline.after(longestEnd)
    while let channel = try? connect(path: path) {
      let isEnding = channel.receive(timeout: timeToEnd) == .end || channel.peer.map(isEnding) == true
      guard isEnding, !deadline.hasPassed else { throw .inUse(path) }
    }
  }

  /// How long a process that was sent a signal may run on before the signal is seen.
  private static let timeToEnd = Duration.milliseconds(300)

  /// How long the kernel may take for the rest.
  private static let longestEnd = Duration.seconds(30)

  /// Connects to the process that listens at `path`.
  public static func connect(path: String) throws(SocketError) -> LineChannel {
    let socket = try UnixSocket()
    let descriptor = socket.descriptor
    guard try unsafe withAddress(of: path, { unsafe Glibc.connect(descriptor, $0, $1) }) == 0 else {
      throw .last("connect", path)
    }
    return LineChannel(owning: socket.owned.release())
  }

  private init() throws(SocketError) {
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    if number < 0 { throw .last("socket", "") }
    owned = OwnedDescriptor(owning: number)
  }

  /// Waits for the next client. Returns nil once the socket was shut down.
  /// - Parameter maxLineLength: of what the client sends, in bytes.
  public borrowing func accept(maxLineLength: Int = .max) -> LineChannel? {
    while true {
      let client = Glibc.accept(descriptor, nil, nil)
      if client >= 0 {
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        return LineChannel(owning: client, maxLineLength: maxLineLength)
      }
      switch errno {
      case EINTR, ECONNABORTED: break
      case EMFILE, ENFILE, ENOBUFS, ENOMEM:
        // The client waits in the queue until another file is closed.
        poll(nil, 0, Self.retryInterval)
      default: return nil
      }
    }
  }

  /// Milliseconds.
  private static let retryInterval: Int32 = 50

  /// Ends an `accept` in progress on another thread, and all later ones.
  public static func shutDown(_ descriptor: Int32) {
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  private static func withAddress(
    of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(SocketError) -> Int32 {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let number = unsafe open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { throw .last("open", folder) }
    defer { close(number) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let short = Array("/proc/self/fd/\(number)/\(name)".utf8CString)
    guard short.count <= MemoryLayout.size(ofValue: address.sun_path) else { throw .nameTooLong(path) }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { space in
      for (index, byte) in short.enumerated() { unsafe space[index] = UInt8(bitPattern: byte) }
    }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}

/// Why a socket cannot be used.
public enum SocketError: Error, CustomStringConvertible {
  case inUse(String)
  case nameTooLong(String)
  case failed(call: String, path: String, code: Int32, reason: String)

  /// The system call of this thread that failed last.
  static func last(_ call: String, _ path: String) -> SocketError {
    let code = errno
    return unsafe .failed(call: call, path: path, code: code, reason: String(cString: strerror(code)))
  }

  public var description: String {
    switch self {
    case .inUse(let path):
      "a running hotloop already answers at \(path); quit it first, or play another package"
    case .nameTooLong(let path): "the name of \(path) is too long for a socket"
    case .failed(let call, let path, _, let reason): "\(path): \(call) failed: \(reason)"
    }
  }
}
