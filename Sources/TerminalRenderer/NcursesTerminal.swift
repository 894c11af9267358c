import CGameABI
import Engine
import Glibc
import HostSystem
import Synchronization
import SystemPackage

/// The real terminal: the one that standard output is connected to.
///
/// While it is open, the terminal shows the alternate screen in raw mode, and the object handles the process's SIGWINCH,
/// SIGTSTP, SIGCONT, SIGINT, SIGTERM and SIGHUP. The last three arrive as `.closed`. Ctrl-Z and SIGTSTP leave the terminal,
/// stop the process, and enter the terminal again when it is continued. One per process can be open at a time. The methods
/// of `Terminal` do not block, but `close` may take up to a second.
public final class NcursesTerminal: Terminal {
  private static let isOpen = Atomic<Bool>(false)

  private let device: TTYDevice
  private let state: TerminalState
  private let signals: WakePipe
  private let presenterWake: WakePipe
  private let presenter: HostThread
  private let reader: HostThread
  private let isClosed = Atomic<Bool>(false)

  /// How this terminal is used: for `doctor` and the log.
  public let summary: String

  /// Opens the terminal of standard output. A terminal that the database does not have is asked what it is. Reads TERM, COLORTERM, NO_COLOR and the locale from the environment, and sets
  /// the process's LC_CTYPE.
  public convenience init(options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
    try self.init(options: options, output: STDOUT_FILENO, stop: SignalRelay.stopProcess) { name in
      unsafe getenv(name).map { unsafe String(cString: $0) }
    }
  }

  /// Opens another terminal than that of standard output, such as a pseudoterminal.
  ///
  /// - Parameters:
  ///   - descriptor: of the terminal. The caller continues to own it.
  ///   - name: its name in the terminal database, in place of TERM. The other environment variables are ignored.
  public convenience init(descriptor: Int32, name: String, options: TerminalOptions = TerminalOptions())
    throws(TerminalError)
  {
    try self.init(options: options, output: descriptor, stop: SignalRelay.stopProcess) {
      $0 == "TERM" ? name : nil
    }
  }

  /// - Parameters:
  ///   - output: a descriptor of the terminal. The caller continues to own it.
  ///   - stop: stops the process and returns when it is continued.
  ///   - environment: the value of an environment variable.
  init(
    options: TerminalOptions, output: Int32, stop: @escaping @Sendable (_ group: Bool) -> Void,
    environment: (String) -> String?
  ) throws(TerminalError) {
    let device = try TTYDevice(source: output)
    guard let name = environment("TERM"), !name.isEmpty else { throw .termUnset }
    guard !NcursesTerminal.isOpen.exchange(true, ordering: .acquiringAndReleasing) else { throw .alreadyOpen }
    var complete = false
    defer { if !complete { NcursesTerminal.abandon(device) } }

    unsafe setlocale(LC_CTYPE, "")
    let state = TerminalState(size: device.size ?? CellSize(columns: 80, rows: 24))
    let screen: CursesScreen?
    let facts: TerminalFacts
    do {
      screen = try CursesScreen(terminal: name, size: state.size)
      facts = TerminalFacts(terminal: name, environment: environment)
    } catch  where error.leavesTerminalUnknown && options.drawing != .curses {
      screen = nil
      try device.setRawMode()
      guard let answers = TerminalProbe(device: device).ask(typed: state.post) else { throw error }
      facts = TerminalFacts(terminal: name, answers: answers, environment: environment)
    }
    let profile = TerminalProfile(facts: facts, options: options)
    // ncurses writes only characters of the locale: Unicode needs a UTF-8 locale.
    if !profile.asciiOnly, !TerminalProfile.isUTF8(facts.codeset) { unsafe setlocale(LC_CTYPE, "C.UTF-8") }

    let summary =
      "\(name): \(profile.summary)" + (screen == nil ? "; not in the database, but it answers queries" : "")
    let signals = try NcursesTerminal.makePipe()
    let wake = try NcursesTerminal.makePipe()
    let setup = Presenter(
      device: device, state: state, wake: wake, screen: AlternateScreen(screen),
      painter: NcursesTerminal.painter(profile, screen),
      modes: ScreenModes(profile: profile, options: options),
      stop: stop)
    setup.publishRestore()
    try device.setRawMode()
    SignalRelay.install(into: signals)
    let input = InputReader(device: device, state: state, signals: signals, presenterWake: wake)
    reader = try NcursesTerminal.startThread("hotloop.keys") { input.run() }
    do {
      presenter = try NcursesTerminal.startThread("hotloop.screen") { setup.run() }
    } catch {
      signals.signal(InputReader.endByte)
      throw error
    }
    self.device = device
    self.state = state
    self.signals = signals
    presenterWake = wake
    self.summary = summary
    complete = true
  }

  deinit { close() }

  private static func makePipe() throws(TerminalError) -> WakePipe {
    do throws(Errno) { return try WakePipe() } catch { throw .systemCall("pipe2: \(error)") }
  }

  private static func startThread(
    _ name: String, _ body: sending @escaping () -> Void
  ) throws(TerminalError) -> HostThread {
    do throws(Errno) {
      return try HostThread(name, body)
    } catch {
      throw .systemCall("pthread_create: \(error)")
    }
  }

  private static func painter(_ profile: TerminalProfile, _ screen: CursesScreen?) -> any FramePainter {
    guard let screen, !profile.usesEncoder else {
      return FrameEncoder(depth: profile.depth, asciiOnly: profile.asciiOnly, dialect: profile.dialect)
    }
    return CursesPainter(screen: screen, depth: profile.depth, asciiOnly: profile.asciiOnly)
  }

  /// Undoes the changes of a failed `init` to the process and the terminal.
  private static func abandon(_ device: TTYDevice) {
    SignalRelay.uninstall()
    FatalRestore.withdraw()
    device.restoreMode()
    isOpen.store(false, ordering: .releasing)
  }

  public var size: CellSize { state.size }

  public var reportsReleases: Bool { state.reportsReleases }

  public var report: TerminalReport { state.report }

  public func setTitle(_ title: String) {
    state.request(.title(title))
    presenterWake.signal()
  }

  public func drainEvents() -> [TerminalEvent] { state.drainEvents() }

  public func onEvents(_ wake: (@Sendable () -> Void)?) { state.onEvents(wake) }

  public func present(_ picture: CellBuffer, frame: UInt64) {
    state.offer(picture, frame: frame)
    presenterWake.signal()
  }

  public func redraw() {
    state.request(.enterAgain)
    presenterWake.signal()
  }

  public func verifyMode() {
    state.request(.verifyMode)
    presenterWake.signal()
  }

  public func ringBell() { state.ringBell() }

  /// Restores the terminal: its modes, screen, title and cursor, and the signal handlers.
  ///
  /// Returns within about a second even if the terminal accepts no more bytes. Its modes are restored in that case too, but
  /// its screen may not be.
  public func close() {
    if isClosed.exchange(true, ordering: .acquiringAndReleasing) { return }
    state.beginClosing(at: MonotonicClock.now())
    presenterWake.signal()
    let finished = presenter.join(timeout: .seconds(1))
    if !finished {
      device.discardOutput()
      FatalRestore.perform()
      device.restoreMode()
    }
    signals.signal(InputReader.endByte)
    reader.join(timeout: .seconds(1))
    SignalRelay.uninstall()
    // A presenter that is still blocked owns ncurses: no other terminal can be opened then.
    if finished { NcursesTerminal.isOpen.store(false, ordering: .releasing) }
  }

  /// Restores the terminal from the handler of a fatal signal. Async-signal-safe, at most 200 ms. Has no effect if no
  /// terminal is open. Afterwards nothing more is written to the terminal.
  public static func restoreAfterFatalError() { FatalRestore.perform() }

  /// Registers an observer of the bytes that restore the terminal, for a process that survives this one. It is called
  /// whenever they change, with no bytes when there is nothing to restore. That process restores the modes (termios) itself.
  public static func observeRestore(_ observer: @escaping @Sendable ([UInt8]) -> Void) {
    FatalRestore.observe(observer)
  }
}
