import Engine
import Glibc
import HostSystem

/// The thread that reads the terminal and receives the signals. It never writes to the terminal.
final class InputReader {
  /// The byte in the signal pipe that ends the thread. It is the number of no signal.
  static let endByte: UInt8 = 0
  private static let suspendKey = Key(.character("z"), .control)

  private let device: TTYDevice
  private let state: TerminalState
  private let signals: WakePipe
  private let presenterWake: WakePipe
  private var parser: InputParser
  private var terminalIsOpen = true

  init(device: TTYDevice, state: TerminalState, signals: WakePipe, presenterWake: WakePipe) {
    self.device = device
    self.state = state
    self.signals = signals
    self.presenterWake = presenterWake
    parser = InputParser(erase: device.eraseByte)
  }

  func run() {
    while true {
      let ready = wait()
      if state.takeParserRestart() { parser.restart() }
      if ready.signals {
        for byte in signals.drain() {
          if byte == InputReader.endByte { return }
          receive(Int32(byte))
        }
      }
      if ready.terminal { readTerminal() } else { parser.expire(at: MonotonicClock.now()).forEach(handle) }
    }
  }

  private func wait() -> (terminal: Bool, signals: Bool) {
    var waits = (
      // A closed terminal is always readable and must not be polled.
      pollfd(fd: terminalIsOpen ? device.descriptor : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.readEnd, events: Int16(POLLIN), revents: 0)
    )
    var milliseconds: Int32 = -1
    if let deadline = parser.deadline {
      let now = MonotonicClock.now()
      milliseconds = deadline <= now ? 0 : Int32((deadline - now + 999_999) / 1_000_000)
    }
    return unsafe withUnsafeMutableBytes(of: &waits) { bytes in
      let list = unsafe bytes.bindMemory(to: pollfd.self)
      guard unsafe poll(list.baseAddress, 2, milliseconds) > 0 else { return (false, false) }
      return unsafe (list[0].revents != 0, list[1].revents != 0)
    }
  }

  private func readTerminal() {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
      let count = unsafe read(device.descriptor, buffer.baseAddress, buffer.count)
      if count > 0 {
        let bytes = unsafe UnsafeBufferPointer(rebasing: buffer[..<count])
        unsafe parser.feed(bytes, at: MonotonicClock.now()).forEach(handle)
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        terminalIsOpen = false
        state.disconnect()
      }
    }
  }

  private func handle(_ input: TerminalInput) {
    switch input {
    case .event(.key(let key, let phase, let base)) where (base ?? key) == Self.suspendKey:
      if phase == .press { request(.suspend(group: true)) }
    case .event(let event): state.post(event)
    case .kittyFlags(let flags):
      let wanted = ScreenModes.kittyFlagsForReleases
      state.setReportsReleases(flags & wanted == wanted)
      request(.useKittyKeyboard)
    case .privateMode(2026, 1), .privateMode(2026, 2): request(.useSynchronizedOutput)
    case .privateMode, .version: break
    case .deviceAttributes:
      state.queryAnswered()
      presenterWake.signal()
    }
  }

  private func receive(_ signal: Int32) {
    switch signal {
    case SIGWINCH:
      if let size = device.size {
        state.resized(to: size)
        presenterWake.signal()
      }
    case SIGTSTP: request(.suspend(group: false))
    case SIGCONT: request(.reenter)
    case SIGINT: state.post(.closed("SIGINT"))
    case SIGTERM: state.post(.closed("SIGTERM"))
    case SIGHUP: state.post(.closed("SIGHUP"))
    default: break
    }
  }

  private func request(_ request: PresenterRequest) {
    state.request(request)
    presenterWake.signal()
  }
}
