import Glibc

/// A stream socket with a name in the file system. The only file that calls the socket API.
///
/// The corresponding C functions are `socket`, `bind`, `listen`, `connect`, `accept`, `read` and `send`. Paths may be
/// longer than the 108 bytes of `sockaddr_un`: the folder is opened first and named through /proc/self/fd.
struct UnixSocket: ~Copyable {
  let descriptor: Int32

  private init(owning descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Listens at `path`, which only this user may use. The file of a host that died is replaced; one that a live
  /// host answers at is an error.
  static func listen(path: String) throws(SocketError) -> UnixSocket {
    do throws(SocketError) {
      _ = try connect(path: path)
      throw .inUse(path)
    } catch {
      if case .inUse = error { throw error }
    }
    unsafe unlink(path)
    let socket = try UnixSocket()
    let previousMask = umask(0o177)
    defer { umask(previousMask) }
    guard try unsafe withAddress(of: path, { unsafe bind(socket.descriptor, $0, $1) }) == 0 else {
      throw .last("bind", path)
    }
    guard Glibc.listen(socket.descriptor, 8) == 0 else { throw .last("listen", path) }
    return socket
  }

  static func connect(path: String) throws(SocketError) -> UnixSocket {
    let socket = try UnixSocket()
    guard try unsafe withAddress(of: path, { unsafe Glibc.connect(socket.descriptor, $0, $1) }) == 0 else {
      throw .last("connect", path)
    }
    return socket
  }

  private init() throws(SocketError) {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    if descriptor < 0 { throw .last("socket", "") }
  }

  /// Waits for the next client. Nil when the socket was shut down.
  borrowing func accept() -> UnixSocket? {
    while true {
      let client = Glibc.accept(descriptor, nil, nil)
      if client >= 0 {
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        return UnixSocket(owning: client)
      }
      if errno != EINTR && errno != ECONNABORTED { return nil }
    }
  }

  /// Ends an `accept` or `readLine` under way on another thread.
  static func shutDown(_ descriptor: Int32) {
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// The next line without its end; nil at the end of the stream, or if a line is longer than `limit` bytes.
  borrowing func readLine(_ pending: inout [UInt8], limit: Int = 64 * 1024) -> String? {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        return line
      }
      guard pending.count < limit else { return nil }
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 16 * 1024) { buffer, count in
        count = unsafe max(0, read(descriptor, buffer.baseAddress, buffer.count))
      }
      if chunk.isEmpty { return nil }
      pending += chunk
    }
  }

  /// Writes all of it; false if the other side is gone.
  borrowing func write(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let sent = unsafe rest.withUnsafeBytes {
        unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  private static func withAddress(
    of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(SocketError) -> Int32 {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let folderDescriptor = unsafe open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folderDescriptor >= 0 else { throw .last("open", folder) }
    defer { close(folderDescriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let short = Array("/proc/self/fd/\(folderDescriptor)/\(name)".utf8CString)
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

enum SocketError: Error, CustomStringConvertible {
  case inUse(String)
  case nameTooLong(String)
  case failed(call: String, path: String, code: Int32, reason: String)

  static func last(_ call: String, _ path: String) -> SocketError {
    let code = errno
    return unsafe .failed(call: call, path: path, code: code, reason: String(cString: strerror(code)))
  }

  var description: String {
    switch self {
    case .inUse(let path):
      "a running hotloop already answers at \(path); quit it first, or play another package"
    case .nameTooLong(let path): "the name of \(path) is too long for a socket"
    case .failed(let call, let path, _, let reason): "\(path): \(call) failed: \(reason)"
    }
  }
}
