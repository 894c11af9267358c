import ArgumentParser
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload

/// `hotloop bench reload`: from the save of a file to the first frame in the new code.
struct ReloadBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "From save to frame, by kind of edit, beside the bare compiler and linker on the same files.",
    discussion: """
      Games in a temporary folder are played by a host in a process of its own, and edited. After each edit, when the \
      host has nothing to build any more, the compiler and the linker alone are run on what had to be compiled, with \
      the same options.
      """)

  @Flag(help: "Only the game of this repository and one of 2,000 lines, with few rounds.")
  var quick = false

  @Option(help: "Only the game of this name, as the cases of the figures begin.")
  var only: String?

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  func run() throws {
    let repository = try BenchPackage.repository(above: ".")
    let workshop = try BenchWorkshop(repository: repository)
    var report = BenchReport()
    for game in try games(BenchWorkshop.shippedFiles(repository: repository))
    where only == nil || only == game.name {
      FileHandle.standardError.write(Data("measuring \(game.name) …\n".utf8))
      try workshop.install(game)
      try measure(game, in: workshop, into: &report)
    }
    try report.deliver(json: json)
  }

  private func games(_ shipped: [String: String]) throws -> [BenchGame] {
    let all: Set = ["literal", "body", "signature", "new-file", "world"]
    if quick {
      return [
        try .shipped(shipped, rounds: 3),
        try .generated(
          GeneratedGame(lines: 2_000, linesPerFile: 200), name: "2000-lines", kinds: ["body"], rounds: 3),
      ]
    }
    return [
      try .shipped(shipped, rounds: 20),
      try .generated(
        GeneratedGame(lines: 2_000, linesPerFile: 200), name: "2000-lines", kinds: all, rounds: 12),
      try .generated(
        GeneratedGame(lines: 2_000, linesPerFile: 50), name: "50-line-file", kinds: ["body"], rounds: 8),
      try .generated(
        GeneratedGame(lines: 2_000, linesPerFile: 1_000), name: "1000-line-file", kinds: ["body"], rounds: 8),
      try .generated(
        GeneratedGame(lines: 2_000, linesPerFile: 200, worldBytes: 64 << 20), name: "world-64-MiB",
        kinds: ["body"], rounds: 8),
      try .generated(
        GeneratedGame(lines: 20_000, linesPerFile: 200), name: "20000-lines", kinds: all, rounds: 6),
    ]
  }

  private func measure(
    _ game: BenchGame, in workshop: BenchWorkshop, into report: inout BenchReport
  ) throws {
    let host = try BenchHost(package: workshop.root)
    defer { host.end() }
    while try host.next().name != "first-frame" {}
    let package = try blocking { [root = workshop.root] in
      let toolchain = try await Toolchain.find(cache: root + "/.hotloop")
      return try await GamePackage.find(from: root, toolchain: toolchain)
    }
    let bare = BareBuild(package: package)
    for edit in game.edits {
      var times = ReloadTimes()
      for round in 1...edit.rounds {
        try times.add(one(edit, round, host, workshop))
        let files = edit.compiled.map { "\(workshop.root)/\($0.replacing("#", with: "\(round)"))" }
        times.addFloor(try blocking { try await bare.run(files) })
      }
      report.figures += times.figures(name: "\(game.name)/\(edit.kind)")
    }
  }

  /// Saves, and waits for the frame and for the end of all that is built.
  private func one(
    _ edit: BenchEdit, _ round: Int, _ host: BenchHost, _ workshop: BenchWorkshop
  ) throws -> ReloadTimes.Stages {
    let content = edit.content(round)
    let saved = MonotonicClock.now()
    try workshop.write(content, to: edit.path(round))
    var stages = ReloadTimes.Stages(saved: saved)
    var isComplete = false
    while stages.frame == 0 || !isComplete {
      let event = try host.next()
      // What the round before had built unseen may have been swapped in since.
      if event.time < saved { continue }
      switch event.name {
      case "build-started" where stages.started == 0: stages.started = event.time
      case "build-finished":
        if stages.built == 0 { stages.built = event.time }
        isComplete = !event.isPartial
      case "swapped" where stages.swapped == 0: stages.swapped = event.time
      case "first-frame": stages.frame = event.time
      default: break
      }
    }
    return stages
  }
}
