import CCrashGuard
import CommandOptions
import Glibc
import HostSystem
import HotReload

/// What the commands have in common that a host starts for itself to run code of the game in.
///
/// Standard input is the channel to the host, standard output a memory file with a world. Both are moved to other descriptors
/// before any game code runs: the game reads an empty input, and its output is discarded.
struct GameChild {
  let channel: LineChannel
  /// The memory file. Not owned.
  let world: Int32
  let output: OutputCapture

  /// Makes this process such a child, which ends with the host. The calling thread is the one that calls the game.
  /// - Parameter root: the package's folder.
  init(root: String) throws {
    InheritedState.failWritesWithoutSignals()
    let host = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    world = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    guard host >= 0, world >= 0, null >= 0, dup2(null, STDIN_FILENO) >= 0, dup2(null, STDOUT_FILENO) >= 0
    else {
      throw CommandError("hotloop starts this command by itself; play with `hotloop play`")
    }
    channel = LineChannel(owning: host)
    try HostThread("hotloop.host") {
      // End with the host, which may die at any time.
      waitUntilClosed(host)
      _exit(0)
    }
    output = try OutputCapture(forwards: false) { _ in }
    try GuardedThread.enter()
    unsafe fork_guard_install(root + "/.hotloop/images/")
  }
}
