/// Visits the files below a folder.
///
/// Links to files and folders are followed, as SwiftPM does, but not to a folder that contains the link: that has no end.
public enum FolderWalk {
  public enum Entry: Sendable, Equatable {
    /// Its content may be changed by another name: it is a link, is below a linked folder, or has a hard link.
    case linkedFile
    case file
    /// A link to a folder that is entered.
    case linkedFolder
    /// A link to nothing, or to a folder that contains it.
    case deadLink
  }

  /// - Parameters:
  ///   - enters: whether a folder is visited.
  ///   - body: receives each path; folders only if they are linked.
  public static func visit(
    _ folder: String, enters: (String) -> Bool, _ body: (_ path: String, _ entry: Entry) -> Void
  ) {
    visit(folder, in: folder, isLinked: false, enters, body)
  }

  private static func visit(
    _ folder: String, in root: String, isLinked: Bool, _ enters: (String) -> Bool,
    _ body: (String, Entry) -> Void
  ) {
    for name in DiskFile.names(in: folder) ?? [] {
      let path = folder + "/" + name
      switch DiskFile.kind(of: path) {
      case .folder: if enters(path) { visit(path, in: root, isLinked: isLinked, enters, body) }
      case .file(let names): body(path, isLinked || names > 1 ? .linkedFile : .file)
      case .link: visit(link: path, in: root, enters, body)
      case .other, nil: break
      }
    }
  }

  private static func visit(
    link path: String, in root: String, _ enters: (String) -> Bool, _ body: (String, Entry) -> Void
  ) {
    if DiskFile.isFile(path) { return body(path, .linkedFile) }
    guard DiskFile.isFolder(path) else { return body(path, .deadLink) }
    guard enters(path) else { return }
    if leadsBack(path, root) { return body(path, .deadLink) }
    body(path, .linkedFolder)
    visit(path, in: root, isLinked: true, enters, body)
  }

  /// Whether a link leads to a folder that it is in. `path` may be below other links.
  private static func leadsBack(_ path: String, _ root: String) -> Bool {
    guard let target = DiskFile.real(path) else { return false }
    var folder = PathText.folder(of: path)
    while true {
      guard let real = DiskFile.real(folder) else { return false }
      // Or to one above the root.
      if real == target || PathText.isWithin(real, target) { return true }
      if folder == root || folder == "/" { return false }
      folder = PathText.folder(of: folder)
    }
  }
}
