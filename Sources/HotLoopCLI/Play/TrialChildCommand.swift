import ArgumentParser
import CCrashGuard
import Engine
import Foundation
import GameBuilder
import Glibc
import HostSystem
import HotReload

/// `hotloop trial-child`: the process in which the host tries a build. Not for users.
///
/// Standard input is the channel to the host, standard output the memory file with the world, and standard error receives
/// the output of a crash at load. The first two are moved to other descriptors before any game code runs: the game reads
/// an empty input, and its output is discarded.
struct TrialChildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trial-child", abstract: "Try a build for a running host.", shouldDisplay: false)

  @Option var root: String
  @Option var assets: String
  @Option var symbolizer: String
  @Option var callLimit: Double

  /// The host's side, with the options for its children.
  static func runner(
    _ package: GamePackage, _ toolchain: Toolchain, _ options: PlayCommand,
    _ gateway: LoopGateway<ReloadableGame>
  ) throws -> TrialRunner {
    try TrialRunner(
      arguments: [
        configuration.commandName!, "--root", package.root, "--assets", package.assets,
        "--symbolizer", toolchain.symbolizer, "--call-limit", "\(options.callLimit)",
      ], callLimit: options.callLimit, ticksPerSecond: options.rate, runsTicks: options.preflight,
      gateway: gateway)
  }

  func run() throws {
    InheritedState.failWritesWithoutSignals()
    let host = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    let world = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    guard host >= 0, world >= 0, null >= 0, dup2(null, STDIN_FILENO) >= 0, dup2(null, STDOUT_FILENO) >= 0
    else {
      throw CommandError("hotloop starts this command by itself; play with `hotloop play`")
    }
    let channel = LineChannel(owning: host)
    try HostThread("hotloop.host") {
      // End with the host, which may die at any time.
      waitUntilClosed(host)
      _exit(0)
    }
    let output = try OutputCapture(forwards: false) { _ in }
    guard unsafe crash_guard_enter_thread() != nil else {
      throw CommandError("out of memory for the crash guard's stack")
    }
    var watchdog: Watchdog?
    let program = try TrialProgram(
      channel: channel, world: world, root: root, assets: assets, symbolizer: symbolizer, output: output
    ) {
      try output.begin()
      crash_guard_install(nil)
      watchdog = callLimit > 0 ? Watchdog(limit: callLimit) : nil
    }
    unsafe fork_guard_install(root + "/.hotloop/images/")
    program.run()
    watchdog?.stop()
    // Skips exit handlers, which may be the game's.
    _exit(0)
  }
}
