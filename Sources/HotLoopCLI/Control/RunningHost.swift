import CommandOptions
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
    do {
      return try UnixSocket.connect(path: root + "/.hotloop/control.sock")
    } catch {
      throw CommandError("no hotloop runs in this package (\(error)); start it with `hotloop`")
    }
  }
}
