import ArgumentParser
import CommandOptions
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import TerminalRenderer
import WorldState

/// `hotloop play`, which is what `hotloop` alone does.
struct PlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Build the game of this package and play it; rebuild and swap it in on every save.")

  @Option(name: .customLong("package"), help: "The folder of the package to play, or one below it.")
  var folder = "."

  @Option(help: "Append everything that happens to this file, one JSON object per line.")
  var events: String?

  @Option(
    parsing: .unconditional, help: "Seed of the world's random numbers; taken from the clock by default.",
    transform: OptionNumber.whole(0...UInt64.max))
  var seed: UInt64?

  @Option(
    help:
      "Start with the world in this file instead of a fresh one (see `hotloop ctl snapshot`); at a shared moment (see `hotloop ctl share`), stand there."
  )
  var from: String?

  @Flag(help: "Continue the world of the last run, which is kept in .hotloop/last.world.")
  var resume = false

  @Option(
    parsing: .unconditional, help: "Ticks per second, whatever the game requests.",
    transform: OptionNumber.whole(1...1000))
  var rate: Int?

  @Option(
    parsing: .unconditional, help: "Maximum frames per second; 60 by default.",
    transform: OptionNumber.whole(1...1000))
  var fps = 60

  @OptionGroup var look: LookOptions

  @Option(help: "What writes to the terminal: auto, own (HotLoop's encoder) or ncurses.")
  var drawing = "auto"

  @Flag(
    inversion: .prefixedNo,
    help: "Build an optimised image of the running source in the background; the next run starts with it.")
  var optimise = true

  @Flag(
    help:
      "Swap the optimised image in as soon as it is built: a second reload of each save, which runs the game's handlers and resets its static variables once more."
  )
  var swapOptimised = false

  @Flag(
    inversion: .prefixedNo,
    help: "Apply saves that change only values of literals without waiting for the compiler.")
  var liveLiterals = true

  @Flag(
    inversion: .prefixedNo,
    help:
      "Let a compiler work ahead on each of the two files edited last, if there is memory for it: 25 MB each, and 80 MB that they share with other compilers."
  )
  var warmCompiler = true

  @Flag(help: "Wait for the present source to be built instead of starting with the last image.")
  var waitForBuild = false

  @Option(
    parsing: .unconditional,
    help:
      "Time limit in seconds of one call into the game; a longer call is ended as if it had crashed. 2 by default, 0 for no limit. There is none while a debugger is attached.",
    transform: OptionNumber.seconds(0.01...3600, zero: "no limit"))
  var callLimit = 2.0

  @Option(
    parsing: .unconditional,
    help:
      "Memory in MiB for the recording of the run, in which rewinding goes back; 256 by default, 0 for no recording.",
    transform: OptionNumber.whole(0...1 << 16))
  var history = 256

  @Option(
    help:
      "When the game crashes, hangs or throws an error: continue in the build before (which a thrown error does not need), or stop at the tick, to look at it, mend it and run it again."
  )
  var onCrash = CrashPolicy.continue

  @Flag(help: "Build and try each save at once, but apply it only on request: F5, or `hotloop ctl reload`.")
  var manual = false

  @Option(
    help:
      "The seconds for which a game may keep a save from being applied (its mayReload); 0: not at all.")
  var delayLimit = 10.0

  /// A recording to watch; see ``ReplayCommand``.
  @Option(help: .hidden)
  var watch: String?

  @Option(
    help: "Record the run to this file, for `hotloop replay`. The last run is always in .hotloop/last.run.")
  var record: String?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Try each build for a few ticks in another process, in a copy of the world, before it is swapped in."
  )
  var preflight = true

  @Flag(
    inversion: .prefixedNo,
    help:
      "Step one tick in each second of play a second time, in another process, and report a step that depends on something outside the world. On by default, but not with --fast, where the run waits for each check."
  )
  var determinismCheck: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Play in a child process, and continue in another one if that dies. Turn it off for debuggers.")
  var supervisor = true

  @OptionGroup var screen: HeadlessOptions

  @Option(
    help:
      "With --headless: a file of input, one event per line, such as `30 press fire`; see docs/testing.md.")
  var input: String?

  @Flag(help: "With --headless: run ticks as fast as possible instead of by the clock.")
  var fast = false

  @Option(help: "With --headless: write the last frame to this file; \(Screenshot.kinds).")
  var screenshot: String?

  @Option(help: "Record the screen to this file, for `asciinema play`.")
  var cast: String?

  @Option(
    help:
      "At the end, write the last seconds of the screen to this file, as an SVG image that moves; small with --color 256."
  )
  var animation: String?

  @Option(
    parsing: .unconditional, help: "With --animation: the number of seconds; 12 by default.",
    transform: OptionNumber.seconds(0.5...120))
  var animationSeconds: Double?

  /// What happens at a tick that cannot be finished.
  enum CrashPolicy: String, ExpressibleByArgument, CaseIterable {
    case stop, `continue`
  }

  var headless: Bool { screen.headless }
  var ticks: UInt64? { screen.ticks }

  var checksDeterminism: Bool { determinismCheck ?? !fast }

  var optimisation: ReloadCoordinator.Optimisation {
    if !optimise { return .off }
    return swapOptimised ? .atOnce : .nextRun
  }

  /// The options for the terminal.
  func terminalOptions() throws -> TerminalOptions {
    let look = try look.terminalLook
    do throws(LookError) {
      let drawing: TerminalOptions.Drawing = try LookError.choice("drawing", drawing)
      return TerminalOptions(color: look.color, glyphs: look.glyphs, drawing: drawing)
    } catch {
      throw ValidationError("--" + error.description)
    }
  }

  /// The options that a player without a compiler has, too.
  private var playerArguments: [String] {
    look.arguments + ["--fps", "\(fps)"] + (seed.map { ["--seed", "\($0)"] } ?? [])
      + (from.map { ["--from", $0] } ?? []) + (record.map { ["--record", $0] } ?? [])
      + (resume ? ["--resume"] : [])
  }

  func run() throws {
    InheritedState.failWritesWithoutSignals()
    ProcessStops.observe()
    let inherited = try HostProcess.inheritedMemory()
    let root = GamePackage.root(above: URL(fileURLWithPath: folder).standardizedFileURL.path)
    // A run without a terminal is a check of the present source.
    if inherited == nil, !headless, watch == nil, let build = root.flatMap(LastBuild.init) {
      try build.play(playerArguments)
    }
    if inherited == nil, let folder = InheritedState.unusableTemporaryFolder {
      notice("TMPDIR is \(folder), where no files can be made; another folder is used")
    }
    if inherited == nil, RunMemory.defaultReservation < Arena.defaultReservation {
      notice("worlds and builds are limited, because \(Shortage.fileSize.explanation)")
    }
    if !supervisor, !DeterministicHashing.isOn {
      // It keeps the inherited descriptors: the starting process may take a closed one for the end of this process.
      DeterministicHashing.restartProgram(CommandLine.arguments)
    }
    OpenDescriptors.closeOnExec()
    let state = root.map { $0 + "/.hotloop" }
    if inherited == nil, !headless, let state, LeftTerminal.restore(in: state) {
      notice("restored the terminal after a run that was killed")
    }
    if let screenshot { try OutputFile(path: screenshot).check("--screenshot") }
    if inherited == nil, let record { try RecordedFile(path: record).check("--record") }
    if let animation { try OutputFile(path: animation).check("--animation") }
    if inherited == nil, supervisor {
      if let cast { CastRecorder.discardEarlier(cast) }
      let status = try Supervisor(callLimit: callLimit, state: state).run()
      throw ExitCode(status)
    }
    let session = try PlaySession(self, memory: try inherited ?? RunMemory())
    let reason = try session.run()
    if let problem = session.watchFailure.wait(timeout: .zero) {
      FileHandle.standardError.write(Data("Error: the recording cannot be shown: \(problem)\n".utf8))
      throw ExitCode(2)
    }
    if let problem = session.startFailure.wait(timeout: .zero) {
      FileHandle.standardError.write(Data("Error: \(problem)\n".utf8))
      throw ExitCode(1)
    }
    if let path = session.worldElsewhere {
      notice("the package is not where it was; its world is in \(path), for `hotloop play --from`")
    }
    if !session.lostTweaks.isEmpty { notice(session.lostTweaks.lostLines.joined(separator: "\n")) }
    if let problem = session.inputProblem { throw refusal("\(problem)") }
    if let picture = try session.lastPicture.map(look.terminalLook.picture) {
      if screen.printFrame { print(picture.text, terminator: "") }
      if let screenshot { try Screenshot(picture: picture).write(to: screenshot) }
    }
    if headless { notice("ended: \(reason)") }
    if session.failed || session.lostRecording { throw ExitCode(1) }
  }
}
