import Engine
import HostSystem

/// The window itself: shows what the host sends and sends what is typed. Without a host it waits for one. Main thread.
final class AttachedWindow {
  private let host: RunningHost
  private let terminal: any Terminal
  private let clock = MonotonicClock()
  private var page: WindowPage
  private var connection: HostConnection?
  /// Whether the host has sent a picture.
  private var isShown = false
  private var picture: CellBuffer
  private var size: CellSize
  private var frame: UInt64 = 0
  private var nextAttempt: UInt64 = 0
  /// Why the window ends; nil within for no error.
  private var ending: Ending?

  private enum Ending {
    case left
    case refused(String)
  }

  /// Between two attempts to reach a host (ns).
  private static let retryInterval: UInt64 = 250_000_000

  init(_ host: RunningHost, page: WindowPage, terminal: any Terminal) {
    self.host = host
    self.page = page
    self.terminal = terminal
    size = terminal.size
    picture = CellBuffer(size: size, waitingFor: host.root)
  }

  /// - Returns: nil if the player left, or why the host does not want this window.
  func run() -> String? {
    terminal.onEvents { [clock] in clock.wake() }
    present()
    while true {
      takeEvents()
      takePictures()
      if connection == nil, ending == nil, monotonicNow >= nextAttempt { connect() }
      switch ending {
      case .left:
        connection?.end()
        return nil
      case .refused(let reason): return reason
      case nil: break
      }
      clock.sleep(until: connection == nil ? nextAttempt : .max)
    }
  }

  // MARK: The host

  private func connect() {
    nextAttempt = monotonicNow + Self.retryInterval
    connection = HostConnection(host, page: page, size: size) { [clock] in clock.wake() }
  }

  private func takePictures() {
    guard let connection else { return }
    let (lines, hasEnded) = connection.takeReceived()
    var hasChanged = false
    for line in lines {
      guard let message = JSONValue(parsing: String(decoding: line, as: UTF8.self)) else { continue }
      if message["leave"] == .bool(true) { ending = .left }
      if let changes = message["window"], let shown = WindowPicture.apply(changes, to: &picture) {
        page = shown
        (isShown, hasChanged) = (true, true)
      }
      // A refusal of an input concerns only that input.
      if !isShown, let error = message["error"]?.string, error != ControlError.ending.message,
        error != ControlError.loopTimeout.message
      {
        ending = .refused(error)
      }
    }
    if hasEnded {
      self.connection = nil
      isShown = false
      nextAttempt = monotonicNow + Self.retryInterval
      picture = CellBuffer(size: size, waitingFor: host.root)
      hasChanged = true
    }
    if hasChanged { present() }
  }

  private func present() {
    frame += 1
    terminal.present(picture, frame: frame)
  }

  // MARK: The terminal

  private func takeEvents() {
    for event in terminal.drainEvents() {
      switch event {
      case .key(let key, let phase, let base): press(key, phase, base)
      case .mouse(let column, let row, let buttons):
        send(.mouse(column: max(0, column), row: max(0, row), isDown: buttons & 1 != 0))
      case .wheel(let steps): send(.wheel(max(-100, min(100, steps))))
      case .paste(let text): send(.paste(String(text.prefix(Self.longestPaste))))
      case .resumed: present()
      case .closed: ending = .left
      case .resized, .action, .focus: break
      }
    }
    if terminal.size != size {
      size = terminal.size
      send(.resize(size))
      if !isShown {
        picture = CellBuffer(size: size, waitingFor: host.root)
        present()
      }
    }
  }

  /// Characters. A field has one line.
  private static let longestPaste = 4_000

  private func press(_ key: Key, _ phase: KeyPhase, _ base: Key?) {
    if phase == .press {
      // These work whatever the host does.
      if key == Key(.character("c"), .control) { ending = .left }
      if key == Key(.character("l"), .control) { terminal.redraw() }
      if !isShown, key == Key(.character("q")) { ending = .left }
      if !isShown, case .character(let scalar) = key.code, let wanted = WindowPage(number: scalar) {
        page = wanted
      }
    }
    send(.key(key, phase, base: base))
  }

  private func send(_ input: WindowInput) { if isShown { connection?.send(input) } }
}
