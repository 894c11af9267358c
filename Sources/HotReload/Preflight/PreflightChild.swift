import Foundation
import Glibc
import Synchronization

/// A process of this same program in which a generation is tried out. It is started ahead and waits for its one job.
///
/// The only file that starts, ends and awaits it. The corresponding C functions are `posix_spawn`, `waitid` and `kill`.
final class PreflightChild: Sendable {
  /// How it ended.
  enum End: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)

    /// As part of a sentence.
    var phrase: String {
      switch self {
      case .exited(let code): "the process was ended by exit(\(code))"
      case .signalled(let signal):
        "the process was killed by signal \(signal) (\(unsafe String(cString: strsignal(signal))))"
      }
    }
  }

  private let pid: pid_t
  private let state = Mutex<End?>(nil)
  private let ended = DispatchSemaphore(value: 0)

  /// Starts one.
  /// - Parameters:
  ///   - arguments: what follows the program's name.
  ///   - channel: the child's end. It becomes its standard input.
  ///   - world: the memory file that worlds are handed over in. It becomes its standard output.
  init(
    arguments: [String], channel: PreflightChannel, world: Int32
  ) throws(PreflightFailure) {
    pid = try spawn(["hotloop"] + arguments, input: channel.descriptor, output: world)
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
  func end() -> End {
    kill()
    ended.wait()
    ended.signal()
    return state.withLock { $0 } ?? .exited(0)
  }

  /// Waits a moment for it to end by itself: its side of the socket is closed before that.
  func endByItself() -> End {
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
      let signal = status & 0x7f
      state = signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal)
    }
    ended.signal()
  }
}

/// Starts this program once more: in a session of its own, without a terminal, with the usual signals and nothing of
/// ours open but the three descriptors.
private func spawn(_ arguments: [String], input: Int32, output: Int32) throws(PreflightFailure) -> pid_t {
  var actions = unsafe posix_spawn_file_actions_t()
  unsafe posix_spawn_file_actions_init(&actions)
  defer { unsafe posix_spawn_file_actions_destroy(&actions) }
  unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
  unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
  unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_RDWR, 0)
  unsafe closeOthers(&actions)

  var attributes = posix_spawnattr_t()
  unsafe posix_spawnattr_init(&attributes)
  defer { unsafe posix_spawnattr_destroy(&attributes) }
  var all = sigset_t()
  unsafe sigfillset(&all)
  unsafe posix_spawnattr_setsigdefault(&attributes, &all)
  var none = sigset_t()
  unsafe sigemptyset(&none)
  unsafe posix_spawnattr_setsigmask(&attributes, &none)
  let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID
  let flags = newSession | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
  unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

  var texts = unsafe arguments.map { unsafe strdup($0) } + [nil]
  defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
  var pid: pid_t = 0
  // Not by its path: the file may have been built anew since.
  let code = unsafe posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, &texts, environ)
  guard code == 0 else { throw .of("posix_spawn", code: code) }
  return pid
}

/// Has everything above standard error closed. What the host opens is not inherited anyway; what its libraries and the
/// game's code open may be.
///
/// Looked up by name because the C library's module leaves it out, as it does with the flag for a session.
private func closeOthers(_ actions: inout posix_spawn_file_actions_t) {
  typealias AddCloseFrom =
    @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
  guard let symbol = unsafe dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
  // The type is that of posix_spawn_file_actions_addclosefrom_np(3).
  let addCloseFrom = unsafe unsafeBitCast(symbol, to: AddCloseFrom.self)
  _ = unsafe addCloseFrom(&actions, STDERR_FILENO + 1)
}
