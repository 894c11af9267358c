import Engine
import Foundation
import Glibc
import HostSystem
import HotReload

/// The outer process of a run. It owns the memory of the world and the terminal's original state, and restarts the host
/// if that dies of a fault that cannot be guarded.
///
/// It is simple and single-threaded, so that it does not fail itself.
final class Supervisor {
  /// Deaths in a row near one tick after which the run is given up.
  private static let maxDeaths = 6
  /// Ticks after which a death does not count as in a row with the previous one.
  private static let progress: UInt64 = 30

  private let memory: RunMemory
  private let terminal: SavedTerminal
  /// The package's state folder; nil if there is no package.
  private let state: String?
  /// The package's folder; nil if there is none.
  private var root: String? { state.map(PathText.folder(of:)) }
  /// When the run began. Seconds: file systems keep no finer times.
  private let start = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))
  /// Nanoseconds after which a host that was told to end is killed, and before which further signals belong to the same
  /// request.
  private static let endTimeout: UInt64 = 8_000_000_000
  private static let patience: UInt64 = 1_000_000_000

  /// Seconds that the host may be unresponsive, or stopped; nil for any time.
  private let timeout: Int?
  private let stopTimeout: Int?
  private var watched = sigset_t()
  /// Whether a signal requested the end. The host may die of the signal before it can end normally.
  private var isEnding: Bool { endDeadline != nil }
  /// When the end was requested first, and when a host that was told to end is killed (CLOCK_MONOTONIC, ns).
  private var endRequest: UInt64 = 0
  private var endDeadline: UInt64?

  /// - Parameter callLimit: seconds that one call into the game may take; 0 for any time.
  init(callLimit: Double, state: String?) throws {
    self.state = state
    memory = try RunMemory()
    memory.journal.supervisor = getpid()
    terminal = SavedTerminal()
    // The host itself interrupts calls that take too long. One that is unresponsive for longer will not recover.
    timeout = callLimit > 0 ? Int(callLimit.rounded(.up)) + 8 : nil
    stopTimeout = callLimit > 0 ? Int(callLimit.rounded(.up)) : nil
  }

  /// Runs hosts until one ends normally or too many have died.
  /// - Returns: the exit status.
  func run() throws -> Int32 {
    blockSignals()
    while true {
      let host = try HostProcess.start(memory: memory)
      let end = wait(for: host)
      if memory.journal.hasEnded || !memory.journal.hasBegun || isEnding {
        return giveUp(after: end, quietly: true)
      }
      restoreTerminal()
      memory.journal.recordDeath(end, progress: Self.progress)
      guard let death = memory.journal.lastDeath, death.inARow < Self.maxDeaths else {
        return giveUp(after: end, quietly: false)
      }
    }
  }

  private func restoreTerminal() {
    terminal.restore(writing: memory.journal.terminal)
    if let state { LeftTerminal.forget(in: state) }
  }

  private func giveUp(after end: Death.Cause, quietly: Bool) -> Int32 {
    // Code of the game may have ended the host while it had the terminal.
    if case .exited(let status) = end, quietly, memory.journal.terminal.isEmpty { return status }
    restoreTerminal()
    if case .exited(let status) = end, quietly { return status }
    let what = isEnding ? "the host did not end in order" : "the host died"
    let times = quietly ? "" : " \(Self.maxDeaths) times in a row near tick \(memory.journal.tick)"
    let isRescued = root.map { RescuedWorld.isSaved(since: start, in: $0) } ?? false
    let rescue = quietly || !isRescued ? "" : " The world was saved: hotloop --from \(RescuedWorld.path)."
    FileHandle.standardError.write(
      Data("hotloop: \(what)\(times): \(end).\(rescue) The log is .hotloop/hotloop.log\n".utf8))
    return max(1, end.shellStatus)
  }

  // MARK: Waiting

  private func blockSignals() {
    unsafe sigemptyset(&watched)
    // A blocked signal is delivered to `sigtimedwait` even if it is ignored.
    for signal in [SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT] where !InheritedState.ignores(signal) {
      _ = unsafe sigaddset(&watched, signal)
    }
    unsafe sigprocmask(SIG_BLOCK, &watched, nil)
  }

  /// Waits for the host's end, forwards signals, and checks the loop's heartbeat every second.
  ///
  /// A host that alone is stopped has stopped itself. Job control stops the whole process group, this process included.
  private func wait(for host: HostProcess) -> Death.Cause {
    var beat = memory.journal.heartbeat
    var (silentSeconds, stoppedSeconds) = (0, 0)
    while true {
      var second = timespec(tv_sec: 1, tv_nsec: 0)
      let signal = unsafe sigtimedwait(&watched, nil, &second)
      if let end = host.end() { return memory.journal.ownDeath ?? end }
      if signal > 0, signal != SIGCHLD { end(host, signal) }
      if let endDeadline, monotonicNow >= endDeadline { return kill(host, .signalled(SIGKILL)) }
      if signal > 0 { continue }
      let state = host.state
      let isSilent = memory.journal.hasBegun && memory.journal.heartbeat == beat && state == .running
      silentSeconds = isSilent ? silentSeconds + 1 : 0
      stoppedSeconds = state == .stopped ? stoppedSeconds + 1 : 0
      beat = memory.journal.heartbeat
      if let timeout, silentSeconds >= timeout { return kill(host, .unresponsive(seconds: Int32(timeout))) }
      if let stopTimeout, stoppedSeconds > stopTimeout { return kill(host, .stopped) }
    }
  }

  /// Forwards a signal that requests the end. A user who requests it again later does not want to wait any more.
  ///
  /// One request may send several signals: when a window is closed, its shell and the kernel each send SIGHUP.
  private func end(_ host: HostProcess, _ signal: Int32) {
    let now = monotonicNow
    if endDeadline == nil {
      endRequest = now
      endDeadline = now + Self.endTimeout
    } else if signal != SIGHUP, now - endRequest > Self.patience {
      endDeadline = now
    }
    host.send(signal)
    // A stopped process would not receive it.
    if host.state == .stopped { host.send(SIGCONT) }
  }

  private func kill(_ host: HostProcess, _ cause: Death.Cause) -> Death.Cause {
    host.send(SIGKILL)
    host.waitForEnd()
    return cause
  }
}

extension Death.Cause {
  /// The exit status that a shell reports for it.
  fileprivate var shellStatus: Int32 {
    switch self {
    case .exited(let status): status
    case .signalled(let signal): 128 + signal
    case .unresponsive, .hung, .stopped, .lostDescriptors: 128 + SIGKILL
    }
  }
}
