import Foundation
import Glibc
import HotReload

/// The process of a host that is supervised: this same program with the same arguments, told by its environment.
struct HostProcess {
  /// In a host's environment: the descriptors of the run's memory.
  private static let variable = "HOTLOOP_RUN_MEMORY"

  enum End {
    case exited(Int32)
    case signalled(Int32)
    case stoodStill

    var cause: Death.Cause {
      switch self {
      case .exited(let status): .exited(status)
      case .signalled(let signal): .signalled(signal)
      case .stoodStill: .stoodStill
      }
    }

    /// As a shell gives it.
    var status: Int32 {
      switch self {
      case .exited(let status): status
      case .signalled(let signal): 128 + signal
      case .stoodStill: 128 + SIGKILL
      }
    }
  }

  private let pid: pid_t

  /// Starts a host. Nothing of ours goes to it but standard streams and the run's memory.
  static func start(memory: RunMemory) throws -> HostProcess {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // A descriptor that is put in its own place loses its close-on-exec flag there.
    for descriptor in memory.descriptors {
      unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, descriptor)
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    let list = memory.descriptors.map(String.init).joined(separator: ",")
    let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
    let arguments = unsafe CommandLine.arguments.map { unsafe strdup($0) } + [nil]
    let variables = unsafe (environment + ["\(variable)=\(list)"]).map { unsafe strdup($0) } + [nil]
    let texts = unsafe arguments + variables
    defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
    var pid: pid_t = 0
    let failure = unsafe posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, arguments, variables)
    guard failure == 0 else {
      throw Refusal("the host cannot be started: \(unsafe String(cString: strerror(failure)))")
    }
    return HostProcess(pid: pid)
  }

  /// In a host: what its supervisor handed on; nil where there is none.
  static func inheritedMemory() throws -> RunMemory? {
    guard let list = ProcessInfo.processInfo.environment[variable] else { return nil }
    // Not for what the host starts itself.
    unsafe unsetenv(variable)
    let descriptors = list.split(separator: ",").compactMap { Int32($0) }
    for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    return try RunMemory(inherited: descriptors)
  }

  /// What this process was started with beside its standard streams is nothing for the processes it starts: who waits for
  /// the end of a pipe would wait for them, too.
  static func keepDescriptorsToSelf() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
      guard let descriptor = Int32(name), descriptor > STDERR_FILENO else { continue }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
  }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// How it ended; nil while it has not.
  func end() -> End? {
    var status: Int32 = 0
    guard unsafe waitpid(pid, &status, WNOHANG) == pid else { return nil }
    return Self.end(status)
  }

  func waitForEnd() {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
  }

  private static func end(_ status: Int32) -> End {
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
  }

  /// Whether it is neither stopped nor held by a debugger.
  var isRunning: Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      // The name, in parentheses, may hold anything.
      let state = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ").dropFirst()
        .first
    else { return false }
    return state != "T" && state != "t"
  }
}
