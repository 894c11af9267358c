import Foundation

/// A package with a game that is measured. It has its own copy of the SDK as targets, so that SwiftPM has no
/// dependencies to resolve and to fetch.
struct BenchPackage {
  let root: String
  private let files = FileManager.default

  /// - Parameters:
  ///   - root: an absolute path. Files that are already there and equal are kept, so that they are not rebuilt.
  ///   - repository: a clone of HotLoop.
  init(at root: String, repository: String) throws {
    self.root = root
    for name in ["CCellWidth", "CGameABI", "CGameImage", "GameSDK"] {
      try copy("\(repository)/Sources/\(name)", to: "Sources/\(name)")
    }
    try write(Self.manifest(), to: "Package.swift")
  }

  /// Gives the game a library of the same package, in the folder of its name; nil for none.
  func setLibrary(_ name: String?) throws { try write(Self.manifest(library: name), to: "Package.swift") }

  /// Saves a file in place, unless it has this content: its modification time tells SwiftPM whether to build.
  func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: "\(root)/\(path)")
    if (try? String(contentsOf: file, encoding: .utf8)) == text { return }
    try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// - Parameter texts: path in the package → content.
  func write(_ texts: [String: String]) throws {
    for (path, text) in texts { try write(text, to: path) }
  }

  /// Copies a file or a folder, unless the target is equal.
  func copy(_ source: String, to path: String) throws {
    let target = "\(root)/\(path)"
    if files.contentsEqual(atPath: source, andPath: target) { return }
    try? files.removeItem(atPath: target)
    let folder = URL(fileURLWithPath: target).deletingLastPathComponent()
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    try files.copyItem(atPath: source, toPath: target)
  }

  func remove(_ path: String) { try? files.removeItem(atPath: "\(root)/\(path)") }

  private static func manifest(library: String? = nil) -> String {
    let libraryTarget = library.map {
      "\n    .target(name: \"\($0)\", path: \"\($0)\", swiftSettings: strict),"
    }
    let dependencies = (["GameSDK", "World"] + (library.map { [$0] } ?? [])).map { "\"\($0)\"" }
    return """
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
          .target(name: "CGameImage", dependencies: ["CGameABI"]),
          .target(
            name: "GameSDK", dependencies: ["CCellWidth", "CGameABI", "CGameImage"], swiftSettings: strict),
          .target(name: "World", dependencies: ["CGameABI"], path: "Game/World"),\(libraryTarget ?? "")
          .target(
            name: "Game", dependencies: [\(dependencies.joined(separator: ", "))], path: "Game", exclude: ["World"],
            swiftSettings: strict),
        ]
      )

      """
  }
}
