import Foundation
import HotLoopProduct

@testable import HotLoopSoak

/// The program `hotloop-soak`, built beside these tests. The host under test is the release build of the clone.
enum SoakProcess {
  /// The package of the reload tests, whose dependencies need not be built twice.
  private static let sharedFolder = URL(fileURLWithPath: Repository.root + "/.build/stories/beacon")

  private static var program: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("hotloop-soak")
  }

  /// - Parameter folder: where the soak puts its copy of the game; a folder that it may overwrite, if nil.
  static func run(_ options: String..., folder: URL? = nil) throws -> (status: Int32, output: String) {
    if let folder { return try run(options, in: folder) }
    let marker = sharedFolder.appendingPathComponent(PackageCopy.marker)
    try FileManager.default.createDirectory(at: sharedFolder, withIntermediateDirectories: true)
    try Data().write(to: marker)
    defer { try? FileManager.default.removeItem(at: marker) }
    return try run(options, in: sharedFolder)
  }

  private static func run(_ options: [String], in folder: URL) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = program
    // Not built here: SwiftPM, which runs the tests, has locked the build folder.
    let hotloop = Repository.root + "/.build/release/hotloop"
    process.arguments = ["--folder", folder.path, "--hotloop", hotloop] + options
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
