import ArgumentParser
import Foundation
import GameBuilder
import HostSystem
import HotLoopProduct

/// `hotloop bench eval`: the time from `hotloop eval` to its end.
struct EvalBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "From `hotloop eval` to its answer, with the game of this repository.",
    discussion: """
      A host in a process of its own plays the game in a temporary folder. The whole command is measured, with its start. The floor is \
      the compiler and linker alone, with the same options, on one file of the game whose body was edited.
      """)

  @Flag(help: "Few rounds.")
  var quick = false

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  @Option(help: "The hotloop to measure; the release build of this clone, brought up to date, if not given.")
  var hotloop: String?

  /// What is sent in turn; a number makes each round another code.
  private static let kinds: [(name: String, code: @Sendable (Int) -> String)] = [
    ("expression", { "world.creatures.elements.filter { $0.health < \($0) }.count" }),
    ("change", { "world.score = \($0)" }),
    (
      "statements",
      { "var sum = \($0)\nfor creature in world.creatures.elements { sum += Int(creature.health) }\nsum" }
    ),
    ("declaration", { "func half\($0)(_ x: Int) -> Int { x / 2 }" }),
  ]

  func run() throws {
    let program = try HotLoopProgram.path(hotloop)
    let files = try ReloadPackage()
    let game = try BenchGame.shipped(ReloadPackage.shippedFiles(), rounds: 1)
    try files.install(game)
    let host = try ChildHost(program: program, package: files.root, appliesLive: false)
    defer { host.end() }
    try host.wait(for: "first-frame")
    // Until the host has no more to build.
    sleep(5)
    let package = try blocking { [root = files.root] in
      let toolchain = try await Toolchain.find(cache: root + "/.hotloop")
      return try await GamePackage.find(from: root, toolchain: toolchain)
    }
    guard let edit = game.edits.first(where: { $0.kind == "body" }) else {
      throw ProgramError("the game of this repository has no edit of a body")
    }
    let bare = BareBuild(package: package)
    var report = BenchReport()
    for (name, code) in Self.kinds {
      var (times, floor) = (Samples(), Samples())
      for round in 1...(quick ? 5 : 40) {
        times.add(nanoseconds: try evaluate(code(round), program, files.root))
        if round <= 5 { floor.add(nanoseconds: try bare.run(edit, round, in: files).total) }
      }
      for (rank, value) in [("p50", times.median), ("p99", times.p99)] {
        report.figures.append(
          BenchFigure(bench: "eval", name: name, figure: rank, value: value, unit: "ms", floor: floor.median))
      }
    }
    try report.publish(json: json)
  }

  private func evaluate(_ code: String, _ program: String, _ folder: String) throws -> UInt64 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["eval", "--package", folder, code]
    process.standardOutput = FileHandle.nullDevice
    let start = MonotonicClock.now()
    try process.run()
    process.waitUntilExit()
    let time = MonotonicClock.now() - start
    guard process.terminationStatus == 0 else { throw ProgramError("the code did not run: \(code)") }
    return time
  }
}
