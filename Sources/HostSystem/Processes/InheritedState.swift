import CHostSystem
import Glibc
import Synchronization

/// What a process inherits from the one that started it, and what this program relies on: descriptors, signals, limits,
/// the file mode mask, the folder for temporary files.
///
/// A parent may ignore SIGCHLD, block signals or close the standard streams; each of these breaks waits, ends or writes far
/// from the cause. So all of it is set once, before anything else.
public enum InheritedState {
  /// Signals whose being ignored is a wish of the user: `nohup` ignores SIGHUP, a shell without job control ignores SIGINT
  /// and SIGQUIT for a program in the background, and others the stop signals. They stay ignored, in children too.
  private static let ignorable: [Int32] = [SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU]

  /// Sets everything. Called once, at the start, while the process has one thread.
  public static func prepare() {
    openStandardStreams()
    resetSignals()
    raiseLimits()
    // Files that their owner cannot read would be of no use to the compiler.
    let mask = umask(0o077)
    umask(mask & ~0o700)
    replaceTemporaryFolder()
  }

  /// Makes writes fail, with an error that can be reported, where a signal would end the process: nobody reads a pipe any
  /// more, or a file would exceed the limit of its size (`ulimit -f`).
  ///
  /// By handlers, not by ignoring the signals: started programs do not inherit handlers.
  public static func failWritesWithoutSignals() {
    for number in [SIGPIPE, SIGXFSZ] { signal(number) { _ in } }
  }

  /// Whether a signal was ignored at the start and must stay so.
  public static func ignores(_ signal: Int32) -> Bool {
    guard ignorable.contains(signal) else { return false }
    return host_signal_is_ignored(signal) != 0
  }

  /// A file that is opened later must not get the number of a standard stream: what is printed would be written to it.
  private static func openStandardStreams() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 && errno == EBADF {
      // The lowest free number, which is this one, as those below it are open.
      _ = unsafe open("/dev/null", O_RDWR)
    }
  }

  private static func resetSignals() {
    // Only that a signal is ignored is inherited; the handlers there are were installed in this process.
    for number in 1..<host_signal_count() where host_signal_is_ignored(number) != 0 && !ignores(number) {
      signal(number, SIG_DFL)
    }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
  }

  /// Uses all descriptors that the process may have, up to a number that is enough for every build, and the largest files.
  private static func raiseLimits() {
    host_raise_open_files(4096)
    FileSizeLimit.raise()
  }

  /// Compilers fail without a word about the cause if TMPDIR cannot be written to.
  private static func replaceTemporaryFolder() {
    guard let value = unsafe getenv("TMPDIR") else { return }
    let folder = unsafe String(cString: value)
    if DiskFile.isFolder(folder) && DiskFile.isWritable(folder) { return }
    replacedTemporaryFolder.set(folder)
    if let other = ["/tmp", "/var/tmp", "/dev/shm"].first(where: {
      DiskFile.isFolder($0) && DiskFile.isWritable($0)
    }) {
      unsafe setenv("TMPDIR", other, 1)
    }
  }

  /// The value of TMPDIR that was not used, as no files can be made there. Nil if it was.
  public static var unusableTemporaryFolder: String? { replacedTemporaryFolder.value }
  private static let replacedTemporaryFolder = Replaced()

  private final class Replaced: Sendable {
    private let folder = Mutex<String?>(nil)
    var value: String? { folder.withLock { $0 } }
    func set(_ new: String) { folder.withLock { $0 = new } }
  }
}
