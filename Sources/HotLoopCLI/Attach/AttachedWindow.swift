import Engine
import HostSystem

/// The window itself: shows what the host sends and sends what is typed. Without a host it waits for one. Main thread, which blocks
/// only for the next event.
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
  private var burst = KeyBurst()
  /// What became of the last keys, in place of the host's status line; nil for nothing to tell.
  private var note: String?
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
      note = nil
      hasChanged = true
    }
    if hasChanged { present() }
  }

  private func present() {
    frame += 1
    guard let note else { return terminal.present(picture, frame: frame) }
    var noted = picture
    noted.write(windowNote: note)
    terminal.present(noted, frame: frame)
  }

  private func tell(_ note: String?) {
    if note == self.note { return }
    self.note = note
    present()
  }

  // MARK: The terminal

  private func takeEvents() {
    let events = terminal.drainEvents()
    if burst.isPaste(events.count(where: \.isPress), at: monotonicNow) {
      tell("a text was pasted as keys: only its characters count, and only where a text is typed")
      send(
        .paste(String(String.UnicodeScalarView(events.compactMap(\.scalar).prefix(WindowInput.longestPaste))))
      )
      return take(events.filter { !$0.isKey })
    }
    take(events)
  }

  private func take(_ events: [TerminalEvent]) {
    for event in events {
      switch event {
      case .key(let key, let phase, let base): press(key, phase, base)
      case .mouse(let column, let row, let buttons):
        send(.mouse(column: max(0, column), row: max(0, row), isDown: buttons & 1 != 0))
      case .wheel(let steps): send(.wheel(max(-WindowInput.mostSteps, min(WindowInput.mostSteps, steps))))
      case .paste(let text): send(.paste(String(text.prefix(WindowInput.longestPaste))))
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

  private func press(_ key: Key, _ phase: KeyPhase, _ base: Key?) {
    if phase == .press {
      tell(nil)
      // These work whatever the host does.
      if key == Key(.character("c"), .control) { ending = .left }
      if key == Key(.character("l"), .control) {
        terminal.redraw()
        // The host sends nothing as long as nothing changes.
        present()
      }
      if !isShown, key == Key(.character("q")) { ending = .left }
      if !isShown, case .character(let scalar) = key.code, let wanted = WindowPage(number: scalar) {
        page = wanted
      }
    }
    send(.key(key, phase, base: base))
  }

  private func send(_ input: WindowInput) {
    guard isShown, let connection, !connection.send(input), input.isPress else { return }
    tell("keys were dropped: the host takes them more slowly than they come")
  }
}

extension TerminalEvent {
  fileprivate var isKey: Bool { if case .key = self { true } else { false } }
  fileprivate var isPress: Bool {
    if case .key(_, let phase, _) = self { phase == .press } else { false }
  }
  /// What a pressed key types; nil for all other keys.
  fileprivate var scalar: Unicode.Scalar? {
    if case .key(let key, .press, _) = self { key.text } else { nil }
  }
}
