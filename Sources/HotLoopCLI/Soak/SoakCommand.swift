import ArgumentParser
import Foundation
import GameBuilder
import HotReload

/// `hotloop soak`: what nobody would do to a game, again and again, and a look at whether the host bears it.
struct SoakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Edit a copy of a game at random while it runs, and check that nothing takes the host down.",
    discussion: """
      Edits that are good, that do not compile, that crash in every way; layouts that change, files that come and go. \
      The exit status is 1 if something was not as it must be. The same seed gives the same edits.
      """)

  @Option(help: "Seed of the edits; chosen by the clock if not given.")
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
    help: "Where the copy is made; .build/soak, if not given. What is built there serves the next soak.")
  var folder: String?

  func validate() throws {
    if let edits, edits < 1 { throw ValidationError("--edits must be 1 or more") }
    if let seconds, !(seconds > 0) { throw ValidationError("--seconds must be more than 0") }
  }

  func run() throws {
    let here = FileManager.default.currentDirectoryPath
    guard let root = GamePackage.root(above: package ?? here) else {
      throw CommandError("there is no Package.swift in \(package ?? here) or above; give --package")
    }
    let hotloop = URL(fileURLWithPath: root)
    let source = package == nil ? hotloop.appendingPathComponent("Tests/Fixtures/Beacon") : hotloop
    guard FileManager.default.fileExists(atPath: source.appendingPathComponent("Game").path) else {
      throw CommandError(
        "\(source.path) has no folder Game; run this in HotLoop's own package, or give --package")
    }
    let copy =
      folder.map { URL(fileURLWithPath: $0).standardizedFileURL }
      ?? hotloop.appendingPathComponent(".build/soak")
    let seed = seed ?? UInt64(Date().timeIntervalSince1970)
    let edits = edits ?? (seconds == nil ? 300 : nil)
    // At once, whatever standard output is: the seed must be known however this ends.
    FileHandle.standardOutput.write(Data("soak: seed \(seed), in \(copy.path)\n".utf8))
    let workshop = try SoakWorkshop(copying: source, hotloop: hotloop, to: copy)
    let run = try SoakRun(workshop: workshop, seed: seed)
    SoakInterruption.listen()
    do {
      try run.run(edits: edits, seconds: seconds)
    } catch let failure as SoakFailure {
      print(account(of: failure, in: run, seed: seed))
      throw ExitCode(1)
    }
    print(run.report.text)
  }

  private func account(of failure: SoakFailure, in run: SoakRun, seed: UInt64) -> String {
    let package = package.map { " --package \($0)" } ?? ""
    return """
      soak: FAILED after \(run.report.edits) edits
      expected: \(failure.expected)
      found: \(failure.found)
      \(run.hostAccount())
      what was done last:
      \(run.recent.map { "  " + $0 }.joined(separator: "\n"))
      again: hotloop soak --seed \(seed) --edits \(max(1, run.report.edits))\(package)
      """
  }
}
