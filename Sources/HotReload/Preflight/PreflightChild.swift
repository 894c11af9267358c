import Foundation
import Glibc
import HostSystem
import Synchronization
import SystemPackage

/// A process of this same program in which a generation is tried out. It is started ahead and waits for its one job.
///
/// The only file that starts, ends and awaits it. The corresponding C functions are `waitid` and `kill`.
final class PreflightChild: Sendable {
  private let pid: pid_t
  private let state = Mutex<ProcessEnd?>(nil)
  private let ended = DispatchSemaphore(value: 0)

  /// Starts one.
  /// - Parameters:
  ///   - arguments: what follows the program's name.
  ///   - channel: the child's end. It becomes its standard input.
  ///   - world: the memory file that worlds are handed over in. It becomes its standard output.
  init(
    arguments: [String], channel: PreflightChannel, world: Int32
  ) throws(PreflightFailure) {
    var launch = ProcessLaunch(arguments: ["hotloop"] + arguments)
    launch.descriptors = [(STDIN_FILENO, channel.descriptor), (STDOUT_FILENO, world)]
    launch.nullStreams = [STDERR_FILENO]
    launch.resetsSignals = true
    launch.startsSession = true
    do throws(Errno) {
      pid = try launch.start()
    } catch {
      throw .of("posix_spawn", code: error.rawValue)
    }
    let thread = Thread { [self] in reap() }
    thread.name = "hotloop.preflight"
    thread.start()
  }

  var isAlive: Bool { state.withLock { $0 == nil } }

  /// Ends it and what it started, at once. Any thread, any time.
  func kill() {
    // While the state is held the process is not taken off the system's list, so the number is still its own.
    state.withLock { if $0 == nil { _ = Glibc.kill(-pid, SIGKILL) } }
  }

  /// Ends it where it has not ended by itself, and tells how it ended.
  func end() -> ProcessEnd {
    kill()
    ended.wait()
    ended.signal()
    return state.withLock { $0 } ?? .exited(0)
  }

  /// Waits a moment for it to end by itself: its side of the socket is closed before that.
  func endByItself() -> ProcessEnd {
    if ended.wait(timeout: .now() + 1) == .success { ended.signal() }
    return end()
  }

  /// Waits for the end, and takes the process off the system's list.
  private func reap() {
    var info = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
    state.withLock { state in
      var status: Int32 = 0
      unsafe waitpid(pid, &status, 0)
      state = ProcessEnd(waitStatus: status)
    }
    ended.signal()
  }
}

extension ProcessEnd {
  /// As part of a sentence.
  var phrase: String {
    switch self {
    case .exited(let code): "the process was ended by exit(\(code))"
    case .signalled(let signal):
      "the process was killed by signal \(signal) (\(unsafe String(cString: strsignal(signal))))"
    }
  }
}
