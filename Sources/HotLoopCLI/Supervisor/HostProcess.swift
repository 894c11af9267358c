import CommandOptions
import Foundation
import Glibc
import HostSystem
import HotReload
import SystemPackage

/// A supervised host: this program with the same arguments; an environment variable tells it that it is the host.
struct HostProcess {
  /// The descriptors of the run's memory.
  private static let variable = "HOTLOOP_RUN_MEMORY"

  private let process: ChildProcess

  /// Starts a host. It inherits the standard streams and the run's memory only.
  static func start(memory: RunMemory) throws -> HostProcess {
    var launch = ProcessLaunch(arguments: CommandLine.arguments)
    launch.descriptors = memory.descriptors.map { ($0, $0) }
    launch.environment = [
      "\(variable)=\(memory.descriptors.map(String.init).joined(separator: ","))",
      DeterministicHashing.environment,
    ]
    do throws(Errno) {
      return HostProcess(process: try ChildProcess(launch))
    } catch {
      let hint = Shortage(output: "\(error)").map { ": " + $0.explanation } ?? ""
      throw CommandError("the host cannot be started (\(error))\(hint)")
    }
  }

  /// In a host: the memory passed by its supervisor; nil if there is none.
  static func inheritedMemory() throws -> RunMemory? {
    guard let list = ProcessInfo.processInfo.environment[variable] else { return nil }
    // The host's own children must not see it.
    unsafe unsetenv(variable)
    let descriptors = list.split(separator: ",").compactMap { Int32($0) }
    descriptors.forEach(OpenDescriptors.closeOnExec)
    return try RunMemory(inherited: descriptors)
  }

  func send(_ signal: Int32) { process.signal(signal) }

  /// How it died; nil while it runs.
  func end() -> Death.Cause? {
    switch process.end {
    case .exited(let code): .exited(code)
    case .signalled(let signal): .signalled(signal)
    case nil: nil
    }
  }

  func waitForEnd() { process.wait() }

  enum State { case running, stopped, traced, ended }

  /// Whether it is stopped by a signal, or has a debugger, which may let a call run for any time.
  var state: State {
    switch stateOfProcess(process.pid) {
    case "T": .stopped
    case "t": .traced
    case nil: .ended
    default: isDebuggerAttached(to: process.pid) ? .traced : .running
    }
  }
}
