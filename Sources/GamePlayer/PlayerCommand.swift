import ArgumentParser
import CommandOptions
import Engine
import Foundation
import HostSystem
import HotReload
import TerminalRenderer

/// A game without its source: the program that `hotloop export` puts into the folder of a game.
@main
struct PlayerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: PathText.name(of: CommandLine.arguments.first ?? "game").description,
    abstract: "Play the game.",
    discussion: "F1 shows the keys, F2 changes them.",
    version: PlayerVersion.text)

  @Option(
    parsing: .unconditional, help: "Seed of the world's random numbers; taken from the clock by default.",
    transform: OptionNumber.whole(0...UInt64.max))
  var seed: UInt64?

  @Flag(help: "Continue where the last run ended.")
  var resume = false

  @Option(help: "Start with the world in this file instead of a fresh one.")
  var from: String?

  @Option(help: "Record the run to this file, for `hotloop replay`. The last run is always recorded.")
  var record: String?

  @Option(
    parsing: .unconditional, help: "Maximum frames per second; 60 by default.",
    transform: OptionNumber.whole(1...1000))
  var fps = 60

  @OptionGroup var look: LookOptions

  @OptionGroup var screen: HeadlessOptions

  @Flag(help: "Give the keys of the author, too: single ticks, rewinding, frame times.")
  var developerKeys = false

  @Option(help: .hidden)
  var bundle: String?

  @Option(help: .hidden)
  var image: String?

  func validate() throws {
    if resume, from != nil { throw ValidationError("--resume and --from name two worlds; give one of them") }
  }

  static func main() {
    InheritedState.prepare()
    main(nil)
  }

  func run() throws {
    InheritedState.failWritesWithoutSignals()
    ProcessStops.observe()
    // A recording must give the same worlds again.
    if !DeterministicHashing.isOn { DeterministicHashing.restartProgram(CommandLine.arguments) }
    OpenDescriptors.closeOnExec()
    if let record { try RecordedFile(path: record).check("--record") }
    let session = try PlayerSession(self, try PlayedGame(self))
    let ending = try session.run()
    if screen.printFrame, let picture = try session.lastPicture.map(look.terminalLook.picture) {
      print(picture.text, terminator: "")
    }
    for line in ending.lines { FileHandle.standardError.write(Data((line + "\n").utf8)) }
    if ending.isFailure { throw ExitCode(1) }
  }
}
