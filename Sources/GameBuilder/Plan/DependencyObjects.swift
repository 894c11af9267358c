import HostSystem

/// The objects that SwiftPM built for what the game depends on, made ready to be linked again and again.
struct DependencyObjects {
  let toolchain: Toolchain
  /// Where the copies go. Everything else in it is removed.
  let folder: String

  /// The libraries that objects ask for.
  func libraries(of objects: [String]) throws(BuildError) -> [String] {
    do {
      return try Autolink.libraries(of: try objects.map { try DiskFile.read($0) })
    } catch let error as FileError {
      throw .disk(path: error.path, reason: "\(error.errno)")
    } catch {
      throw .toolFailed(tool: toolchain.swiftc, reason: "wrote an object that cannot be read: \(error)")
    }
  }

  /// Copies without debug information: half the time of a link, and a third less memory for each generation. Their
  /// functions keep their names in a backtrace; only the game's own have line numbers. The objects as they are where
  /// the toolchain has no tool for it.
  func strip(_ objects: [String]) async throws(BuildError) -> [String] {
    let tool = toolchain.programs + "/llvm-objcopy"
    guard DiskFile.isExecutable(tool) else { return objects }
    do {
      try DiskFile.makeFolder(folder)
    } catch {
      throw .disk(path: folder, reason: "\(error.errno)")
    }
    var copies: [String] = []
    for object in objects {
      var key = ContentHash(of: object)
      key.combine("\(String(describing: DiskFile.signature(of: object)))")
      let copy = "\(folder)/\(key.hexadecimal).o"
      if !DiskFile.isFile(copy) { try await strip(object, to: copy, with: tool) }
      copies.append(copy)
    }
    for name in DiskFile.names(in: folder) ?? [] where !copies.contains("\(folder)/\(name)") {
      DiskFile.remove("\(folder)/\(name)")
    }
    return copies
  }

  private func strip(_ object: String, to copy: String, with tool: String) async throws(BuildError) {
    let temporary = copy + ".tmp"
    do {
      let result = try await ToolRun.run(tool, ["--strip-debug", object, temporary], in: folder)
      guard result.succeeded else {
        throw BuildError.toolFailed(tool: tool, reason: "failed on \(object): \(result.text)")
      }
      try DiskFile.rename(temporary, to: copy)
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
