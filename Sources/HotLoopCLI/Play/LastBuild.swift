import CommandOptions
import GameBuilder
import Glibc
import HostSystem

/// The newest image of a game, on a machine that has no Swift compiler.
struct LastBuild {
  private let root: String
  private let image: String
  private let player: String

  /// Nil if there is a compiler, or nothing to play without one.
  /// - Parameter root: of the package.
  init?(_ root: String) {
    guard ProgramSearch().find("swiftc") == nil,
      let image = ImageFile.newest(in: root + "/.hotloop/images"), let player = PlayerProgram.found
    else { return nil }
    self.root = root
    self.image = image
    self.player = player
  }

  /// Replaces this process by a run of it.
  /// - Parameter arguments: further ones for the player.
  func play(_ arguments: [String]) throws {
    notice(
      "there is no Swift compiler in PATH, so the last build is played: saves are not seen, and values cannot be tweaked"
    )
    var words =
      unsafe ([player, "--bundle", root, "--image", image] + arguments).map { unsafe strdup($0) } + [nil]
    unsafe execv(player, &words)
    throw CommandError("\(player) cannot be run: \(unsafe String(cString: strerror(errno)))")
  }
}
