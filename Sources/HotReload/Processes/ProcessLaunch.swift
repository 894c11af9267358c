import Glibc

/// What a process is started with. The only file that calls `posix_spawn`.
///
/// Without more, it gets this process's standard streams, its ignored signals, and no blocked signals.
public struct ProcessLaunch {
  /// Why a process was not started.
  public struct Failure: Error {
    /// An errno.
    public let code: Int32
  }

  /// This same program, even if its file was built anew since.
  public static let thisProgram = "/proc/self/exe"

  /// - Parameter words: of the command line, the program's name first.
  public init(_ program: String = ProcessLaunch.thisProgram, words: [String]) {
    self.program = program
    self.words = words
  }

  private let program: String
  private let words: [String]
  /// `NAME=value`, in the place of what this process has under these names.
  public var variables: [String] = []
  /// There → here. What is not named is not inherited, but for standard streams.
  public var descriptors: [(there: Int32, here: Int32)] = []
  /// Which of the standard streams are `/dev/null` there.
  public var silent: [Int32] = []
  /// Signals that this process ignores are not ignored there.
  public var hasDefaultSignals = false
  /// It is in a session of its own, without a terminal, and everything above standard error is closed that is not named: what
  /// this process opens is not inherited anyway; what its libraries and the game's code open may be.
  public var isOnItsOwn = false

  /// Starts it. The caller waits for its end.
  public func start() throws(Failure) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (there, here) in descriptors {
      // One that is put in its own place loses its close-on-exec flag there.
      unsafe posix_spawn_file_actions_adddup2(&actions, here, there)
    }
    for stream in silent { unsafe posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0) }
    if isOnItsOwn { unsafe closeOthers(&actions) }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which the C library's module leaves out
    var flags = Int32(POSIX_SPAWN_SETSIGMASK)
    if hasDefaultSignals { flags |= Int32(POSIX_SPAWN_SETSIGDEF) }
    if isOnItsOwn { flags |= newSession }
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

    let arguments = unsafe words.map { unsafe strdup($0) }
    let own = unsafe variables.map { unsafe strdup($0) }
    let texts = unsafe arguments + own
    defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
    var pid: pid_t = 0
    let code = unsafe posix_spawn(
      &pid, program, &actions, &attributes, arguments + [nil], own + inheritedVariables + [nil])
    guard code == 0 else { throw Failure(code: code) }
    return pid
  }

  /// Behind those that are given: the first of a name counts.
  private var inheritedVariables: [UnsafeMutablePointer<CChar>?] {
    var variables = unsafe [UnsafeMutablePointer<CChar>?]()
    for index in 0... {
      guard let variable = unsafe environ[index] else { break }
      unsafe variables.append(variable)
    }
    return unsafe variables
  }

  /// Looked up by name because the C library's module leaves it out.
  private func closeOthers(_ actions: inout posix_spawn_file_actions_t) {
    typealias AddCloseFrom =
      @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
    guard let symbol = unsafe dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
    // The type is that of posix_spawn_file_actions_addclosefrom_np(3).
    let addCloseFrom = unsafe unsafeBitCast(symbol, to: AddCloseFrom.self)
    let last = descriptors.map(\.there).max() ?? STDERR_FILENO
    _ = unsafe addCloseFrom(&actions, max(last, STDERR_FILENO) + 1)
  }
}
