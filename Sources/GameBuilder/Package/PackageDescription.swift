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

    /// The name of a target of the same package, if it may be one.
    var targetName: String? {
      for case .text(let name)? in [target?.first, byName?.first] { return name }
      return nil
    }
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
  let targets: [Target]

  func target(named name: String) -> Target? { targets.first { $0.name == name } }

  /// A target and the targets of this package it depends on, directly or through others.
  func closure(of name: String) -> [Target] {
    var found: [Target] = []
    var pending = [name]
    while let next = pending.popLast() {
      guard let target = target(named: next), !found.contains(where: { $0.name == next }) else { continue }
      found.append(target)
      pending += target.dependencies.compactMap(\.targetName)
    }
    return found
  }

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
