import ArgumentParser
import CommandOptions
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import Timeline

/// `hotloop replay`: computes recordings again.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract:
      "Watch a recorded run, or compute it again and compare its worlds with those that were recorded.",
    discussion: """
      A recording is written by `hotloop play --record FILE`; that of the last run is .hotloop/last.run. Watching it, you can \
      go back and forth, play on from any tick, and loop a stretch while you edit the code.

      With --headless --against REV, or --compare FILE, pictures show both runs beside each other.

      With --headless it is computed by the present source, or that of --rev. The exit status is 0 if all worlds are the \
      same, 1 if one differs, and 2 if a recording is damaged, has no end or cannot be read, or if the game cannot be built.
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

  @Option(help: "Find the first tick that differs between the recording and this one.")
  var compare: String?

  @Flag(help: "Write the recordings again with the worlds that are computed now: accept a change.")
  var update = false

  @Flag(help: "Build the game with optimisation, which takes longer and computes faster.")
  var optimise = false

  @Option(help: "With --headless: write a picture of one tick to this file; \(Screenshot.kinds).")
  var screenshot: String?

  @Option(
    parsing: .unconditional,
    help:
      "With --screenshot: the tick of the recording. By default the last one; of a comparison, the first that differs.",
    transform: OptionNumber.whole(0...Int.max))
  var at: Int?

  @Option(help: "With --headless: write the screen of the whole run to this file, for `asciinema play`.")
  var cast: String?

  @Option(help: "With --headless: write the last 12 seconds to this file, as an SVG image that moves.")
  var animation: String?

  @Option(help: "The same as --animation, as GIF; needs rsvg-convert, ImageMagick and gifsicle.")
  var gif: String?

  @Option(
    help: "The size of the pictures, or of each half; 80x24 by default.", transform: CellSize.option)
  var size: CellSize?

  @OptionGroup var look: LookOptions

  @Flag(help: "Print one line of JSON for each recording.")
  var json = false

  @Option(name: .customLong("package"), help: "The folder of the package of the game, or one below it.")
  var folder = "."

  @Option(
    parsing: .unconditional,
    help: "Time limit in seconds of one call into the game. 2 by default, 0 for no limit.",
    transform: OptionNumber.seconds(0.01...3600, zero: "no limit"))
  var callLimit = 2.0

  func run() throws {
    InheritedState.failWritesWithoutSignals()
    if !headless { return try watch(try paths(folder)[0]) }
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

  private func watch(_ path: String) throws {
    // Before the screen is taken.
    do throws(RecordingError) { _ = try RecordingReader(path) } catch {
      FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
      throw ExitCode(2)
    }
    var words = ["--watch", path, "--package", folder, "--call-limit", "\(callLimit)"]
    words += ["--color", look.color, "--glyphs", look.glyphs]
    let play = try PlayCommand.parse(words)
    try play.run()
  }

  private func paths(_ folder: String) throws -> [String] {
    if !files.isEmpty { return files }
    guard let root = GamePackage.root(above: URL(fileURLWithPath: folder).standardizedFileURL.path) else {
      throw CommandError("there is no package with a target named Game in \(folder) or above it")
    }
    return [root + "/.hotloop/" + LastRun.names[0]]
  }

  /// - Returns: the worst exit status.
  private func compute() throws -> Int32 {
    let folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    let paths = try paths(folder)
    let pictures = try pictures
    let host = try ReplayHost(folder: folder, callLimit: callLimit, optimises: optimise)
    // Also where other processes compute: they find it.
    let built = try host.build(rev)
    let old = try against.map { try host.build($0) }
    var status: Int32 = 0
    func print(_ report: RecordingReport) {
      Swift.print(json ? report.line : report.text(against: against, other: compare))
      status = max(status, report.exitStatus)
    }
    if paths.count > 1 {
      let pool = ReplayPool(arguments: arguments(folder))
      for report in try pool.reports(on: paths) { print(report) }
    } else if let compare {
      print(
        try host.compareRecordings(
          side(paths[0], paths[0], built), side(compare, compare, built), pictures,
          usesRecordedCode: rev == nil))
    } else if let against, let old {
      print(
        try host.compareCodes(side(against, paths[0], old), side(rev ?? "now", paths[0], built), pictures))
    } else if let pictures {
      try host.draw(paths[0], built, pictures)
    } else if update {
      print(try host.update(paths[0], built))
    } else {
      print(try host.verify(paths[0], built))
    }
    return status
  }

  private func side(_ name: String, _ recording: String, _ built: BuiltImage) -> ReplayHost.Side {
    ReplayHost.Side(name: name, recording: recording, built: built)
  }

  /// Nil if none were asked for.
  private var pictures: ReplayPictures? {
    get throws {
      let options = try pictureOptions
      return options.files.isEmpty ? nil : try ReplayPictures(options)
    }
  }

  var pictureOptions: ReplayPictures.Options {
    get throws {
      ReplayPictures.Options(
        size: size ?? CellSize(columns: 80, rows: 24), look: try look.terminalLook, screenshot: screenshot,
        position: at, cast: cast, animation: animation, gif: gif)
    }
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
