import ArgumentParser
import CommandOptions
import Engine
import Foundation
import GameBuilder
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
      + "\n\nevents needs an end: Ctrl-C, or that of the run; docs/events.md describes its lines."
      + "\n\nThe reply is one line of JSON. The exit status is 1 if the command was rejected.")

  @Argument(help: "The command (see above).")
  var command: String

  @Argument(
    help:
      "For step: the number of ticks. For press: the action. For snapshot, load and screenshot: the file. For answer: the answer. For world: get or set; without it, the whole world is printed. For tweak: list, get, set, write or revert. For time: what to do, such as back, play, loop or now."
  )
  var argument: String?

  @Argument(
    help:
      "For answer: the field, such as World.health, or both: World.hp:World.health. The next question without it. For tweak: the literal, such as Game/Player.swift:6:32 or PlayerTuning.topSpeed; for tweak list: words to look for, in quotes if there are several. For world: the path, such as creatures[3].position.x. For time: ticks or a position. For press: the number of ticks."
  )
  var field: String?

  @Argument(
    parsing: .allUnrecognized,
    help: "For tweak set and world set: the value. For time loop: the last position.")
  var value: [String] = []

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
    // The host's working directory may be another.
    if request.takesFile {
      request.argument = argument.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    }
    let start = URL(fileURLWithPath: folder).standardizedFileURL.path
    guard let root = GamePackage.root(above: start) else {
      throw CommandError(
        "there is no Package.swift in \(start) or above; run this in the package that runs")
    }
    let path = root + "/.hotloop/control.sock"
    if command == .events { return try follow(request, at: path) }
    let reply = try send(request, to: path)
    print(reply)
    // A world may be hundreds of megabytes, which take longer to parse than to write. Its "ok" is written first.
    let isWorld = reply.hasPrefix(#"{"ok":true,"#)
    if !isWorld, JSONValue(parsing: reply)?["ok"] != .bool(true) { throw ExitCode(1) }
  }

  /// Prints events until the run ends.
  private func follow(_ request: ControlRequest, at path: String) throws {
    let socket = try connect(to: path)
    guard socket.send(request.line) else { throw CommandError("hotloop ended before it answered") }
    while case .line(let event) = socket.receive() {
      print(String(decoding: event, as: UTF8.self))
      // A reader of a pipe wants each event when it happens; one that is gone wants none.
      if fflush(nil) != 0 { return }
    }
  }

  private func connect(to path: String) throws -> LineChannel {
    do {
      return try UnixSocket.connect(path: path)
    } catch {
      throw CommandError("no hotloop runs in this package (\(error)); start it with `hotloop`")
    }
  }

  private func send(_ request: ControlRequest, to path: String) throws -> String {
    let socket = try connect(to: path)
    if let host = socket.peer, stateOfProcess(host) == "T" {
      throw CommandError(
        "hotloop (process \(host)) is suspended and cannot answer; continue it with `fg` in its terminal")
    }
    guard socket.send(request.line), case .line(let reply) = socket.receive() else {
      // It was ending already, which is what was asked for.
      if request.command == .quit { return JSONValue.object(["ok": true]).line }
      throw CommandError("hotloop ended before it answered")
    }
    return String(decoding: reply, as: UTF8.self)
  }
}
