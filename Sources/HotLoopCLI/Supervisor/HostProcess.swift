import Foundation
import Glibc
import HotReload

/// The process of a host that is supervised: this same program with the same arguments, told by its environment.
struct HostProcess {
  /// In a host's environment: the descriptors of the run's memory.
  private static let variable = "HOTLOOP_RUN_MEMORY"

  private let pid: pid_t

  /// Starts a host. Nothing of ours goes to it but standard streams and the run's memory.
  static func start(memory: RunMemory) throws -> HostProcess {
    var launch = ProcessLaunch(words: CommandLine.arguments)
    launch.descriptors = memory.descriptors.map { ($0, $0) }
    launch.variables = ["\(variable)=\(memory.descriptors.map(String.init).joined(separator: ","))"]
    do throws(ProcessLaunch.Failure) {
      return HostProcess(pid: try launch.start())
    } catch {
      throw Refusal("the host cannot be started: \(unsafe String(cString: strerror(error.code)))")
    }
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
  func end() -> Death.Cause? {
    var status: Int32 = 0
    guard unsafe waitpid(pid, &status, WNOHANG) == pid else { return nil }
    switch ProcessEnd(waitStatus: status) {
    case .exited(let code): return .exited(code)
    case .signalled(let signal): return .signalled(signal)
    }
  }

  func waitForEnd() {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
  }

  /// Whether it is neither stopped nor held by a debugger.
  var isRunning: Bool {
    guard let state = stateOfProcess(pid) else { return false }
    return state != "T" && state != "t"
  }
}
