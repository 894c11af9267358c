import ArgumentParser
import CommandOptions
import Foundation

/// `hotloop bench …`: runs `hotloop-bench` of the package in Benchmarks/.
struct BenchCommand: DelegatedCommand {
  static let program = "hotloop-bench"
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the engine on this machine. Needs a clone of HotLoop.",
    discussion: "hotloop bench --help lists the benchmarks.",
    helpNames: [])

  @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

  /// The name of each benchmark is that of its folder in the sources, where `reload` is `Reload/ReloadBench.swift`.
  static func problem(with arguments: [String], clone: String) -> String? {
    guard let name = arguments.first, !name.hasPrefix("-"), name != "help" else { return nil }
    let sources = clone + "/Benchmarks/Sources/HotLoopBench"
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: sources)) ?? []
    let names = folders.filter {
      FileManager.default.fileExists(atPath: "\(sources)/\($0)/\($0)Bench.swift")
    }.map { $0.lowercased() }.sorted()
    if names.isEmpty || names.contains(name) { return nil }
    return "there is no benchmark '\(name)'; the benchmarks are \(names.joined(separator: ", "))"
  }
}

/// `hotloop soak …`: runs `hotloop-soak` of the package in Benchmarks/.
struct SoakCommand: DelegatedCommand {
  static let program = "hotloop-soak"
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Edit a copy of a game at random while it runs, and check the host. Needs a clone of HotLoop.",
    discussion: "hotloop soak --help lists the options.",
    helpNames: [])

  @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

/// `hotloop balance …`: runs `cinder-bots`, which the package of a clone has if HOTLOOP_BOTS is set.
struct BalanceCommand: DelegatedCommand {
  static let program = "cinder-bots"
  static let environment = ["HOTLOOP_BOTS": "1"]
  static let folder = ""
  // A build folder of its own: the package of the one in use is without this program.
  static let scratchFolder: String? = ".build/bots"
  static let configuration = CommandConfiguration(
    commandName: "balance",
    abstract: "Let bots play Cinder, and print how far they come. Needs a clone of HotLoop.",
    discussion: "hotloop balance --help lists the options.",
    helpNames: [])

  @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

/// A command that SwiftPM builds in a clone of HotLoop and runs in place of this process, with all arguments.
protocol DelegatedCommand: ParsableCommand {
  /// A product of the package in `folder`.
  static var program: String { get }
  /// The folder of the package, in the clone.
  static var folder: String { get }
  /// Where it is built, in the clone; nil for the default.
  static var scratchFolder: String? { get }
  static var environment: [String: String] { get }
  var arguments: [String] { get }
  /// What is wrong with the arguments, as far as that can be told without a build.
  static func problem(with arguments: [String], clone: String) -> String?
}

extension DelegatedCommand {
  static var folder: String { "/Benchmarks" }
  static var scratchFolder: String? { nil }
  static var environment: [String: String] { [:] }
  static func problem(with arguments: [String], clone: String) -> String? { nil }

  func run() throws {
    guard let clone = HotLoopClone.find() else {
      throw CommandError(
        "hotloop \(Self.configuration.commandName!) is built from the sources of HotLoop, and this hotloop is not in a "
          + "clone; run it in the folder of one")
    }
    if let problem = Self.problem(with: arguments, clone: clone) {
      throw refusal(problem, usage: "hotloop \(Self.configuration.commandName!) NAME [OPTIONS]")
    }
    let words =
      [
        "swift", "run", "-c", "release", "--package-path", clone + Self.folder,
      ] + (Self.scratchFolder.map { ["--scratch-path", clone + "/" + $0] } ?? []) + [Self.program] + arguments
    for (name, value) in Self.environment { unsafe setenv(name, value, 1) }
    throw ProgramReplacement.run(words)
  }
}
