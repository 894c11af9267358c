import Engine
import Glibc
import HostSystem

/// The thread that owns ncurses if it is used, the encoder and everything that is written to the terminal.
///
/// `run` is the body of the thread. No other method is called from outside, so there is no lock.
final class Presenter {
  /// After `close`, how long writing the current frame may take, and writing the bytes that leave the terminal (ns).
  static let frameTimeout: UInt64 = 250_000_000
  static let leaveTimeout: UInt64 = 450_000_000

  private let device: TTYDevice
  private let state: TerminalState
  private let wake: WakePipe
  private let screen: AlternateScreen
  private let painter: any FramePainter
  private var modes: ScreenModes
  private let stop: @Sendable (_ group: Bool) -> Void
  private let output = ByteBuffer(capacity: 1 << 16)
  private var kittyIsOn = false
  private var frameWasCut = false

  init(
    device: TTYDevice, state: TerminalState, wake: WakePipe, screen: AlternateScreen,
    painter: any FramePainter,
    modes: ScreenModes, stop: @escaping @Sendable (_ group: Bool) -> Void
  ) {
    self.device = device
    self.state = state
    self.wake = wake
    self.screen = screen
    self.painter = painter
    self.modes = modes
    self.stop = stop
  }

  func run() {
    enter()
    while true {
      switch state.nextWork() {
      case .nothing:
        wake.wait()
        wake.drain()
      case .request(let request): handle(request)
      case .frame(let picture, let number, let rings): show(picture, number, rings: rings)
      case .close:
        leave()
        screen.close()
        return
      }
    }
  }

  /// Publishes the restore for a crash.
  func publishRestore() {
    // A frame may have been cut anywhere: ST ends an open sequence, and has no effect otherwise.
    FatalRestore.publish(
      descriptor: device.descriptor, mode: device.originalMode,
      bytes: Array("\u{1B}\\".utf8) + modes.leave(kittyPushed: kittyIsOn) + screen.leaveBytes)
  }

  private func handle(_ request: PresenterRequest) {
    switch request {
    case .redraw: painter.invalidate()
    case .enterAgain: enterAgain()
    case .verifyMode: verifyMode()
    case .suspend(let group): suspend(group: group)
    case .reenter:
      // The stop was not announced, so the terminal was not left. What is pushed twice would stay.
      send(modes.leave(kittyPushed: kittyIsOn) + screen.leaveBytes)
      reenter()
    case .useKittyKeyboard:
      if kittyIsOn { return }
      kittyIsOn = true
      publishRestore()
      send(Array(ScreenModes.pushKittyFlags.utf8))
    case .useSynchronizedOutput: (painter as? FrameEncoder)?.dialect.synchronized = true
    case .title(let title): send(modes.change(title: title))
    }
  }

  private func show(_ picture: CellBuffer, _ number: UInt64, rings: Bool) {
    output.removeAll()
    let begin = MonotonicClock.now()
    let changed = painter.encode(picture, limit: state.size, into: output)
    // After the picture: it must not come into a sequence. Every terminal takes BEL for its bell.
    if rings { output.append("\u{07}") }
    let encoded = MonotonicClock.now()
    if output.count > 0, !write() { return }
    let end = MonotonicClock.now()
    state.shown(
      number, cells: changed, bytes: output.count, encoding: encoded &- begin, writing: end &- encoded,
      at: end)
  }

  // MARK: Entering and leaving the terminal

  private func enter() {
    send(screen.enterBytes + modes.enter)
    if !modes.queries.isEmpty {
      state.querySent()
      send(modes.queries)
    }
  }

  private func suspend(group: Bool) {
    send(modes.leave(kittyPushed: kittyIsOn) + screen.leaveBytes)
    device.restoreMode()
    FatalRestore.withdraw()
    stop(group)
    reenter()
  }

  private func reenter() {
    kittyIsOn = false
    // If the mode cannot be set, the terminal does not exist any more.
    do { try device.setRawMode() } catch { state.disconnect() }
    publishRestore()
    painter.invalidate()
    state.resumed(size: device.size)
    enter()
  }

  /// Ends a sequence that other output may have begun, and leaves out the queries: the answers are known.
  private func enterAgain() {
    do { try device.setRawMode() } catch { return state.disconnect() }
    send(Array("\u{1B}\\".utf8) + screen.enterBytes + modes.enter)
    painter.invalidate()
  }

  private func verifyMode() {
    if device.isRaw { return }
    state.modeRepaired()
    enterAgain()
  }

  private func leave() {
    if frameWasCut { device.discardOutput() }
    let prefix: [UInt8] = frameWasCut ? Array("\u{1B}\\".utf8) : []
    let limit = MonotonicClock.now() + Presenter.leaveTimeout
    output.removeAll()
    output.append(prefix + modes.leave(kittyPushed: kittyIsOn) + screen.leaveBytes)
    _ = unsafe device.write(output.start, count: output.count, wake: nil) { limit }
    awaitAnswers()
    device.discardInput()
    device.restoreMode()
    FatalRestore.withdraw()
  }

  /// Waits for the answers to our queries: after the end, the shell would read them as input.
  private func awaitAnswers() {
    let limit = MonotonicClock.now() + 100_000_000
    while state.hasPendingQueries, MonotonicClock.now() < limit {
      wake.wait(timeout: .milliseconds(10))
      wake.drain()
    }
  }

  private func send(_ bytes: [UInt8]) {
    output.removeAll()
    output.append(bytes)
    write()
  }

  /// Writes `output`. Returns whether all of it was written.
  @discardableResult
  private func write() -> Bool {
    let result = unsafe device.write(output.start, count: output.count, wake: wake) { [state] in
      state.closingSince.map { $0 + Presenter.frameTimeout }
    }
    switch result {
    case .written: return true
    case .expired: frameWasCut = true
    case .closed: state.disconnect()
    }
    return false
  }
}
