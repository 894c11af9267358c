import GameBuilder
import HostSystem
import HotLoopProduct

/// The floor of a reload: only the compiler and the linker, with the options of a reload, on the files that an edit
/// requires to be compiled. The game must have been built, and no build of it may be running.
struct BareBuild: Sendable {
  /// Nanoseconds.
  struct Times: Sendable {
    let compile: UInt64
    let link: UInt64
    var total: UInt64 { compile + link }
  }

  let package: GamePackage

  /// Compiles what an edit requires to be compiled, and links it.
  func run(_ edit: BenchEdit, _ round: Int, in files: ReloadPackage) throws -> Times {
    let paths = edit.compiled.map { "\(files.root)/\($0.replacing("#", with: "\(round)"))" }
    return try blocking { try await run(paths) }
  }

  /// Compiles files in parallel, and links them with the existing objects of all other files.
  /// - Parameter files: absolute paths of Swift and C files of the game.
  private func run(_ files: [String]) async throws -> Times {
    guard let rebuild = try await PartialRebuild(package: package, files: files) else {
      throw ProgramError("the measured game has no build plan in \(package.state)")
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
    guard result.succeeded else { throw ProgramError("\(call.tool) failed: \(result.text.suffix(2000))") }
  }
}
