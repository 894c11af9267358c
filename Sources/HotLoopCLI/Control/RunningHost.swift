import CommandOptions
import Engine
import Foundation
import GameBuilder
import HostSystem

/// The host that runs in a package, from outside.
struct RunningHost {
  /// The folder of the package.
  let root: String

  /// - Parameter folder: of the package, or one in it.
  init(in folder: String) throws {
    let start = URL(fileURLWithPath: folder).standardizedFileURL.path
    guard let root = GamePackage.root(above: start) else {
      throw CommandError(
        "there is no Package.swift in \(start) or above; run this in the package that runs")
    }
    self.root = root
  }

  /// Throws if no host runs.
  func connect() throws -> LineChannel {
    let channel: LineChannel
    do {
      channel = try UnixSocket.connect(path: root + "/.hotloop/control.sock")
    } catch {
      throw CommandError("no hotloop runs in this package (\(error)); start it with `hotloop`")
    }
    guard channel.isToThisUser else { throw CommandError(ControlError.otherUser.message) }
    return channel
  }

  /// Sends a request that has one answer.
  /// - Returns: the reply, a line of JSON.
  func send(_ request: ControlRequest) throws -> String {
    let socket = try connect()
    if let process = socket.peer, let state = stateOfProcess(process), let way = Self.wayOn[state] {
      throw CommandError("hotloop (process \(process)) is \(way)")
    }
    guard socket.send(request.line), case .line(let reply) = socket.receive() else {
      // It was ending already, which is what was asked for.
      if request.command == .quit { return JSONValue.object(["ok": true]).line }
      throw HostEnded.beforeAnswer
    }
    return String(decoding: reply, as: UTF8.self)
  }

  /// The states of a process that cannot answer.
  private static let wayOn: [Character: String] = [
    "T": "suspended and cannot answer; continue it with `fg` in its terminal",
    "t": "stopped by a debugger and cannot answer; continue it there",
  ]
}

/// There is no answer to a request.
enum HostEnded: Error, CustomStringConvertible {
  case beforeAnswer

  var description: String { "hotloop ended before it answered" }
}
