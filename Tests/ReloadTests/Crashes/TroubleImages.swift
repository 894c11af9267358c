import CGameABI
import Engine
import Foundation
import GameBuilder
import Synchronization

@testable import HotReload

/// Images of two games for one world, by the real compiler: one that does nothing, and one that crashes where an
/// asset says.
struct TroubleImages: Sendable {
  let root: String
  let toolchain: Toolchain
  private let good: BuiltImage
  private let bad: BuiltImage
  private let folder: String

  init() async throws {
    let testPackage = try TestPackage()
    root = testPackage.root.path
    toolchain = try await Toolchain.find(cache: nil)
    let package = try await GamePackage.find(from: root, toolchain: toolchain)
    let compiler = GameCompiler(package: package, toolchain: toolchain)
    let source = try String(
      contentsOf: TestPackage.repository.appendingPathComponent("Tests/Fixtures/Trouble/Trouble.swift"),
      encoding: .utf8)
    try FileManager.default.removeItem(atPath: testPackage.path("Game/Speed.swift"))
    try testPackage.save("Game/Beacon.swift", source)
    bad = try await compiler.build()
    // Without a plan it does nothing, whatever the asset says, and its world is of the version before.
    try testPackage.save(
      "Game/Beacon.swift",
      source.replacing("\"trouble.txt\"", with: "\"no.txt\"").replacing("Int { 2 }", with: "Int { 1 }"))
    good = try await compiler.build()
    folder = root + "/.hotloop/matrix-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Another generation, loaded from a path of its own. The path of the bad one stays, for its backtraces.
  func load(_ number: UInt64, isGood: Bool, _ services: HostServices, after: Generation?) throws -> Generation
  {
    let built = isGood ? good : bad
    let path = "\(folder)/\(UUID().uuidString).so"
    try FileManager.default.copyItem(atPath: built.path, toPath: path)
    return Generation(
      number: number, image: try GameImage.load(path: path, services: services), built: built, after: after)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
