import ArgumentParser
import CommandOptions
import Engine
import Glibc
import HostSystem
import TerminalRenderer

/// `hotloop attach`: a second window for the game that runs in this package.
struct AttachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract: "Show problems, log, inspector, tweaks and timeline of a running hotloop in this terminal.",
    discussion: """
      Tab and the keys 1 to 5 change the page, q leaves. In a page, the keys are those of the same panel in the game. If no \
      hotloop runs in the package, or if it ends, the window waits for one. See docs/attach.md.
      """)

  @Argument(help: "The page that is shown first: problems, log, inspector, tweaks or time.")
  var page = WindowPage.problems

  @OptionGroup var look: LookOptions

  @Option(name: .customLong("package"), help: "The folder of the package that runs.")
  var folder = "."

  func run() throws {
    let host = try RunningHost(in: folder)
    guard isatty(STDOUT_FILENO) == 1, isatty(STDIN_FILENO) == 1 else {
      throw CommandError(
        "hotloop attach needs a terminal; `hotloop ctl problems` and `hotloop ctl events` print without one")
    }
    InheritedState.failWritesWithoutSignals()
    let look = try look.terminalLook
    let options = TerminalOptions(
      color: look.color, glyphs: look.glyphs, title: "hotloop attach: \(host.root)")
    let terminal = try NcursesTerminal(options: options)
    let refusal: String?
    do {
      defer { terminal.close() }
      refusal = AttachedWindow(host, page: page, terminal: terminal).run()
    }
    if let refusal { throw CommandError(refusal) }
  }
}

extension WindowPage: ExpressibleByArgument {}
