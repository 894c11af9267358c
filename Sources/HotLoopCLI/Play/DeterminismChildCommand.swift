import ArgumentParser
import CCrashGuard
import Engine
import GameBuilder
import Glibc
import HotReload

/// `hotloop determinism-child`: the process in which the host steps ticks a second time. Not for users.
struct DeterminismChildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "determinism-child", abstract: "Step ticks of a running game a second time.",
    shouldDisplay: false)

  @Option var root: String
  @Option var kept: String
  @Option var symbolizer: String
  @Option var callLimit: Double

  /// Seconds that a call may take, at the least: the process has the lowest priority, and compilers may run.
  private static let minCallLimit = 30.0

  /// The host's side; nil if the options say so.
  static func check(
    _ package: GamePackage, _ toolchain: Toolchain, _ options: PlayCommand, _ events: EventBus,
    _ journal: RunJournal
  ) throws -> DeterminismCheck? {
    guard options.checksDeterminism else { return nil }
    let limit = options.callLimit > 0 ? max(options.callLimit, minCallLimit) : 0
    let check = try DeterminismCheck(
      arguments: [
        configuration.commandName!, "--root", package.root, "--kept", package.keptValues,
        "--symbolizer", toolchain.symbolizer, "--call-limit", "\(limit)",
      ], callLimit: limit, pace: options.fast ? .waiting : .besidePlay, events: events)
    // The supervisor takes a loop that waits long for one that hangs.
    check.keepAlive = { journal.beat() }
    return check
  }

  func run() throws {
    let child = try GameChild(root: root)
    try child.output.begin()
    crash_guard_install(nil)
    let watchdog = callLimit > 0 ? Watchdog(limit: callLimit) : nil
    let program = try DeterminismProgram(
      channel: child.channel, world: child.world, root: root, kept: kept, symbolizer: symbolizer,
      output: child.output)
    program.run()
    watchdog?.stop()
    // Skips exit handlers, which may be the game's.
    _exit(0)
  }
}
