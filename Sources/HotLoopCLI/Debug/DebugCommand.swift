import ArgumentParser
import CommandOptions
import GameBuilder
import Glibc
import HostSystem

/// `hotloop debug`: attaches a debugger to the game that runs in this package.
struct DebugCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debug",
    abstract: "Attach gdb to the hotloop that runs in this package.",
    discussion: """
      Breakpoints hold in the builds of later saves, too. While a debugger is attached, a call into the game has no time \
      limit. In gdb, `detach` and `quit` leave the game running.
      """)

  @Argument(help: "Where to stop: FILE:LINE, such as Player.swift:42. Without one, the game stops at once.")
  var places: [String] = []

  @Flag(name: .customLong("print"), help: "Print the command instead of running it.")
  var prints = false

  @Option(name: .customLong("package"), help: "The folder of the package that runs.")
  var folder = "."

  func validate() throws {
    for place in places where !Self.isPlace(place) {
      throw ValidationError("'\(place)' is not FILE:LINE, such as Player.swift:42")
    }
  }

  private static func isPlace(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && !parts[0].contains { $0.isWhitespace }
      && Int(parts[1]).map { $0 > 0 } == true
  }

  func run() throws {
    guard let host = try RunningHost(in: folder).connect().peer else {
      throw CommandError("hotloop ended before it could be debugged")
    }
    let words = Self.command(attachingTo: host, places)
    if prints { return print(words.map(ShellWords.quoted).joined(separator: " ")) }
    guard ProgramSearch().find(words[0]) != nil else {
      throw CommandError("\(words[0]) is not in PATH; install it, on Debian: apt-get install gdb")
    }
    throw ProgramReplacement.run(words)
  }

  static func command(attachingTo host: pid_t, _ places: [String]) -> [String] {
    var commands = ["set pagination off", "set breakpoint pending on"]
    commands += places.map { "break \($0)" }
    if !places.isEmpty { commands.append("continue") }
    return ["gdb", "-quiet", "-p", String(host)] + commands.flatMap { ["-ex", $0] }
  }
}
