import CCrashGuard
import Engine
import Glibc
import HostSystem

/// Finds and undoes what the game did to the process that both share: signals, the terminal's mode, copies of the process.
/// Each change is reported once per generation. The loop's thread.
public final class ProcessCheck {
  /// Nanoseconds between two checks.
  private static let interval: UInt64 = 100_000_000
  /// The same for signals, which are checked after each call: with SIGCHLD ignored, a build that ends meanwhile is lost. It
  /// matters only for ticks without a clock.
  private static let signalInterval: UInt64 = 1_000_000

  private let game: ReloadableGame
  private let terminal: any Terminal
  private let events: EventBus
  private let journal: RunJournal
  private let signals: [Int32]
  /// Made at the first check, when everything is installed and no code of the game has run.
  private var state: SignalState?
  private var next: UInt64 = 0
  private var nextForSignals: UInt64 = 0
  private var modeRepairs = 0
  private var reported: Set<String> = []
  private var generation: UInt64 = 0

  public init(
    game: ReloadableGame, terminal: any Terminal, events: EventBus, journal: RunJournal, isHeadless: Bool
  ) {
    self.game = game
    self.terminal = terminal
    self.events = events
    self.journal = journal
    // SIGTSTP changes while the user stops the process. Without a terminal, Dispatch handles the signals that
    // end the run.
    let ending = isHeadless ? [] : [SIGTERM, SIGINT, SIGHUP, SIGWINCH]
    signals =
      [
        SIGCHLD, SIGCONT, SIGPIPE, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT,
        crash_guard_interrupt_signal(),
      ]
      + ending
  }

  /// Called once per iteration of the loop, before code of the game runs.
  public func run() {
    let now = monotonicNow
    guard now >= next else { return }
    next = now + Self.interval
    if state == nil { state = SignalState(of: signals) }
    endIfDescriptorsAreLost()
    if fork_guard_take_forks() > 0 {
      report("its code called fork(); the copy was ended at once. Use posix_spawn to run a program")
    }
    terminal.verifyMode()
    let repairs = terminal.report.modeRepairs
    if repairs > modeRepairs { report("its code changed the terminal's mode; it is restored") }
    modeRepairs = repairs
  }

  /// Called after code of the game has run.
  public func repairSignals() {
    let now = monotonicNow
    guard let state, now >= nextForSignals else { return }
    nextForSignals = now + Self.signalInterval
    for change in state.repair() {
      report(
        change == "mask"
          ? "its code blocked signals on the loop's thread; they are unblocked again"
          : "its code changed the handling of \(change), which the host needs; it is restored")
    }
  }

  /// Lost descriptors cannot be restored here. With a supervisor, another process continues with its own.
  public func endIfDescriptorsAreLost() {
    let lost = HeldDescriptors.lost()
    if lost.isEmpty { return }
    guard journal.supervisor != 0 else {
      report("its code closed files and sockets of the host; start it again")
      return
    }
    journal.setOwnDeath(.lostDescriptors)
    kill(getpid(), SIGKILL)
  }

  private func report(_ reason: String) {
    if game.generation != generation {
      generation = game.generation
      reported = []
    }
    guard reported.insert(reason).inserted else { return }
    events.emit(.processRepaired(generation: generation, reason: reason))
  }
}
