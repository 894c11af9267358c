import ArgumentParser
import Foundation
import GameBuilder
import HotLoopProduct

/// `hotloop-soak`, which `hotloop soak` runs: random hostile edits of a running game, with checks of the host.
@main
struct SoakProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hotloop-soak",
    abstract: "Edit a copy of a game at random while it runs, and check that nothing takes the host down.",
    discussion: """
      Valid edits, edits that do not compile or crash in every way, layout changes, files that are deleted and renamed. \
      The exit status is 1 if a check failed. The same seed gives the same edits.
      """)

  @Option(help: "Seed of the edits; from the clock, if not given.")
  var seed: UInt64?

  @Option(help: "End after this many edits (300, if --seconds is not given either).")
  var edits: Int?

  @Option(help: "End after this many seconds.")
  var seconds: Double?

  @Option(
    name: .customLong("package"),
    help: "The package whose game is copied; HotLoop's fixture Beacon, if not given.")
  var package: String?

  @Option(
    help: "Where to put the copy; .build/soak of the clone, if not given. The next soak reuses its build.")
  var folder: String?

  @Option(help: "The hotloop to test; the release build of this clone, brought up to date, if not given.")
  var hotloop: String?

  func validate() throws {
    if let edits, edits < 1 { throw ValidationError("--edits must be 1 or more") }
    if let seconds, !(seconds > 0) { throw ValidationError("--seconds must be more than 0") }
  }

  func run() throws {
    let repository = URL(fileURLWithPath: Repository.root)
    let copy =
      folder.map { URL(fileURLWithPath: $0).standardizedFileURL }
      ?? repository.appendingPathComponent(".build/soak")
    let files = try SoakPackage(copying: try source(in: repository), repository: repository, to: copy)
    let program = try HotLoopProgram.path(hotloop)
    let seed = seed ?? UInt64(Date().timeIntervalSince1970)
    // Unbuffered: the seed must be known however this ends.
    FileHandle.standardOutput.write(Data("soak: seed \(seed), in \(copy.path)\n".utf8))
    let run = try SoakRun(package: files, program: program, seed: seed)
    SoakInterruption.handleSignals()
    do {
      try run.run(edits: edits ?? (seconds == nil ? 300 : nil), seconds: seconds)
    } catch let failure as SoakFailure {
      print(description(of: failure, in: run, seed: seed))
      throw ExitCode(1)
    }
    print(run.report.text)
  }

  /// The package to copy.
  private func source(in repository: URL) throws -> URL {
    guard let package else { return repository.appendingPathComponent("Tests/Fixtures/Beacon") }
    guard let root = GamePackage.root(above: package) else {
      throw ProgramError(
        "no Package.swift in \(package) or above it; give --package the folder of a game's package")
    }
    guard FileManager.default.fileExists(atPath: root + "/Game") else {
      throw ProgramError("\(root) has no folder Game; give --package the folder of a game's package")
    }
    return URL(fileURLWithPath: root)
  }

  private func description(of failure: SoakFailure, in run: SoakRun, seed: UInt64) -> String {
    let package = package.map { " --package \($0)" } ?? ""
    return """
      soak: FAILED after \(run.report.edits) edits
      expected: \(failure.expected)
      found: \(failure.found)
      \(run.hostDescription())
      last actions:
      \(run.recentActions.map { "  " + $0 }.joined(separator: "\n"))
      again: hotloop soak --seed \(seed) --edits \(max(1, run.report.edits))\(package)
      """
  }
}
