import CommandOptions
import Foundation
import HostSystem

/// The program that plays a game without its source: `hotloop-player`.
enum PlayerProgram {
  private static let name = "hotloop-player"

  /// The one that belongs to this program. In a clone it is built if it is missing.
  /// - Parameter say: receives what is done if that takes a while.
  static func find(_ say: (String) -> Void) throws -> String {
    if let found { return found }
    guard let clone = HotLoopClone.find() else {
      throw CommandError(
        "\(name) is missing beside \(program); install HotLoop again, or run this in a clone of it")
    }
    say("building \(name), which is done once")
    try build(in: clone)
    let path = clone + "/.build/release/" + name
    guard DiskFile.isExecutable(path) else { throw CommandError("\(path) is missing after it was built") }
    return path
  }

  /// The program beside this one, or where `make install` puts it; nil if it is at neither place.
  static var found: String? {
    let folder = PathText.folder(of: program)
    let installed = PathText.folder(of: folder) + "/libexec/hotloop"
    return [folder, installed].map { $0 + "/" + name }.first(where: DiskFile.isExecutable)
  }

  private static var program: String { DiskFile.real("/proc/self/exe") ?? "/" }

  private static func build(in clone: String) throws {
    let swift = Process()
    swift.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    swift.arguments = ["swift", "build", "-c", "release", "--package-path", clone, "--product", name]
    swift.standardOutput = FileHandle.standardError
    do { try swift.run() } catch { throw CommandError("swift cannot be run: \(error)") }
    swift.waitUntilExit()
    guard swift.terminationStatus == 0 else {
      throw CommandError("\(name) cannot be built; what swift says is above")
    }
  }
}
