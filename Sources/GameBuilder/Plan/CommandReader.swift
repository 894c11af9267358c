import HostSystem

/// Asks the drivers, swiftc and clang, how they call the compiler and the linker. The drivers themselves take longer than a
/// small compilation, so a build does not use them.
struct CommandReader {
  let package: GamePackage
  let toolchain: Toolchain

  /// - Parameters:
  ///   - arguments: SwiftPM's command for the game's module, beginning with the driver.
  ///   - sample: one of the game's Swift files.
  func compileCommand(
    _ arguments: [String], sample: String, optimised: Bool
  ) async throws(BuildError) -> CompileCommand {
    let driver = arguments[0]
    let output = try await ask(
      driver, CompileCommand.driverArguments(from: arguments, source: sample, optimised: optimised))
    guard let command = CompileCommand(driverOutput: output, source: sample) else {
      throw .toolFailed(
        tool: driver, reason: "does not print how it calls the compiler; it printed:\n\(output)")
    }
    return command
  }

  func linkCommand() async throws(BuildError) -> LinkCommand {
    // clang prints a command only for files that exist.
    let objectPath = package.state + "/objects/empty.o"
    do {
      try DiskFile.write([], to: objectPath)
    } catch {
      throw .disk(path: objectPath, reason: "\(error.errno)")
    }
    let output = try await ask(
      toolchain.swiftc, LinkCommand.driverArguments(toolchain: toolchain, objectPath: objectPath))
    guard let (clang, arguments) = LinkCommand.clangArguments(driverOutput: output) else {
      throw .toolFailed(
        tool: toolchain.swiftc, reason: "does not print how it links; it printed:\n\(output)")
    }
    let answer = try await ask(clang, arguments)
    guard let command = LinkCommand(clangOutput: answer, objectPath: objectPath) else {
      throw .toolFailed(
        tool: clang, reason: "does not print how it calls the linker; it printed:\n\(answer)")
    }
    return command
  }

  private func ask(_ tool: String, _ arguments: [String]) async throws(BuildError) -> String {
    do {
      return try await ToolRun.run(tool, arguments, in: package.root).text
    } catch {
      throw BuildError(error)
    }
  }
}
