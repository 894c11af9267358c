import ArgumentParser
import CommandOptions
import Engine
import Foundation
import HostSystem
import HotReload

/// `hotloop ctl COMMAND`: sends one command to the host that runs in this package.
struct CtlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ctl",
    abstract: "Send a command to a running hotloop.",
    discussion: "Commands:\n"
      + HostCommand.controlCommands.map {
        "  " + $0.rawValue.padding(toLength: 16, withPad: " ", startingAt: 0) + ($0.controlExplanation ?? "")
      }.joined(separator: "\n")
      + "\n\ntime takes \(TimeArguments.usage)."
      + "\n\nevents needs an end: Ctrl-C, or that of the run; docs/events.md describes its lines. So does attach, which hotloop attach shows as a window."
      + "\n\nThe reply is one line of JSON, except that of problems --format gcc. The exit status is 1 if the command was rejected."
  )

  @Argument(help: "The command (see above).")
  var command: String

  @Argument(
    help:
      "For step: the number of ticks. For press: the action. For snapshot, load, screenshot and share: the file. For eval: the code. For answer: the answer. For world: get, set, add, remove or watch; without it, the whole world is printed. For tweak: list, get, set, write or revert. For time: what to do, such as back, play, loop or now. For crash: show, retry, skip or previous. For stop-on-crash and hold: on or off. For kept: delete. For attach: the page."
  )
  var argument: String?

  @Argument(
    help:
      "For answer: the field, such as World.health, or both: World.hp:World.health. The next question without it. For tweak: the literal, such as Game/Player.swift:6:32 or PlayerTuning.topSpeed; for tweak list: words to look for, in quotes if there are several. For world: the path, such as creatures[3].position.x; for world add the pool, for world remove the element. For time: ticks or a position. For press: the number of ticks. For kept delete: the key. For eval: a file of the game whose private declarations the code uses. For attach: the size, such as 80x24."
  )
  var field: String?

  @Argument(
    parsing: .allUnrecognized,
    help: "For tweak set and world set: the value. For time loop: the last position.")
  var value: [String] = []

  @Option(
    help:
      "For problems: json, or gcc for lines that editors read, such as FILE:6:32: error: TEXT. For kept: json or text."
  )
  var format: ReplyFormat?

  @Flag(
    help: """
      For reload: return when the new code has drawn its first frame; if it cannot, print FILE:LINE:COLUMN: MESSAGE, and \
      exit with status 1.
      """)
  var wait = false

  @OptionGroup var look: LookOptions

  @Option(name: .customLong("package"), help: "The folder of the package that runs.")
  var folder = "."

  func run() throws {
    guard let command = HostCommand.controlCommand(named: command) else {
      throw refusal(ControlRequest.unknown(command), usage: HotLoop.usageString(for: Self.self))
    }
    let value = value.first == "--" ? value.dropFirst() : value[...]
    var request = ControlRequest(
      command: command, argument: argument, field: field,
      value: value.isEmpty ? nil : value.joined(separator: " "),
      color: look.color == "auto" ? nil : look.color,
      glyphs: look.glyphs == "auto" ? nil : look.glyphs)
    do throws(ControlError) { try request.check() } catch {
      throw refusal(error.message, usage: request.usage)
    }
    if let format, !format.commands.contains(command) {
      let commands = format.commands.map(\.rawValue).joined(separator: " and ")
      throw refusal("--format \(format.rawValue) is for \(commands)", usage: request.usage)
    }
    if wait {
      guard command == .reload else { throw refusal("--wait is for reload", usage: request.usage) }
      request.argument = ControlRequest.wait
    }
    // The host's working directory may be another.
    func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
    if request.takesFile { request.argument = argument.map(absolute) }
    if request.command == .eval { request.field = field.map(absolute) }
    let host = try RunningHost(in: folder)
    if command == .events || command == .attach { return try follow(request, host) }
    if request.isWatch { return try watch(request, host) }
    let reply = try host.send(request)
    if format == .gcc, let problems = JSONValue(parsing: reply)?["problems"]?.array {
      for problem in problems { print(ReplyFormat.line(problem, root: host.root)) }
      return
    }
    if format == .text, let values = JSONValue(parsing: reply)?["kept"]?.array {
      for line in KeptText.lines(values) { print(line) }
      return
    }
    if wait, let problems = JSONValue(parsing: reply)?["problems"]?.array {
      for problem in problems { print(ReplyFormat.line(problem, root: host.root)) }
      if problems.isEmpty { print("error: \(JSONValue(parsing: reply)?["error"]?.string ?? reply)") }
      throw ExitCode(1)
    }
    print(reply)
    // A world may be hundreds of megabytes, which take longer to parse than to write. Its "ok" is written first.
    let isWorld = reply.hasPrefix(#"{"ok":true,"#)
    if !isWorld, JSONValue(parsing: reply)?["ok"] != .bool(true) { throw ExitCode(1) }
  }

  /// Prints events, or what a window shows, until the run ends.
  private func follow(_ request: ControlRequest, _ host: RunningHost) throws {
    let socket = try host.connect()
    guard socket.send(request.line) else { throw HostEnded.beforeAnswer }
    while case .line(let event) = socket.receive() {
      let line = String(decoding: event, as: UTF8.self)
      print(line)
      // A window that is refused; events are never.
      if command == HostCommand.attach.rawValue, line.hasPrefix(#"{"error":"#) { throw ExitCode(1) }
      // A reader of a pipe wants each event when it happens; one that is gone wants none.
      if fflush(nil) != 0 { return }
    }
  }

  /// Prints a value of the world, and again whenever it is another one, until the run ends.
  private func watch(_ request: ControlRequest, _ host: RunningHost) throws {
    let socket = try host.connect()
    var last: JSONValue?
    while socket.send(request.line), case .line(let bytes) = socket.receive() {
      let reply = String(decoding: bytes, as: UTF8.self)
      if let answer = JSONValue(parsing: reply), answer["ok"] == .bool(true) {
        if answer["value"] != last {
          last = answer["value"]
          print(reply)
          if fflush(nil) != 0 { return }
        }
      } else if reply == ControlError.ending.reply.line {
        return
      } else if last == nil, reply != ControlError.noWorld.reply.line {
        // Otherwise the first build takes its time, or another layout lacks the field for a while.
        print(reply)
        throw ExitCode(1)
      }
      usleep(Self.watchInterval)
    }
  }

  /// Microseconds between two looks at a value.
  private static let watchInterval: UInt32 = 50_000
}
