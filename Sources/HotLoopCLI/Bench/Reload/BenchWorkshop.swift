import Foundation

/// A package in a temporary folder for the games that are measured. It has the SDK of this repository as targets of its
/// own, so that SwiftPM has nothing to resolve and to fetch.
final class BenchWorkshop {
  let root: String
  private let files = FileManager.default

  /// - Parameter repository: a clone of HotLoop.
  init(repository: String) throws {
    let folder = files.temporaryDirectory.appendingPathComponent("hotloop-bench-\(getpid())")
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    root = folder.resolvingSymlinksInPath().path
    for name in ["CGameABI", "CGameImage", "GameSDK"] {
      try copy("\(repository)/Sources/\(name)", to: "\(root)/Sources/\(name)")
    }
    try copy("\(repository)/assets", to: "\(root)/assets")
    try write(Self.manifest, to: "Package.swift")
  }

  deinit { try? files.removeItem(atPath: root) }

  /// The files of `Game/` of the repository.
  static func shippedFiles(repository: String) throws -> [String: String] {
    var texts: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: repository + "/Game") {
      guard [".swift", ".h", ".c"].contains(where: name.hasSuffix) else { continue }
      texts["Game/" + name] = try String(contentsOfFile: "\(repository)/Game/\(name)", encoding: .utf8)
    }
    return texts
  }

  /// Puts a game in the place of the one before.
  func install(_ game: BenchGame) throws {
    try? files.removeItem(atPath: root + "/Game")
    for (path, text) in game.files { try write(text, to: path) }
  }

  /// Saves a file in place.
  func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: "\(root)/\(path)")
    try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func copy(_ source: String, to target: String) throws {
    let folder = URL(fileURLWithPath: target).deletingLastPathComponent()
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    guard files.fileExists(atPath: source) else {
      throw Refusal("\(source) is missing; bench reload needs a clone of HotLoop: start it there")
    }
    try files.copyItem(atPath: source, toPath: target)
  }

  private static let manifest = """
    // swift-tools-version: 6.2
    import PackageDescription

    let strict: [SwiftSetting] = [
      .swiftLanguageMode(.v6), .strictMemorySafety(), .enableUpcomingFeature("MemberImportVisibility"),
    ]

    let package = Package(
      name: "bench",
      targets: [
        .target(name: "CGameABI"),
        .target(name: "CGameImage"),
        .target(name: "GameSDK", dependencies: ["CGameABI", "CGameImage"], swiftSettings: strict),
        .target(name: "World", dependencies: ["CGameABI"], path: "Game/World"),
        .target(
          name: "Game", dependencies: ["GameSDK", "World"], path: "Game", exclude: ["World"],
          swiftSettings: strict),
      ]
    )

    """
}
