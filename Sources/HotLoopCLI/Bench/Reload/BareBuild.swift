import GameBuilder
import HostSystem

/// The compiler and the linker alone on the files that an edit makes it necessary to compile, with the options of a
/// reload: the floor of a reload. The game must have been built, and no build of it may be running.
struct BareBuild: Sendable {
  /// Nanoseconds.
  struct Times: Sendable {
    let compile: UInt64
    let link: UInt64
    var total: UInt64 { compile + link }
  }

  let package: GamePackage

  /// Compiles `files` (absolute paths of the game's Swift and C files), as many at a time as there are processors, and
  /// links them with the existing objects of all the others.
  func run(_ files: [String]) async throws -> Times {
    guard let rebuild = try PartialRebuild(package: package, files: files) else {
      throw CommandError("the measured game has no build plan in \(package.state)")
    }
    defer { rebuild.removeObjects() }
    let start = monotonicNow
    try await withThrowingTaskGroup { group in
      for call in rebuild.compilerCalls { group.addTask { try await run(call) } }
      try await group.waitForAll()
    }
    let compile = monotonicNow - start
    let output = package.state + "/images/bare.tmp"
    defer { DiskFile.remove(output) }
    let link = try rebuild.linkerCall(output: output)
    let linkStart = monotonicNow
    try await run(link)
    return Times(compile: compile, link: monotonicNow - linkStart)
  }

  private func run(_ call: ToolCall) async throws {
    let result = try await ToolRun.run(call.tool, call.arguments, in: package.root)
    guard result.succeeded else { throw CommandError("\(call.tool) failed: \(result.text.suffix(2000))") }
  }
}
