import Foundation

/// Reads the files under `assets/`. Any thread; blocks on the disk.
public struct AssetFolder: Sendable {
  public let root: String

  public init(root: String) { self.root = root }

  /// All files, by path relative to the folder.
  public func readAll() -> [String: AssetContent?] {
    guard let walk = FileManager.default.enumerator(atPath: root) else { return [:] }
    var result: [String: AssetContent?] = [:]
    while let path = walk.nextObject() as? String {
      if walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular, !Self.isIgnored(path) {
        result[path] = read(path)
      }
    }
    return result
  }

  /// The files at these paths, by path relative to the folder; nil for a file that is gone.
  /// - Parameter paths: absolute, or relative to the folder. Folders and hidden files are left out.
  public func read(paths: [String]) -> [String: AssetContent?] {
    var result: [String: AssetContent?] = [:]
    for path in paths {
      let relative = path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
      var isFolder: ObjCBool = false
      if unsafe FileManager.default.fileExists(atPath: root + "/" + relative, isDirectory: &isFolder),
        isFolder.boolValue
      {
        continue
      }
      if !Self.isIgnored(relative) { result.updateValue(read(relative), forKey: relative) }
    }
    return result
  }

  private func read(_ path: String) -> AssetContent? {
    FileManager.default.contents(atPath: root + "/" + path).map { AssetContent($0) }
  }

  private static func isIgnored(_ path: String) -> Bool {
    path.split(separator: "/").contains { $0.hasPrefix(".") || $0.hasSuffix("~") }
  }
}
