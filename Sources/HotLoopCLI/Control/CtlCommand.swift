import ArgumentParser
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload

/// `hotloop ctl COMMAND`: one command to the host that runs in this package.
struct CtlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ctl",
    abstract: "Tell a running hotloop something, or ask it.",
    discussion: "Commands:\n"
      + ControlRequest.Command.allCases.map {
        "  " + $0.rawValue.padding(toLength: 16, withPad: " ", startingAt: 0) + $0.explanation
      }.joined(separator: "\n")
      + "\n\nThe reply is one line of JSON. The exit status is 1 if the command was refused.")

  @Argument(help: "What to do (see above).")
  var command: String

  @Argument(help: "For step: how many ticks. For snapshot, load and screenshot: the file.")
  var argument: String?

  @Option(name: .customLong("package"), help: "The folder of the package that is played.")
  var folder = "."

  func run() throws {
    guard let command = ControlRequest.Command(rawValue: command) else {
      let known = ControlRequest.Command.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("unknown command '\(command)'; there are \(known)")
    }
    let takesFile = [.snapshot, .load, .screenshot].contains(command)
    if takesFile, argument == nil { throw ValidationError("\(command.rawValue) needs a file") }
    // The host has a working directory of its own.
    let argument = takesFile ? argument.map { URL(fileURLWithPath: $0).standardizedFileURL.path } : argument
    let start = URL(fileURLWithPath: folder).standardizedFileURL.path
    guard let root = GamePackage.root(above: start) else {
      throw CommandError(
        "there is no Package.swift in \(start) or above; run this in the package that is played")
    }
    let path = root + "/.hotloop/control.sock"
    let reply = try send(ControlRequest(command: command, argument: argument), to: path)
    print(reply)
    if JSONValue(parsing: reply)?["ok"] != .bool(true) { throw ExitCode(1) }
  }

  private func send(_ request: ControlRequest, to path: String) throws -> String {
    let socket: LineChannel
    do {
      socket = try UnixSocket.connect(path: path)
    } catch {
      throw CommandError("no hotloop runs in this package (\(error)); start it with `hotloop`")
    }
    guard socket.send(request.line), case .line(let reply) = socket.receive() else {
      throw CommandError("hotloop ended before it answered")
    }
    return String(decoding: reply, as: UTF8.self)
  }
}
