import ArgumentParser
import CommandOptions
import Foundation
import HostSystem

@main
struct HotLoop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hotloop",
    abstract: "Play a terminal game and edit it while it runs.",
    discussion: """
      Run it in a package that has a target named Game; `hotloop new` makes one. Save a source file: the game is \
      rebuilt and swapped in between two frames, and its world is kept. F1 shows the keys.
      """,
    // Asked for only then: it runs git.
    version: CommandLine.arguments.contains("--version") ? HotLoopVersion.text : " ",
    subcommands: [
      PlayCommand.self, NewCommand.self, ExportCommand.self, CtlCommand.self, AttachCommand.self,
      EvalCommand.self, DebugCommand.self, ReplayCommand.self, ShareCommand.self, WorldCommand.self,
      DoctorCommand.self, BenchCommand.self, SoakCommand.self, BalanceCommand.self, TrialChildCommand.self,
      DeterminismChildCommand.self, BodyPlugInCommand.self,
    ],
    defaultSubcommand: PlayCommand.self)

  static func main() {
    InheritedState.prepare()
    if let problem = ProcessFolder.problem {
      FileHandle.standardError.write(Data("Error: \(problem)\n".utf8))
      Foundation.exit(EXIT_FAILURE)
    }
    if let typed = unknownCommand(CommandLine.arguments.dropFirst().first) {
      let known = commands(shownInHelp: true)
      let message = "unknown command '\(typed)'" + Suggestion.text(for: typed, among: known)
      exit(withError: refusal(message, usage: "hotloop \(known.joined(separator: "|"))"))
    }
    main(nil)
  }

  /// The first argument if it stands where a command does. The default command has no arguments, only options.
  private static func unknownCommand(_ first: String?) -> String? {
    guard let first, !first.isEmpty, !first.hasPrefix("-"), first != "help" else { return nil }
    return commands(shownInHelp: false).contains(first) ? nil : first
  }

  private static func commands(shownInHelp: Bool) -> [String] {
    configuration.subcommands.compactMap { command -> String? in
      if shownInHelp, !command.configuration.shouldDisplay { return nil }
      return command.configuration.commandName
    }
  }
}
