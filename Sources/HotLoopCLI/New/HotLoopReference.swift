import Foundation
import HostSystem

/// How the manifest of a new package refers to HotLoop.
enum HotLoopReference: Equatable {
  /// A clone, by an absolute path or by one that is relative to the package.
  case path(String)
  case url(String)

  /// - Parameter package: the folder of the new package, absolute; it need not exist.
  init(clone: String, from package: String) {
    let (parent, name) = (PathText.folder(of: clone), PathText.name(of: clone))
    // Both can be moved together, and a colleague can have them elsewhere.
    let isBeside = DiskFile.real(PathText.folder(of: package)) == parent
    self = .path(isBeside ? "../\(name)" : clone)
  }

  /// Whether a text of the option `--hotloop` is a URL, as git takes it, and not a path.
  static func isURL(_ text: String) -> Bool { text.contains("://") || text.hasPrefix("git@") }

  /// The name of the package in the dependencies of targets.
  var package: String {
    switch self {
    // The manifest gives it, so that the folder of a clone can have any name.
    case .path: "hotloop"
    case .url: identity
    }
  }

  /// The name by which SwiftPM tells packages apart: the last part of where it is from.
  var identity: String {
    switch self {
    case .path(let path): return String(PathText.name(of: path))
    case .url(let url):
      let name = url.split { "/:".contains($0) }.last ?? ""
      return String(name.hasSuffix(".git") ? name.dropLast(4) : name)
    }
  }

  /// The element of `dependencies:`.
  var dependency: String {
    switch self {
    case .path(let path): ".package(name: \"hotloop\", path: \(Self.literal(path)))"
    case .url(let url): ".package(url: \(Self.literal(url)), branch: \"main\")"
    }
  }

  private static func literal(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
