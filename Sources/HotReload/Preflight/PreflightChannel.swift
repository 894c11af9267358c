import Foundation
import Glibc

/// One end of the socket between host and child: lines of JSON. Used by one
/// thread at a time, which its owner sees to.
///
/// The corresponding C functions are `socketpair`, `poll`, `recv` and `send`.
public final class PreflightChannel: @unchecked Sendable {
  let descriptor: Int32
  private var pending: [UInt8] = []

  enum Reply {
    /// The newest line that has come; those before it told nothing that it does not.
    case line(Data)
    case end
    case silence
  }

  /// - Parameter descriptor: of a stream socket; owned by the channel, closed with it.
  public init(owning descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Both ends of a new socket; neither goes to programs that are started. Throws the system's words if there is none.
  static func pair() throws(PreflightFailure) -> (PreflightChannel, PreflightChannel) {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw .last("socketpair") }
    return (PreflightChannel(owning: ends[0]), PreflightChannel(owning: ends[1]))
  }

  /// Sends one line; false if the other side is gone.
  func send(line: Data) -> Bool {
    var rest = line[...]
    while !rest.isEmpty {
      let sent = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if sent < 0 && errno == EINTR { continue }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  /// Waits for the other side to say something.
  /// - Parameter seconds: how long; nil for ever.
  func receive(within seconds: Double?) -> Reply {
    let deadline = seconds.map { DispatchTime.now() + $0 }
    while true {
      if let line = takeNewestLine() { return .line(line) }
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let left = deadline.map { Int64($0.uptimeNanoseconds) - Int64(DispatchTime.now().uptimeNanoseconds) }
      let wait = left.map { Int32(min(max($0 / 1_000_000 + 1, 0), Int64(Int32.max))) } ?? -1
      if let left, left <= 0 { return .silence }
      let ready = unsafe poll(&poller, 1, wait)
      if ready < 0 && errno != EINTR { return .end }
      if ready > 0, !readMore() { return .end }
    }
  }

  private func takeNewestLine() -> Data? {
    let newline = UInt8(ascii: "\n")
    guard let end = pending.lastIndex(of: newline) else { return nil }
    let before = pending[..<end].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let line = Data(pending[before..<end])
    pending.removeSubrange(...end)
    return line
  }

  private func readMore() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
    if count < 0 && errno == EINTR { return true }
    guard count > 0 else { return false }
    pending += chunk[..<count]
    return true
  }
}

extension PreflightChannel {
  /// Sends one value as a line.
  func send(_ value: some Encodable) -> Bool {
    guard let data = try? JSONEncoder().encode(value) else { return false }
    return send(line: data + [UInt8(ascii: "\n")])
  }
}

/// Why a child could not be started, or could not do its work.
struct PreflightFailure: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  /// The system call of this thread that failed last.
  static func last(_ call: String) -> PreflightFailure { of(call, code: errno) }

  static func of(_ call: String, code: Int32) -> PreflightFailure {
    unsafe PreflightFailure("\(call) failed: \(String(cString: strerror(code)))")
  }
}

extension PreflightMessage {
  init(line: Data) throws(PreflightFailure) {
    do {
      self = try JSONDecoder().decode(PreflightMessage.self, from: line)
    } catch {
      throw PreflightFailure("it said something that is no message: \(String(decoding: line, as: UTF8.self))")
    }
  }
}
