import Foundation
import HostSystem

/// Reads the files under `assets/`. Any thread; blocks on the disk.
public struct AssetFolder: Sendable {
  public let root: String

  public init(root: String) { self.root = root }

  /// All files, by path relative to the folder. Links are followed.
  public func readAll() -> [String: AssetContent?] {
    var known: [String: FileSignature] = [:]
    return read(changedSince: &known)
  }

  /// The files that changed, by path relative to the folder; nil for a file that is gone or cannot be read.
  /// - Parameter known: by path, what the last call returned here; empty to read all files.
  public func read(changedSince known: inout [String: FileSignature]) -> [String: AssetContent?] {
    var result: [String: AssetContent?] = [:]
    var found: [String: FileSignature] = [:]
    visit { path, entry in
      guard entry == .file || entry == .linkedFile, found[path] == nil else { return }
      // Before the content: a later change is read by the next call.
      guard let signature = DiskFile.signature(of: root + "/" + path) else { return }
      if signature != known[path] { result.updateValue(read(path), forKey: path) }
      found[path] = signature
    }
    for path in known.keys where found[path] == nil { result.updateValue(nil, forKey: path) }
    known = found
    return result
  }

  /// The links that lead nowhere, and the files whose names differ only in the way they are written.
  public func problems() -> [FileProblem] {
    var paths: [String] = []
    var problems: [FileProblem] = []
    visit { path, entry in
      if entry != .linkedFolder { paths.append(path) }
      if entry == .deadLink {
        problems.append(
          FileProblem(file: "assets/" + path, line: 0, message: DiskFile.deadLinkReason(root + "/" + path)))
      }
    }
    for (first, second) in PathText.lookAlikes(paths) {
      problems.append(
        FileProblem(
          file: "assets/" + first, line: 0,
          message: PathText.lookAlikeReason("assets/" + first, "assets/" + second)))
    }
    return problems
  }

  /// The files at these paths, by path relative to the folder; nil for a file that is gone.
  /// - Parameter paths: absolute, or relative to the folder. Folders and hidden files are left out.
  public func read(paths: [String]) -> [String: AssetContent?] {
    var result: [String: AssetContent?] = [:]
    for path in paths {
      let relative = path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
      if DiskFile.isFolder(root + "/" + relative) { continue }
      if !Self.isIgnored(relative) { result.updateValue(read(relative), forKey: relative) }
    }
    return result
  }

  /// Calls `body` with the path of each file and link, relative to the folder.
  private func visit(_ body: (String, FolderWalk.Entry) -> Void) {
    func enters(_ folder: String) -> Bool { !Self.isIgnored(PathText.relative(folder, to: root)) }
    FolderWalk.visit(root, enters: enters) { path, entry in
      let path = PathText.relative(path, to: root)
      if !Self.isIgnored(path) { body(path, entry) }
    }
  }

  private func read(_ path: String) -> AssetContent? {
    FileManager.default.contents(atPath: root + "/" + path).map { AssetContent($0) }
  }

  private static func isIgnored(_ path: String) -> Bool {
    path.split(separator: "/").contains { $0.hasPrefix(".") || $0.hasSuffix("~") }
  }
}
