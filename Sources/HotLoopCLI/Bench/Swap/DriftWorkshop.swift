import Foundation
import HotReload

/// A package with the measured game in it, in the state folder of the repository: what a run of the benchmark built
/// serves the next.
struct DriftWorkshop {
  let root: String
  let toolchain: Toolchain

  /// - Parameter folder: in a clone of HotLoop, whose SDK becomes a target of the package, so that SwiftPM has nothing to
  ///   resolve.
  init(from folder: String) throws {
    guard let repository = GamePackage.root(above: folder),
      FileManager.default.fileExists(atPath: repository + "/Sources/GameSDK")
    else { throw Refusal("this benchmark builds a game with the SDK of HotLoop: start it in a clone of it") }
    root = repository + "/.hotloop/drift"
    toolchain = try blocking { try await Toolchain.find(cache: repository + "/.hotloop") }
    for name in ["CGameABI", "CGameImage", "GameSDK"] {
      try copy("\(repository)/Sources/\(name)", to: "\(root)/Sources/\(name)")
    }
    try write(Self.manifest, to: "Package.swift")
  }

  /// Two builds of the game that differ in one number, as a save makes them.
  func build() throws -> [BuiltImage] {
    try write(SwapGame.files(pace: 1))
    let compiler = try blocking { [root, toolchain] in
      GameCompiler(
        package: try await GamePackage.find(from: root, toolchain: toolchain), toolchain: toolchain)
    }
    return try [1, 2].map { pace in
      try write(SwapGame.files(pace: pace))
      return try blocking { try await compiler.build() }
    }
  }

  private func write(_ files: [String: String]) throws {
    for (path, text) in files { try write(text, to: path) }
  }

  /// Leaves a file alone that is as it should be: its time tells SwiftPM whether to build.
  private func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: "\(root)/\(path)")
    if (try? String(contentsOf: file, encoding: .utf8)) == text { return }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func copy(_ source: String, to target: String) throws {
    let files = FileManager.default
    if files.contentsEqual(atPath: source, andPath: target) { return }
    try? files.removeItem(atPath: target)
    let folder = URL(fileURLWithPath: target).deletingLastPathComponent()
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    try files.copyItem(atPath: source, toPath: target)
  }

  private static let manifest = """
    // swift-tools-version: 6.2
    import PackageDescription

    let strict: [SwiftSetting] = [
      .swiftLanguageMode(.v6), .strictMemorySafety(), .enableUpcomingFeature("MemberImportVisibility"),
    ]

    let package = Package(
      name: "drift",
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
