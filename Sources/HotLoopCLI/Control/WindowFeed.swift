import Dispatch
import Engine
import Glibc
import HostSystem
import Synchronization

/// Serves one attached window: takes its input, draws what the loop has read for it, and sends the rows that have changed.
///
/// The client's thread waits for the loop with each input, so a client cannot fill the loop's queue; and the loop lets it wait if the
/// inputs take more than their share of its time. A queue draws and sends; the loop leaves out a window whose last picture is not
/// sent.
final class WindowFeed: WindowOutlet {
  private let channel: LineChannel
  private let queue = DispatchQueue(label: "hotloop.window")
  private let isSending = Atomic(false)
  private let screen = Mutex(WindowScreen())
  private let sent = Mutex<CellBuffer?>(nil)

  private init(_ channel: LineChannel) { self.channel = channel }

  /// Returns when the client is gone.
  static func serve(_ channel: LineChannel, _ request: ControlRequest, _ loop: LoopGateway<GameLoop>) {
    let wanted: (page: WindowPage, size: CellSize)
    do throws(ControlError) {
      try request.check()
      wanted = try request.window
    } catch {
      _ = channel.send(error.reply.line)
      return
    }
    let feed = WindowFeed(channel)
    // The answer comes before the first picture.
    feed.isSending.store(true, ordering: .releasing)
    let problem = loop.call(timeout: ControlHandler.timeout) {
      $0.windows.attach(feed, page: wanted.page, size: wanted.size)
    }
    // Also if the loop attaches it too late.
    defer { loop.post { $0.windows.detach(feed) } }
    if let refusal = problem.map({ $0.map(ControlError.init) }) ?? .loopTimeout {
      _ = channel.send(refusal.reply.line)
      return
    }
    guard channel.send(JSONValue.object(["ok": true]).line) else { return }
    feed.isSending.store(false, ordering: .releasing)
    while case .line(let bytes) = channel.receive() {
      let line = String(decoding: bytes, as: UTF8.self)
      if line.allSatisfy(\.isWhitespace) { continue }
      switch WindowInput.parse(line) {
      case .success(let input):
        while let wait = loop.call(timeout: ControlHandler.timeout, { $0.receive(input, from: feed) }),
          wait > 0
        {
          usleep(UInt32(wait / 1_000) + 1)
        }
      case .failure(let refusal): feed.send(ControlError(refusal.message).reply)
      }
    }
    if channel.exceedsLimit { feed.send(ControlError.longLine.reply) }
  }

  /// Waits until the client has read what was sent before.
  private func send(_ message: JSONValue) {
    queue.sync { if !channel.send(message.line) { channel.shutDown() } }
  }

  // MARK: For the loop

  var isBusy: Bool { isSending.load(ordering: .acquiring) }

  func show(_ content: WindowContent) {
    isSending.store(true, ordering: .releasing)
    queue.async { [self] in
      defer { isSending.store(false, ordering: .releasing) }
      let picture = screen.withLock { screen in
        screen.draw(content)
        return screen.picture
      }
      let last = sent.withLock { sent in
        defer { sent = picture }
        return sent
      }
      guard let changes = WindowPicture.changes(from: last, to: picture, page: content.page) else { return }
      if !channel.send(JSONValue.object(["window": changes]).line) { channel.shutDown() }
    }
  }

  func leave() {
    queue.async { [channel] in _ = channel.send(JSONValue.object(["leave": true]).line) }
  }

  func drop() { channel.shutDown() }
}

extension ControlRequest {
  /// The arguments of `attach`: page and size.
  var window: (page: WindowPage, size: CellSize) {
    get throws(ControlError) {
      guard let page = WindowPage(rawValue: argument ?? WindowPage.problems.rawValue) else {
        let known = WindowPage.allCases.map(\.rawValue).joined(separator: ", ")
        throw ControlError("attach takes one of the pages \(known), not '\(argument ?? "")'")
      }
      guard let size = CellSize(text: field ?? "80x24") else {
        throw ControlError(
          "attach takes a size such as 80x24, at most \(CellSize.largest.plain), not '\(field ?? "")'")
      }
      return (page, size)
    }
  }
}
