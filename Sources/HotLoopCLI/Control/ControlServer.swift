import Engine
import Foundation
import Glibc

/// Answers JSON lines at `.hotloop/control.sock`: one object in, one object out.
///
/// Each client has a thread of its own, which may wait: commands are carried out by the loop, at a safe point.
final class ControlServer: Sendable {
  typealias Handler = @Sendable (ControlRequest) -> JSONValue

  private let path: String
  private let descriptor: Int32

  /// Begins to listen. `handler` is called on the clients' threads.
  init(path: String, handler: @escaping Handler) throws(SocketError) {
    let socket = try UnixSocket.listen(path: path)
    self.path = path
    descriptor = socket.descriptor
    Self.startThread(named: "hotloop.control", with: socket) { socket in
      while let client = socket.accept() {
        Self.startThread(named: "hotloop.client", with: client) { Self.serve($0, handler) }
      }
    }
  }

  /// Stops listening and removes the socket's file.
  func close() {
    UnixSocket.shutDown(descriptor)
    unsafe unlink(path)
  }

  private static func serve(_ client: borrowing UnixSocket, _ handler: Handler) {
    var pending: [UInt8] = []
    while let line = client.readLine(&pending) {
      if line.allSatisfy(\.isWhitespace) { continue }
      let reply =
        switch ControlRequest.parse(line) {
        case .success(let request): handler(request)
        case .failure(let error): error.reply
        }
      guard client.write(reply.line + "\n") else { return }
    }
    if pending.count >= 64 * 1024 {
      _ = client.write(ControlError("the line is longer than 64 KiB").reply.line + "\n")
    }
  }

  /// Gives a thread the ownership of a socket. Sockets cannot be captured, so it goes over as its descriptor.
  private static func startThread(
    named name: String, with socket: consuming UnixSocket,
    _ body: @escaping @Sendable (borrowing UnixSocket) -> Void
  ) {
    let box = SocketBox(socket)
    let thread = Thread { body(box.socket) }
    thread.name = name
    thread.start()
  }

  private final class SocketBox: Sendable {
    let socket: UnixSocket
    init(_ socket: consuming UnixSocket) { self.socket = socket }
  }
}
