import Glibc
import HostSystem

/// The object of a whole file from before edits of bodies, and the source from which it was compiled.
struct PatchBase: Sendable {
  let key: ContentHash
  let source: [UInt8]
}

/// An object with the changed bodies of a file, and the key of the whole file's object that it must be linked before.
struct BodyPatchFile: Sendable {
  let object: String
  let base: ContentHash
}

extension BuildRun {
  /// A file of which only the changed bodies are compiled.
  struct PatchItem: Sendable {
    let path: String
    let key: ContentHash
    /// See ``BodySplit/patchSource(since:)``.
    let patchSource: [UInt8]
    let base: ContentHash
    let splits: (new: BodySplit, base: BodySplit)
  }

  /// The patches that replace compiling `work`. Nil if at least one file must be compiled whole.
  /// - Parameter bases: by path.
  func patchItems(_ work: Work, bases: [String: PatchBase]) -> [PatchItem]? {
    // Only lld is known to take the first of two definitions.
    guard work.modules.isEmpty, work.c.isEmpty, !work.swift.isEmpty, plan.toolchain.lld != nil else {
      return nil
    }
    var items: [PatchItem] = []
    for item in work.swift {
      guard let base = bases[item.source], objects.has(base.key),
        // The rest of the module, as far as the base's object depends on it, is as it was then.
        key(swift: item.source, content: ContentHash(of: base.source)) == base.key,
        let content = try? sent.read(item.source),
        ContentHash(of: content) == scan.tree.files[item.source],
        let new = BodySplit(content), let old = BodySplit(base.source),
        let patchSource = new.patchSource(since: old)
      else { return nil }
      items.append(
        PatchItem(
          path: item.source, key: item.key, patchSource: patchSource, base: base.key, splits: (new, old)))
    }
    return items
  }

  /// Compiles the changed bodies. Returns nil if that fails in any way: the files must be compiled whole. Throws only if the
  /// build is cancelled.
  func patches(_ items: [PatchItem]) async throws(BuildError) -> [String: BodyPatchFile]? {
    do {
      var used: WarmCompiler?
      // One that works ahead has read the files themselves.
      if let item = items.first, items.count == 1, sent.isEmpty,
        let (warm, bodies) = warmCompiler(for: item)
      {
        if try await warm.compile(bodies) { return [item.path: try patch(item, warm.object)] }
        used = warm
      }
      let calls = try items.map { try patchCall($0) }
      _ = try await run(calls)
      if let used { standby?.warm?.reject(used) }
      var patches: [String: BodyPatchFile] = [:]
      for item in items { patches[item.path] = try patch(item, temporary(item, "o")) }
      return patches
    } catch BuildError.cancelled, ToolFailure.cancelled {
      throw .cancelled
    } catch {
      return nil
    }
  }

  /// The compiler that has read a file already, and the bodies that it lacks.
  private func warmCompiler(for item: PatchItem) -> (WarmCompiler, [Int: [UInt8]])? {
    guard let compiler = standby?.warm?.take(item.path, of: module(of: item.path), scan, key: imageKey),
      let bodies = compiler.source.bodies(of: item.splits.new, since: item.splits.base)
    else { return nil }
    return (compiler, bodies)
  }

  private func patch(_ item: PatchItem, _ compiled: String) throws -> BodyPatchFile {
    let object = temporary(item, "patch.o")
    let bytes = try BodyPatch.make(
      patch: DiskFile.read(compiled), base: DiskFile.read(objects.path(item.base)))
    try DiskFile.write(bytes, to: object)
    return BodyPatchFile(object: object, base: item.base)
  }

  func discard(_ items: [PatchItem]) {
    for item in items {
      for suffix in ["swift", "json", "o", "patch.o"] { DiskFile.remove(temporary(item, suffix)) }
    }
  }

  private func temporary(_ item: PatchItem, _ suffix: String) -> String {
    "\(objects.folder)/\(item.key.hexadecimal).\(getpid()).tmp.\(suffix)"
  }

  /// The compiler reads the patch source under the file's own path, so that names, lines and paths stay the same.
  private func patchCall(_ item: PatchItem) throws -> ToolCall {
    let source = temporary(item, "swift")
    let overlay = temporary(item, "json")
    try DiskFile.write(item.patchSource, to: source)
    try DiskFile.write(sent.overlay(replacing: [item.path: source]), to: overlay)
    let module = module(of: item.path)
    let arguments = module.compile.patchArguments(
      source: item.path, object: temporary(item, "o"), all: module.sources.swift, overlay: overlay)
    return ToolCall(tool: plan.toolchain.frontend, arguments: arguments)
  }
}
