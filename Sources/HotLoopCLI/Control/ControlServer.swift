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
  /// Serves clients that stay: those that follow events, and attached windows. Each returns when the client is gone.
  struct Feeds: Sendable {
    let events: EventFeed
    let loop: LoopGateway<GameLoop>
  }

  /// A socket that is listened at.
  private struct Place {
    var path: String
    var descriptor: Int32
    /// The inode of its file.
    var node: UInt64?
  }

  private let place: Mutex<Place>
  private let handler: Handler
  private let feeds: Feeds
  /// Requests that were not answered yet.
  private let open = OpenRequests()
  /// Bytes of a request.
  static let maxLineLength = 64 * 1024

  /// Begins to listen. `handler` is called on the clients' threads.
  init(path: String, feeds: Feeds, handler: @escaping Handler) throws(SocketError) {
    self.handler = handler
    self.feeds = feeds
    place = Mutex(try Self.listen(at: path, open, feeds, handler))
  }

  private static func listen(
    at path: String, _ open: OpenRequests, _ feeds: Feeds, _ handler: @escaping Handler
  ) throws(SocketError) -> Place {
    let socket = try UnixSocket.listen(path: path)
    let place = Place(
      path: path, descriptor: socket.descriptor, node: DiskFile.signature(of: path)?.node)
    do throws(Errno) {
      // A noncopyable value cannot be captured.
      let listener = Listener(socket)
      try HostThread("hotloop.control") {
        while let client = listener.socket.accept(maxLineLength: Self.maxLineLength) {
          // Without a thread for it, the client sees its connection closed.
          _ = try? HostThread("hotloop.client") { Self.serve(client, open, feeds, handler) }
        }
      }
      return place
    } catch {
      throw .failed(call: "pthread_create", path: path, code: error.rawValue, reason: "\(error)")
    }
  }

  /// Listens at another path, or again if the file of the socket is not there any more. A failure leaves everything as it is:
  /// the next call tries again.
  func keep(at path: String) {
    place.withLock { place in
      if place.node != nil, DiskFile.signature(of: path)?.node == place.node {
        place.path = path
        return
      }
      guard let new = try? Self.listen(at: path, open, feeds, handler) else { return }
      UnixSocket.shutDown(place.descriptor)
      place = new
    }
  }

  /// Stops listening, removes the socket's file, and waits until all requests that arrived are answered: the answers would
  /// end with the process.
  /// - Parameter work: does what requests wait for. Called repeatedly.
  func close(doing work: () -> Void) {
    place.withLock { place in
      UnixSocket.shutDown(place.descriptor)
      if DiskFile.signature(of: place.path)?.node == place.node { DiskFile.remove(place.path) }
    }
    let deadline = monotonicNow + Self.maxWait
    while open.count > 0, monotonicNow < deadline {
      work()
      poll(nil, 0, 1)
    }
  }

  /// Nanoseconds. A client that does not read its answer must not keep the host.
  private static let maxWait: UInt64 = 1_000_000_000

  private static func serve(
    _ client: LineChannel, _ open: OpenRequests, _ feeds: Feeds, _ handler: Handler
  ) {
    // Whoever is answered can run code as this user. The mode of the socket says the same, unless somebody changed it.
    guard client.isFromThisUser else {
      _ = client.send(ControlError.otherUser.reply.line)
      return
    }
    while let bytes = nextRequest(client) {
      let line = String(decoding: bytes, as: UTF8.self)
      if line.allSatisfy(\.isWhitespace) { continue }
      let parsed = ControlRequest.parse(line)
      // These have no answer that the end of the run could wait for.
      if case .success(let request) = parsed, request == ControlRequest(command: .events) {
        return feeds.events.follow(client)
      }
      if case .success(let request) = parsed, request.command == .attach {
        return WindowFeed.serve(client, request, feeds.loop)
      }
      open.begin()
      defer { open.end() }
      let reply =
        switch parsed {
        case .success(let request): handler(request)
        case .failure(let error): error.reply.line
        }
      guard client.send(reply) else { return }
    }
    if client.exceedsLimit { _ = client.send(ControlError.longLine.reply.line) }
  }

  private static func nextRequest(_ client: LineChannel) -> [UInt8]? {
    if case .line(let bytes) = client.receive() { return bytes }
    // The last one may lack its newline; half of one is no JSON, and is answered so.
    return client.takeUnfinished()
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
