import Foundation
import HostSystem

/// The object of a whole file as it was before edits of bodies, and its text then.
struct PatchBase: Sendable {
  let key: ContentHash
  let text: [UInt8]
}

/// An object with the changed bodies of a file, and the key of the whole file's object that it is linked before.
struct BodyPatchFile: Sendable {
  let object: String
  let base: ContentHash
}

extension BuildRun {
  /// A file whose changed bodies can be compiled alone.
  struct PatchItem: Sendable {
    let source: String
    let key: ContentHash
    let text: [UInt8]
    let base: ContentHash
  }

  /// What to compile of each file of `work`; nil where one of them must be compiled whole.
  func patchItems(_ work: Work, bases: [String: PatchBase]) -> [PatchItem]? {
    guard work.module == nil, work.c.isEmpty, !work.swift.isEmpty, plan.toolchain.lld != nil else {
      return nil
    }
    var items: [PatchItem] = []
    for item in work.swift {
      guard let base = bases[item.source], objects.has(base.key),
        key(swift: item.source, content: ContentHash(of: base.text)) == base.key,
        let content = try? DiskFile.read(item.source),
        ContentHash(of: content) == scan.tree.files[item.source],
        let new = BodySplit(content), let old = BodySplit(base.text), let text = new.text(since: old)
      else { return nil }
      items.append(PatchItem(source: item.source, key: item.key, text: text, base: base.key))
    }
    return items
  }

  /// The objects of the changed bodies. Throws a cancelled build; nil where for whatever reason there is no patch.
  func patches(_ items: [PatchItem]) async throws(BuildError) -> [String: BodyPatchFile]? {
    do {
      let calls = try items.map { try call($0) }
      _ = try await run(calls)
      var patches: [String: BodyPatchFile] = [:]
      for item in items {
        let object = temporary(item, "patch.o")
        let bytes = try BodyPatch.make(
          patch: DiskFile.read(temporary(item, "o")), base: DiskFile.read(objects.path(item.base)))
        try DiskFile.write(bytes, to: object)
        patches[item.source] = BodyPatchFile(object: object, base: item.base)
      }
      return patches
    } catch BuildError.cancelled {
      throw .cancelled
    } catch {
      return nil
    }
  }

  func discard(_ items: [PatchItem]) {
    for item in items {
      for suffix in ["swift", "json", "o", "patch.o"] { DiskFile.remove(temporary(item, suffix)) }
    }
  }

  private func temporary(_ item: PatchItem, _ suffix: String) -> String {
    "\(objects.folder)/\(item.key.hexadecimal).\(processNumber).tmp.\(suffix)"
  }

  private var processNumber: Int32 { ProcessInfo.processInfo.processIdentifier }

  /// The compiler sees the shortened text where the file is, so that names, lines and paths are those of the file.
  private func call(_ item: PatchItem) throws -> ToolCall {
    let text = temporary(item, "swift")
    let overlay = temporary(item, "json")
    try DiskFile.write(item.text, to: text)
    let place = Overlay.Folder(
      name: String(PathText.folder(of: item.source)),
      contents: [.init(name: String(PathText.name(of: item.source)), contents: text)])
    try DiskFile.write(Array(try JSONEncoder().encode(Overlay(roots: [place]))), to: overlay)
    let arguments = plan.compile.patchArguments(
      source: item.source, object: temporary(item, "o"), all: scan.swift, overlay: overlay)
    return ToolCall(tool: plan.toolchain.frontend, arguments: arguments)
  }
}

/// What clang calls a virtual file system: a file in the place of another one.
private struct Overlay: Encodable {
  struct File: Encodable {
    var type = "file"
    let name: String
    let contents: String

    enum CodingKeys: String, CodingKey {
      case type, name
      case contents = "external-contents"
    }
  }

  struct Folder: Encodable {
    var type = "directory"
    let name: String
    let contents: [File]
  }

  var version = 0
  var caseSensitive = "true"
  var useExternalNames = "false"
  let roots: [Folder]

  enum CodingKeys: String, CodingKey {
    case version, roots
    case caseSensitive = "case-sensitive"
    case useExternalNames = "use-external-names"
  }
}
