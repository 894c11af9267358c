import Engine
import Glibc
import HostSystem
import Synchronization
import SystemPackage

/// Answers JSON lines at `.hotloop/control.sock`: one object in, one object out.
///
/// Each client has a thread of its own, which may wait: commands are carried out by the loop, at a safe point.
final class ControlServer: Sendable {
  /// Returns one line of JSON.
  typealias Handler = @Sendable (ControlRequest) -> String

  private let path: String
  private let descriptor: Int32
  /// Requests that were not answered yet.
  private let open = OpenRequests()
  private static let maxLineLength = 64 * 1024

  /// Begins to listen. `handler` is called on the clients' threads.
  init(path: String, handler: @escaping Handler) throws(SocketError) {
    let socket = try UnixSocket.listen(path: path)
    self.path = path
    descriptor = socket.descriptor
    do throws(Errno) {
      // A noncopyable value cannot be captured.
      let listener = Listener(socket)
      try HostThread("hotloop.control") { [open] in
        while let client = listener.socket.accept(maxLineLength: Self.maxLineLength) {
          // Without a thread for it, the client sees its connection closed.
          _ = try? HostThread("hotloop.client") { Self.serve(client, open, handler) }
        }
      }
    } catch {
      throw .failed(call: "pthread_create", path: path, code: error.rawValue, reason: "\(error)")
    }
  }

  /// Stops listening, removes the socket's file, and waits until all requests that arrived are answered: the answers would
  /// end with the process.
  /// - Parameter work: does what requests wait for. Called repeatedly.
  func close(doing work: () -> Void) {
    UnixSocket.shutDown(descriptor)
    unsafe unlink(path)
    let deadline = monotonicNow + Self.maxWait
    while open.count > 0, monotonicNow < deadline {
      work()
      poll(nil, 0, 1)
    }
  }

  /// Nanoseconds. A client that does not read its answer must not keep the host.
  private static let maxWait: UInt64 = 1_000_000_000

  private static func serve(_ client: LineChannel, _ open: OpenRequests, _ handler: Handler) {
    while case .line(let bytes) = client.receive() {
      open.begin()
      defer { open.end() }
      let line = String(decoding: bytes, as: UTF8.self)
      if line.allSatisfy(\.isWhitespace) { continue }
      let reply =
        switch ControlRequest.parse(line) {
        case .success(let request): handler(request)
        case .failure(let error): error.reply.line
        }
      guard client.send(reply) else { return }
    }
    if client.exceedsLimit { _ = client.send(ControlError("the line is longer than 64 KiB").reply.line) }
  }

  private final class OpenRequests: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .acquiring) }
    func begin() { value.add(1, ordering: .acquiringAndReleasing) }
    func end() { value.subtract(1, ordering: .acquiringAndReleasing) }
  }

  private final class Listener: Sendable {
    let socket: UnixSocket
    init(_ socket: consuming UnixSocket) { self.socket = socket }
  }
}
