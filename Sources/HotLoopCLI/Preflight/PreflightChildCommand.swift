import ArgumentParser
import CCrashGuard
import Engine
import Foundation
import GameBuilder
import Glibc
import HostSystem
import HotReload

/// `hotloop preflight-child`: the process that the host starts to try out a build in. Not for people.
///
/// The host is at the other end of standard input, and standard output is the memory file with the world. Both are taken
/// away before any code of the game runs, which finds an empty input there and whose output goes nowhere.
struct PreflightChildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preflight-child", abstract: "Try out one build for a running host.", shouldDisplay: false)

  @Option var root: String
  @Option var assets: String
  @Option var symbolizer: String
  @Option var callLimit: Double

  /// The host's side, with what its children have to be told.
  static func preflight(
    _ package: GamePackage, _ toolchain: Toolchain, _ options: PlayCommand, _ queue: SafePointQueue<GameLoop>
  ) throws -> Preflight {
    try Preflight(
      arguments: [
        configuration.commandName!, "--root", package.root, "--assets", package.assets,
        "--symbolizer", toolchain.symbolizer, "--call-limit", "\(options.callLimit)",
      ], callLimit: options.callLimit, queue: queue)
  }

  func run() throws {
    let host = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    let world = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    guard host >= 0, world >= 0, dup2(STDERR_FILENO, STDIN_FILENO) >= 0,
      dup2(STDERR_FILENO, STDOUT_FILENO) >= 0
    else {
      throw Refusal("hotloop starts this by itself; play with `hotloop play`")
    }
    try endWithHost(host)
    let output = try OutputCapture(passesOn: false) { _ in }
    try output.begin()
    crash_guard_install(nil)
    guard unsafe crash_guard_enter_thread() != nil else {
      throw Refusal("no memory for the crash guard's stack")
    }
    let rehearsal = try Rehearsal(
      channel: PreflightChannel(owning: host), root: root, assets: assets, symbolizer: symbolizer,
      output: output)
    let watchdog = callLimit > 0 ? Watchdog(limit: callLimit) : nil
    rehearsal.run(world: world)
    watchdog?.stop()
    // Without a word to the game, which nothing is to be asked of any more.
    _exit(0)
  }

  /// The host may be gone at any time; whatever the game is at then, nobody needs it.
  private func endWithHost(_ host: Int32) throws {
    try HostThread("hotloop.host") {
      waitUntilClosed(host)
      _exit(0)
    }
  }
}
