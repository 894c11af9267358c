import Foundation
import HostSystem
import SystemPackage

/// The part of a package's description that building the game needs. Decoded from `swift package dump-package`.
struct PackageDescription: Codable, Sendable {
  struct Target: Codable, Sendable {
    let name: String
    let path: String?
    let exclude: [String]
    let sources: [String]?
    /// Names of other targets, or of products of other packages.
    let dependencies: [Dependency]
  }

  /// One of the forms `{"byName": ["X", …]}`, `{"target": ["X", …]}`, `{"product": ["X", "package", …]}`.
  struct Dependency: Codable, Sendable {
    let byName: [Word]?
    let target: [Word]?
    let product: [Word]?

    /// The name of a target of the same package, if it may be one.
    var targetName: String? { Self.name(target ?? byName) }

    /// The name of a product of another package, if it may be one.
    var productName: String? { Self.name(product ?? byName) }

    private static func name(_ words: [Word]?) -> String? {
      if case .text(let name)? = words?.first { name } else { nil }
    }
  }

  struct Product: Codable, Sendable {
    let name: String
    let targets: [String]
  }

  /// A package that this one depends on.
  struct Requirement: Codable, Sendable {
    struct Folder: Codable, Sendable { let path: String }

    /// Of one that is a folder on this machine, with one element.
    let fileSystem: [Folder]?
  }

  /// An element of a dependency. The first is its name; the others, such as conditions, are not needed.
  enum Word: Codable, Sendable {
    case text(String)
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) { self = .text(text) } else { self = .other }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .other: try container.encodeNil()
      }
    }
  }

  let name: String
  let products: [Product]
  let dependencies: [Requirement]
  let targets: [Target]

  func target(named name: String) -> Target? { targets.first { $0.name == name } }

  /// The folders of the packages that this one depends on by path.
  var localPackages: [String] { dependencies.compactMap { $0.fileSystem?.first?.path } }

  /// The folder of a target's sources by SwiftPM's rules, as an absolute path. Nil if it does not exist.
  func folder(of target: Target, in root: String) -> String? {
    if let path = target.path {
      return FilePath(root).pushing(FilePath(path)).lexicallyNormalized().string
    }
    for parent in ["Sources", "Source", "src", "srcs"] {
      let folder = "\(root)/\(parent)/\(target.name)"
      if DiskFile.isFolder(folder) { return folder }
    }
    // A package with one target may have its files in Sources itself.
    let sources = root + "/Sources"
    return targets.count == 1 && DiskFile.isFolder(sources) ? sources : nil
  }
}
