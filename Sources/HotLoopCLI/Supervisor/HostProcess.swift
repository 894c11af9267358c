import Foundation
import Glibc
import HostSystem
import HotReload
import SystemPackage

/// The process of a host that is supervised: this same program with the same arguments, told by its environment.
struct HostProcess {
  /// In a host's environment: the descriptors of the run's memory.
  private static let variable = "HOTLOOP_RUN_MEMORY"

  private let process: ChildProcess

  /// Starts a host. Nothing of ours goes to it but standard streams and the run's memory.
  static func start(memory: RunMemory) throws -> HostProcess {
    var launch = ProcessLaunch(arguments: CommandLine.arguments)
    launch.descriptors = memory.descriptors.map { ($0, $0) }
    launch.environment = ["\(variable)=\(memory.descriptors.map(String.init).joined(separator: ","))"]
    do throws(Errno) {
      return HostProcess(process: try ChildProcess(launch))
    } catch {
      throw Refusal("the host cannot be started: \(error)")
    }
  }

  /// In a host: what its supervisor handed on; nil where there is none.
  static func inheritedMemory() throws -> RunMemory? {
    guard let list = ProcessInfo.processInfo.environment[variable] else { return nil }
    // Not for what the host starts itself.
    unsafe unsetenv(variable)
    let descriptors = list.split(separator: ",").compactMap { Int32($0) }
    descriptors.forEach(OpenDescriptors.closeOnExec)
    return try RunMemory(inherited: descriptors)
  }

  func send(_ signal: Int32) { process.signal(signal) }

  /// How it ended; nil while it has not.
  func end() -> Death.Cause? {
    switch process.end {
    case .exited(let code): .exited(code)
    case .signalled(let signal): .signalled(signal)
    case nil: nil
    }
  }

  func waitForEnd() { process.wait() }

  /// Whether it is neither stopped nor held by a debugger.
  var isRunning: Bool {
    guard let state = stateOfProcess(process.pid) else { return false }
    return state != "T" && state != "t"
  }
}
