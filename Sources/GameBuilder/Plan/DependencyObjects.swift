import HostSystem

/// The objects that SwiftPM built for the game's dependencies, prepared to be linked with every build of the game.
struct DependencyObjects {
  let package: GamePackage
  let toolchain: Toolchain
  /// The folder for stripped copies. Everything else in it is removed.
  private var folder: String { "\(package.state)/dependencies" }

  init(package: GamePackage, toolchain: Toolchain) {
    self.package = package
    self.toolchain = toolchain
  }

  /// Linker arguments for the libraries that objects need.
  func libraries(of objects: [String]) throws(BuildError) -> [String] {
    do {
      return try Autolink().libraries(of: objects) { _ in false }
    } catch let error as FileError {
      throw .disk(path: error.path, reason: "\(error.errno)")
    } catch {
      throw .toolFailed(tool: toolchain.swiftc, reason: "wrote an object that cannot be read: \(error)")
    }
  }

  /// Makes what every build of the game is linked with: one object without debug information.
  ///
  /// Without it a link takes half the time, and a generation two thirds of the memory. In a backtrace, functions of
  /// dependencies have names but no line numbers. One object takes less time than many. What the toolchain has no tool for
  /// is left out.
  func prepare(_ objects: [String]) async throws(BuildError) -> [String] {
    if objects.isEmpty { return [] }
    do {
      try DiskFile.makeFolder(folder, in: package.root)
    } catch {
      throw .disk(path: folder, reason: "\(error.errno)")
    }
    let copies = try await strip(objects)
    let result = try await join(copies)
    for name in DiskFile.names(in: folder) ?? [] {
      let path = "\(folder)/\(name)"
      if !copies.contains(path), !result.contains(path) { DiskFile.remove(path) }
    }
    return result
  }

  private func join(_ objects: [String]) async throws(BuildError) -> [String] {
    guard let lld = toolchain.lld, objects.count > 1 else { return objects }
    var key = ContentHash(of: toolchain.version)
    for object in objects { key.combine("\(object) \(String(describing: DiskFile.signature(of: object)))") }
    let joined = "\(folder)/\(key.hexadecimal).o"
    if !DiskFile.isFile(joined) { try await run(lld, ["-r", "-o"], objects, to: joined) }
    return [joined]
  }

  private func strip(_ objects: [String]) async throws(BuildError) -> [String] {
    let tool = toolchain.programs + "/llvm-objcopy"
    guard DiskFile.isExecutable(tool) else { return objects }
    var copies: [String] = []
    for object in objects {
      var key = ContentHash(of: object)
      key.combine("\(String(describing: DiskFile.signature(of: object)))")
      let copy = "\(folder)/\(key.hexadecimal).o"
      if !DiskFile.isFile(copy) { try await run(tool, ["--strip-debug", object], [], to: copy) }
      copies.append(copy)
    }
    return copies
  }

  /// Runs a tool that writes a file.
  /// - Parameters:
  ///   - first: arguments before the file.
  ///   - last: arguments after it.
  private func run(
    _ tool: String, _ first: [String], _ last: [String], to file: String
  ) async throws(BuildError) {
    let temporary = file + ".tmp"
    do {
      let result = try await ToolRun.run(tool, first + [temporary] + last, in: folder)
      guard result.succeeded else {
        throw BuildError.toolFailed(
          tool: tool, reason: "failed on objects of the dependencies: \(result.text)")
      }
      try DiskFile.rename(temporary, to: file)
    } catch let error as ToolFailure {
      throw BuildError(error)
    } catch let error as FileError {
      throw .disk(path: error.path, reason: "\(error.errno)")
    } catch let error as BuildError {
      throw error
    } catch {
      throw .toolFailed(tool: tool, reason: "\(error)")
    }
  }
}
