import Foundation
import GameBuilder
import HotReload

/// A package for a game that is measured. It has the SDK of this repository as targets of its own, so that SwiftPM has
/// nothing to resolve and to fetch.
struct BenchPackage {
  let root: String
  private let files = FileManager.default

  /// - Parameter repository: a clone of HotLoop.
  init(at root: String, repository: String) throws {
    self.root = root
    for name in ["CCellWidth", "CGameABI", "CGameImage", "GameSDK"] {
      try copy("\(repository)/Sources/\(name)", to: "Sources/\(name)")
    }
    try write(Self.manifest, to: "Package.swift")
  }

  /// The clone of HotLoop that a folder is in.
  static func repository(above folder: String) throws -> String {
    guard let root = GamePackage.root(above: folder),
      FileManager.default.fileExists(atPath: root + "/Sources/GameSDK")
    else {
      throw CommandError("this benchmark builds a game with the SDK of HotLoop: start it in a clone of it")
    }
    return root
  }

  /// Saves a file in place. One that is as it should be is left alone: its time tells SwiftPM whether to build.
  func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: "\(root)/\(path)")
    if (try? String(contentsOf: file, encoding: .utf8)) == text { return }
    try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func write(_ texts: [String: String]) throws {
    for (path, text) in texts { try write(text, to: path) }
  }

  /// Copies a file or a folder, if it is not the same already.
  func copy(_ source: String, to path: String) throws {
    let target = "\(root)/\(path)"
    if files.contentsEqual(atPath: source, andPath: target) { return }
    try? files.removeItem(atPath: target)
    let folder = URL(fileURLWithPath: target).deletingLastPathComponent()
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    try files.copyItem(atPath: source, toPath: target)
  }

  func remove(_ path: String) { try? files.removeItem(atPath: "\(root)/\(path)") }

  private static let manifest = """
    // swift-tools-version: 6.2
    import PackageDescription

    let strict: [SwiftSetting] = [
      .swiftLanguageMode(.v6), .strictMemorySafety(), .enableUpcomingFeature("MemberImportVisibility"),
    ]

    let package = Package(
      name: "bench",
      targets: [
        .target(name: "CCellWidth", exclude: ["generate-tables"]),
        .target(name: "CGameABI"),
        .target(name: "CGameImage"),
        .target(
          name: "GameSDK", dependencies: ["CCellWidth", "CGameABI", "CGameImage"], swiftSettings: strict),
        .target(name: "World", dependencies: ["CGameABI"], path: "Game/World"),
        .target(
          name: "Game", dependencies: ["GameSDK", "World"], path: "Game", exclude: ["World"],
          swiftSettings: strict),
      ]
    )

    """
}
