import ArgumentParser
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload

/// `hotloop replay`: computes recordings again.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Compute recordings of this game again, and compare the worlds with those that were recorded.",
    discussion: """
      A recording is written by `hotloop play --record FILE`; that of the last run is .hotloop/last.run. It is computed by \
      the present source.

      The exit status is 0 if all worlds are the same, 1 if one differs, and 2 if a recording cannot be read or the game \
      cannot be built.
      """)

  @Argument(help: "The recordings; the last run by default.")
  var files: [String] = []

  @Flag(help: "Run without a terminal.")
  var headless = false

  @Flag(help: "With --headless: compare the world of each tick with the recorded one.")
  var verify = false

  @Flag(help: "Print one line of JSON for each recording.")
  var json = false

  @Option(name: .customLong("package"), help: "The folder of the package of the game, or one below it.")
  var folder = "."

  @Option(
    parsing: .unconditional,
    help: "Time limit in seconds of one call into the game. 2 by default, 0 for no limit.",
    transform: OptionNumber.seconds(0.01...3600, zero: "no limit"))
  var callLimit = 2.0

  func validate() throws {
    guard headless, verify else {
      throw ValidationError("give --headless and --verify: recordings cannot be watched yet")
    }
  }

  func run() throws {
    InheritedState.failWritesWithoutSignals()
    // What the game prints on its own must not be taken for the report.
    if !DeterministicHashing.isOn { DeterministicHashing.restartProgram(CommandLine.arguments) }
    let folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    guard let root = GamePackage.root(above: folder) else {
      throw failure("there is no package with a target named Game in \(folder) or above it")
    }
    let paths = files.isEmpty ? [root + "/.hotloop/" + LastRun.names[0]] : files
    let status: Int32
    if paths.count == 1 {
      status = try ReplayHost(folder: folder, callLimit: callLimit).verify(paths[0], print)
    } else {
      status = try ReplayPool(folder: folder, callLimit: callLimit, asJSON: json).verify(paths)
    }
    // Exit handlers may be the game's.
    fflush(nil)
    _exit(status)
  }

  private func print(_ report: RecordingReport) {
    Swift.print(json ? report.line : report.text)
  }

  private func failure(_ message: String) -> ExitCode {
    FileHandle.standardError.write(Data("Error: \(message)\n".utf8))
    return ExitCode(2)
  }
}
