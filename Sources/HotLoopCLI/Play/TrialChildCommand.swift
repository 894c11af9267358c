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
/// Standard error receives the output of a crash at load; see ``GameChild`` for the other streams.
struct TrialChildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trial-child", abstract: "Try a build for a running host.", shouldDisplay: false)

  @Option var root: String
  @Option var assets: String
  @Option var kept: String
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
        "--kept", package.keptValues, "--symbolizer", toolchain.symbolizer, "--call-limit",
        "\(options.callLimit)",
      ], callLimit: options.callLimit, ticksPerSecond: options.rate, runsTicks: options.preflight,
      gateway: gateway)
  }

  func run() throws {
    let child = try GameChild(root: root)
    let output = child.output
    var watchdog: Watchdog?
    let program = try TrialProgram(
      channel: child.channel, world: child.world, root: root, assets: assets, kept: kept,
      symbolizer: symbolizer, output: output
    ) {
      try output.begin()
      crash_guard_install(nil)
      watchdog = callLimit > 0 ? Watchdog(limit: callLimit) : nil
    }
    program.run()
    watchdog?.stop()
    // Skips exit handlers, which may be the game's.
    _exit(0)
  }
}
