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
      the present source, or that of --rev.

      The exit status is 0 if all worlds are the same, 1 if one differs, and 2 if a recording cannot be read or the game \
      cannot be built.
      """)

  @Argument(help: "The recordings; the last run by default.")
  var files: [String] = []

  @Flag(help: "Run without a terminal.")
  var headless = false

  @Flag(help: "Compare the world of each tick with the recorded one.")
  var verify = false

  @Option(help: "Compute with the source of this git revision instead of the present one.")
  var rev: String?

  @Option(help: "Compare what this git revision computes with what the present source (or --rev) computes.")
  var against: String?

  @Flag(help: "Write the recordings again with the worlds that are computed now: accept a change.")
  var update = false

  @Flag(help: "Build the game with optimisation, which takes longer and computes faster.")
  var optimise = false

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
    let tasks = [("--verify", verify), ("--against", against != nil), ("--update", update)].filter(\.1)
    if tasks.count > 1 { throw ValidationError("give only one of \(tasks[0].0) and \(tasks[1].0)") }
    guard headless, !tasks.isEmpty else {
      throw ValidationError("give --headless and one of --verify, --against REV and --update")
    }
  }

  func run() throws {
    InheritedState.failWritesWithoutSignals()
    if !DeterministicHashing.isOn { DeterministicHashing.restartProgram(CommandLine.arguments) }
    let status: Int32
    do {
      status = try compute()
    } catch {
      FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
      throw ExitCode(2)
    }
    // Exit handlers may be the game's.
    fflush(nil)
    _exit(status)
  }

  /// - Returns: the worst exit status.
  private func compute() throws -> Int32 {
    let folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    var paths = files
    if paths.isEmpty {
      guard let root = GamePackage.root(above: folder) else {
        throw CommandError("there is no package with a target named Game in \(folder) or above it")
      }
      paths = [root + "/.hotloop/" + LastRun.names[0]]
    }
    let host = try ReplayHost(folder: folder, callLimit: callLimit, optimises: optimise)
    // Also where other processes compute: they find it.
    let built = try host.build(rev)
    let old = try against.map { try host.build($0) }
    var status: Int32 = 0
    func print(_ report: RecordingReport) {
      Swift.print(json ? report.line : report.text(against: against))
      status = max(status, report.exitStatus)
    }
    if paths.count > 1 {
      let pool = ReplayPool(arguments: arguments(folder))
      for report in try pool.reports(on: paths) { print(report) }
    } else if let old {
      print(try host.compare(paths[0], old, built))
    } else if update {
      print(try host.update(paths[0], built))
    } else {
      print(try host.verify(paths[0], built))
    }
    return status
  }

  /// The arguments for one of several recordings.
  private func arguments(_ folder: String) -> [String] {
    var words = ["--headless", "--json", "--package", folder, "--call-limit", "\(callLimit)"]
    if verify { words.append("--verify") }
    if update { words.append("--update") }
    if optimise { words.append("--optimise") }
    if let rev { words += ["--rev", rev] }
    if let against { words += ["--against", against] }
    return words
  }
}
