import ArgumentParser
import GameBuilder
import Glibc
import HostSystem

/// `hotloop body-plug-in`: the program that a compiler started ahead asks for the bodies of a save. Not for users.
struct BodyPlugInCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "body-plug-in", abstract: "Give a compiler the bodies of functions.", shouldDisplay: false)

  @Argument(help: "The pipe from the host.") var pipe: String

  /// By the process, not by its file's path: the file may be replaced by a newer build while the host runs.
  static var words: [String] { ["/proc/\(getpid())/exe", configuration.commandName!] }

  func run() {
    InheritedState.failWritesWithoutSignals()
    BodyPlugIn.run(answersFrom: pipe)
  }
}
