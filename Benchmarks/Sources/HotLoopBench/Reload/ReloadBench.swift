import ArgumentParser
import Foundation
import GameBuilder
import HostSystem
import HotLoopProduct

/// `hotloop bench reload`: the time from the save of a file to the first frame of the new code.
struct ReloadBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "From save to frame, by kind of edit. Floor: only the compiler and linker on the same files.",
    discussion: """
      A host in a process of its own plays games in a temporary folder, which are edited. After each edit, when the \
      host has no more to build, only the compiler and the linker are run, with the same options, on the files that \
      had to be compiled. The floor of live-literal, live-static and tweak-key, which need no compiler, is one tick; that of \
      the first save of a run is the median of all saves of it.
      """)

  /// The kinds of edits that a generated game can have.
  static let allKinds: Set = [
    "live-literal", "live-static", "tweak-key", "literal", "body", "signature", "new-file", "world",
  ]

  @Flag(help: "Only the game of this repository and one of 2,000 lines, with few rounds.")
  var quick = false

  @Option(
    help: """
      Only the game of this name: shipped, 2000-lines (200 in each file), 50-line-file, 1000-line-file, library, world-64-MiB or \
      20000-lines. The cases of the figures begin with it.
      """)
  var only: String?

  @Option(
    help: """
      Only edits of this kind: live-literal, live-static, tweak-key, literal, body, signature, new-file, world, or, of the \
      shipped game, world-field. Not every game has all of them.
      """)
  var edit: String?

  @Option(help: "Also measure saves that are compiled after so many seconds in which nothing happens.")
  var pause: UInt32 = 0

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  @Option(help: "The hotloop to measure; the release build of this clone, brought up to date, if not given.")
  var hotloop: String?

  func run() throws {
    let program = try HotLoopProgram.path(hotloop)
    let package = try ReloadPackage()
    var report = BenchReport()
    let all = try games(ReloadPackage.shippedFiles())
    let selected = all.filter { only == nil || only == $0.name }.map { game in edit.map(game.only) ?? game }
    if selected.allSatisfy(\.isEmpty) {
      throw ValidationError(
        "no game has such a case; the games have:\n" + all.map(\.cases).joined(separator: "\n"))
    }
    for game in selected where !game.isEmpty {
      FileHandle.standardError.write(Data("measuring \(game.name) …\n".utf8))
      try package.install(game)
      try measure(game, in: package, with: program, into: &report)
    }
    try report.publish(json: json)
  }

  private func games(_ shipped: [String: String]) throws -> [BenchGame] {
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
        GeneratedGame(lines: 2_000, linesPerFile: 200), name: "2000-lines", kinds: Self.allKinds, rounds: 12),
      try .generated(
        GeneratedGame(lines: 2_000, linesPerFile: 50), name: "50-line-file", kinds: ["body"], rounds: 8),
      try .generated(
        GeneratedGame(lines: 2_000, linesPerFile: 1_000), name: "1000-line-file", kinds: ["body"], rounds: 8),
      try .generated(
        GeneratedGame(lines: 2_000, linesPerFile: 200, isInLibrary: true), name: "library",
        kinds: ["body", "signature"], rounds: 8),
      try .generated(
        GeneratedGame(lines: 2_000, linesPerFile: 200, worldBytes: 64 << 20), name: "world-64-MiB",
        kinds: ["body"], rounds: 8),
      try .generated(
        GeneratedGame(lines: 20_000, linesPerFile: 200), name: "20000-lines", kinds: Self.allKinds, rounds: 6),
    ]
  }

  private func measure(
    _ game: BenchGame, in files: ReloadPackage, with program: String, into report: inout BenchReport
  ) throws {
    try measureLive(game, in: files, with: program, into: &report)
    if game.tweakPresses > 0 {
      let times = try TweakKeys(presses: game.tweakPresses).measure(in: files, with: program)
      report.figures += times.figures(name: "\(game.name)/tweak-key")
    }
    let compiled = game.edits.filter { !$0.isLive }
    if compiled.isEmpty { return }
    let host = try ChildHost(program: program, package: files.root, appliesLive: false)
    defer { host.end() }
    try host.wait(for: "first-frame")
    // Nobody does it sooner: an editor opens the file, which is then changed.
    sleep(2)
    _ = try? Data(contentsOf: URL(fileURLWithPath: files.root + "/" + compiled[0].path(1)))
    sleep(3)
    let package = try blocking { [root = files.root] in
      let toolchain = try await Toolchain.find(cache: root + "/.hotloop")
      return try await GamePackage.find(from: root, toolchain: toolchain)
    }
    let bare = BareBuild(package: package)
    for edit in compiled {
      var times = ReloadTimes()
      var afterPause = ReloadTimes()
      for round in 1...edit.rounds {
        try times.add(apply(edit, round, host, files))
        try times.addFloor(bare.run(edit, round, in: files))
        if pause == 0 { continue }
        let round = edit.rounds + round
        sleep(pause)
        try afterPause.add(apply(edit, round, host, files))
        sleep(pause)
        try afterPause.addFloor(bare.run(edit, round, in: files))
      }
      let name = "\(game.name)/\(edit.kind)"
      report.figures += times.figures(name: name, beginsRun: edit.kind == compiled.first?.kind)
      if pause > 0 { report.figures += afterPause.figures(name: name, afterPause: pause, without: times) }
    }
  }

  /// Saves that change only values of literals.
  private func measureLive(
    _ game: BenchGame, in files: ReloadPackage, with program: String, into report: inout BenchReport
  ) throws {
    let edits = game.edits.filter(\.isLive)
    if edits.isEmpty { return }
    let host = try ChildHost(program: program, package: files.root, appliesLive: true)
    defer { host.end() }
    try host.wait(for: "live-literals")
    for edit in edits {
      var times = LiveTimes("save-to-frame")
      for round in 1...edit.rounds {
        let saved = MonotonicClock.now()
        try files.write(edit.content(round), to: edit.path(round))
        var frame: UInt64 = 0
        // Until the host has built what the save leaves to the background.
        while true {
          let event = try host.next()
          if event.time < saved { continue }
          if event.name == "swapped", !event.isLive {
            throw ProgramError("a save of a literal was compiled: \(event.line)")
          }
          if event.name == "first-frame", frame == 0 { frame = event.time }
          if event.name == "live-literals", frame > 0 { break }
        }
        times.add(from: saved, to: frame)
      }
      report.figures += times.figures(name: "\(game.name)/\(edit.kind)")
      try files.write(game.files[edit.file] ?? "", to: edit.file)
      try host.wait(for: "live-literals")
    }
  }

  /// Saves a file, and waits for the first frame of the new code and for the end of all builds.
  private func apply(
    _ edit: BenchEdit, _ round: Int, _ host: ChildHost, _ files: ReloadPackage
  ) throws -> ReloadTimes.Stages {
    let content = edit.content(round)
    let saved = MonotonicClock.now()
    try files.write(content, to: edit.path(round))
    var stages = ReloadTimes.Stages(saved: saved)
    var isComplete = false
    while stages.frame == 0 || !isComplete {
      let event = try host.next()
      // Skip events of builds in the background of the previous round.
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
