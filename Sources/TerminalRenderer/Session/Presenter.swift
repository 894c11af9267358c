import Engine
import Glibc
import HostSystem

/// The thread that owns ncurses, the encoder and everything that is written to the terminal.
///
/// `run` is the thread; nothing else of it is called from outside, so it needs no lock.
final class Presenter {
  /// After `close`, a frame that is being written may go on for this long, and the farewell for this long (ns).
  static let patienceForFrame: UInt64 = 250_000_000
  static let patienceForFarewell: UInt64 = 450_000_000

  private let device: TTYDevice
  private let state: TerminalState
  private let wake: WakePipe
  private let screen: CursesScreen
  private let painter: any FramePainter
  private let modes: ScreenModes
  private let stop: @Sendable (_ group: Bool) -> Void
  private let output = ByteBuffer(capacity: 1 << 16)
  private var kittyIsOn = false
  private var frameWasCut = false

  init(
    device: TTYDevice, state: TerminalState, wake: WakePipe, screen: CursesScreen, painter: any FramePainter,
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
      case .frame(let picture, let number): show(picture, number)
      case .close:
        leaveForGood()
        screen.close()
        return
      }
    }
  }

  /// What gives the terminal back, should this process die.
  func publishRestore() {
    // A frame may be cut anywhere: ST ends whatever sequence is open, and is nothing otherwise.
    FatalRestore.publish(
      descriptor: device.descriptor, mode: device.originalMode,
      bytes: Array("\u{1B}\\".utf8) + modes.leave(kittyPushed: kittyIsOn) + screen.leaveBytes)
  }

  private func handle(_ request: PresenterRequest) {
    switch request {
    case .redraw: painter.invalidate()
    case .suspend(let group): suspend(group: group)
    case .takeAgain: takeAgain()
    case .useKittyKeyboard:
      if kittyIsOn { return }
      kittyIsOn = true
      publishRestore()
      send(Array(ScreenModes.pushKittyFlags.utf8))
    case .useSynchronizedOutput: (painter as? FrameEncoder)?.dialect.synchronized = true
    }
  }

  private func show(_ picture: CellBuffer, _ number: UInt64) {
    output.removeAll()
    let begin = MonotonicClock.now()
    let changed = painter.encode(picture, limit: state.size, into: output)
    let encoded = MonotonicClock.now()
    if output.count > 0, !write() { return }
    let end = MonotonicClock.now()
    state.shown(
      number, cells: changed, bytes: output.count, encoding: encoded &- begin, writing: end &- encoded,
      at: end)
  }

  // MARK: Taking the terminal and giving it back

  private func enter() {
    send(screen.enterBytes + modes.enter)
    if !modes.questions.isEmpty {
      state.asked()
      send(modes.questions)
    }
  }

  private func suspend(group: Bool) {
    send(modes.leave(kittyPushed: kittyIsOn) + screen.leaveBytes)
    device.restoreMode()
    FatalRestore.withdraw()
    stop(group)
    takeAgain()
  }

  private func takeAgain() {
    kittyIsOn = false
    // Should the mode not be ours to set any more, the reader is about to learn that the terminal is gone.
    do { try device.setRawMode() } catch { state.gone() }
    publishRestore()
    painter.invalidate()
    state.resumed(size: device.size)
    enter()
  }

  private func leaveForGood() {
    if frameWasCut { device.discardOutput() }
    let prefix: [UInt8] = frameWasCut ? Array("\u{1B}\\".utf8) : []
    let limit = MonotonicClock.now() + Presenter.patienceForFarewell
    output.removeAll()
    output.append(prefix + modes.leave(kittyPushed: kittyIsOn) + screen.leaveBytes)
    _ = unsafe device.write(output.start, count: output.count, wake: nil) { limit }
    awaitAnswers()
    device.discardInput()
    device.restoreMode()
    FatalRestore.withdraw()
  }

  /// An answer that arrived after we are gone would be typed into the shell.
  private func awaitAnswers() {
    let limit = MonotonicClock.now() + 100_000_000
    while state.hasUnansweredQuestions, MonotonicClock.now() < limit {
      wake.wait(timeout: .milliseconds(10))
      wake.drain()
    }
  }

  private func send(_ bytes: [UInt8]) {
    output.removeAll()
    output.append(bytes)
    write()
  }

  /// Writes `output`; whether all of it was accepted.
  @discardableResult
  private func write() -> Bool {
    let result = unsafe device.write(output.start, count: output.count, wake: wake) { [state] in
      state.closingSince.map { $0 + Presenter.patienceForFrame }
    }
    switch result {
    case .written: return true
    case .expired: frameWasCut = true
    case .closed: state.gone()
    }
    return false
  }
}
