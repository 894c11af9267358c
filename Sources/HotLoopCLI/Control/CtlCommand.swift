import ArgumentParser
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
      + "\n\nThe reply is one line of JSON. The exit status is 1 if the command was rejected.")

  @Argument(help: "The command (see above).")
  var command: String

  @Argument(
    help:
      "For step: the number of ticks. For snapshot, load and screenshot: the file. For answer: the answer.")
  var argument: String?

  @Argument(
    help:
      "For answer: the field, such as World.health, or both: World.hp:World.health. The next question without it."
  )
  var field: String?

  @OptionGroup var look: LookOptions

  @Option(name: .customLong("package"), help: "The folder of the package that runs.")
  var folder = "."

  func run() throws {
    guard let command = HostCommand.controlCommand(named: command) else {
      throw ValidationError(ControlRequest.unknown(command))
    }
    let takesFile = [.snapshot, .load, .screenshot].contains(command)
    if takesFile, argument == nil {
      FileHandle.standardError.write(
        Data("Error: \(command.rawValue) needs a file\nUsage: hotloop ctl \(command.rawValue) FILE\n".utf8))
      throw ExitCode.validationFailure
    }
    if command == .answer, !Self.answers.contains(argument ?? "") {
      FileHandle.standardError.write(
        Data(
          ("Error: answer needs one of \(Self.answers.joined(separator: ", "))\n"
            + "Usage: hotloop ctl answer \(Self.answers.joined(separator: "|")) [FIELD]\n").utf8))
      throw ExitCode.validationFailure
    }
    if command != .answer, let field { throw ValidationError("Unexpected argument '\(field)'") }
    if command != .screenshot, !look.isDefault {
      throw ValidationError("--color and --glyphs are for screenshot")
    }
    // The host's working directory may be another.
    let argument = takesFile ? argument.map { URL(fileURLWithPath: $0).standardizedFileURL.path } : argument
    let start = URL(fileURLWithPath: folder).standardizedFileURL.path
    guard let root = GamePackage.root(above: start) else {
      throw CommandError(
        "there is no Package.swift in \(start) or above; run this in the package that runs")
    }
    let path = root + "/.hotloop/control.sock"
    let request = ControlRequest(
      command: command, argument: argument, field: field, color: look.color == "auto" ? nil : look.color,
      glyphs: look.glyphs == "auto" ? nil : look.glyphs)
    let reply = try send(request, to: path)
    print(reply)
    // A world may be hundreds of megabytes, which take longer to parse than to write.
    let isWorld = reply.hasPrefix(#"{"ok":true,"world":"#)
    if !isWorld, JSONValue(parsing: reply)?["ok"] != .bool(true) { throw ExitCode(1) }
  }

  private static let answers = ["renamed", "new", "later", "ask"]

  private func send(_ request: ControlRequest, to path: String) throws -> String {
    let socket: LineChannel
    do {
      socket = try UnixSocket.connect(path: path)
    } catch {
      throw CommandError("no hotloop runs in this package (\(error)); start it with `hotloop`")
    }
    guard socket.send(request.line), case .line(let reply) = socket.receive() else {
      // It was ending already, which is what was asked for.
      if request.command == .quit { return JSONValue.object(["ok": true]).line }
      throw CommandError("hotloop ended before it answered")
    }
    return String(decoding: reply, as: UTF8.self)
  }
}
