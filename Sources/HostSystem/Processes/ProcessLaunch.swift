import CHostSystem
import Glibc
import SystemPackage

/// What to start a process with. The only file that calls `posix_spawn`.
///
/// By default the process gets the standard streams, the environment and the ignored signals of this one, and no blocked
/// signals.
public struct ProcessLaunch: Sendable {
  /// This program, even if its file was replaced since it started.
  public static let thisProgram = "/proc/self/exe"

  public let program: String
  /// The command line, beginning with the name of the program.
  public let arguments: [String]
  /// `NAME=value`. They take precedence over the environment of this process.
  public var environment: [String] = []
  /// Descriptors to inherit, and their numbers in the child. No others are inherited but the standard streams.
  public var descriptors: [(child: Int32, parent: Int32)] = []
  /// Numbers of the standard streams that are `/dev/null` in the child.
  public var nullStreams: [Int32] = []
  /// Resets signals that this process ignores to their default actions.
  public var resetsSignals = false
  /// Starts a new session: no controlling terminal, and a process group of its own, which ``ChildProcess/kill()`` kills as a
  /// whole. Also closes all descriptors above standard error that are not in ``descriptors``: this process opens its own
  /// with close-on-exec, but libraries and game code may not.
  public var startsSession = false

  public init(_ program: String = ProcessLaunch.thisProgram, arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }

  /// Starts the process, which the caller must reap. Only ``ChildProcess`` does.
  func start() throws(Errno) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe addDescriptors(to: &actions)

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    setSignals(in: &attributes)

    // `strdup` because posix_spawn takes mutable strings.
    let words = unsafe arguments.map { unsafe strdup($0) }
    let variables = unsafe environment.map { unsafe strdup($0) }
    let texts = unsafe words + variables
    defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
    var pid: pid_t = 0
    let status = unsafe posix_spawn(
      &pid, program, &actions, &attributes, words + [nil], variables + inheritedVariables + [nil])
    guard status == 0 else { throw Errno(rawValue: status) }
    return pid
  }

  private func addDescriptors(to actions: inout posix_spawn_file_actions_t) {
    for (child, parent) in descriptors {
      // A descriptor that keeps its number loses its close-on-exec flag.
      unsafe posix_spawn_file_actions_adddup2(&actions, parent, child)
    }
    for stream in nullStreams {
      unsafe posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
    }
    if startsSession {
      let last = descriptors.map(\.child).max() ?? STDERR_FILENO
      unsafe host_spawn_close_from(&actions, max(last, STDERR_FILENO) + 1)
    }
  }

  private func setSignals(in attributes: inout posix_spawnattr_t) {
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    var flags = Int16(POSIX_SPAWN_SETSIGMASK)
    if resetsSignals { flags |= Int16(POSIX_SPAWN_SETSIGDEF) }
    if startsSession { flags |= host_spawn_new_session() }
    unsafe posix_spawnattr_setflags(&attributes, flags)
  }

  /// The variables of this process whose names are not given.
  private var inheritedVariables: [UnsafeMutablePointer<CChar>?] {
    let given = Set(environment.map { $0.prefix { $0 != "=" } })
    var variables = unsafe [UnsafeMutablePointer<CChar>?]()
    for index in 0... {
      guard let variable = unsafe environ[index] else { break }
      // A program may look for the first of two variables of one name, or for the last.
      if given.contains(unsafe String(cString: variable).prefix { $0 != "=" }) { continue }
      unsafe variables.append(variable)
    }
    return unsafe variables
  }
}
