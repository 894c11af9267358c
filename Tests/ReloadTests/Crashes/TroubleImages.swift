import CGameABI
import Engine
import Foundation
import GameBuilder
import Synchronization

@testable import HotReload

/// Images of two games with the same world, built by the real compiler: a good one, and a bad one whose faults an asset
/// selects. The source of both is one file of the fixture Trouble.
struct TroubleImages: Sendable {
  let root: String
  let toolchain: Toolchain
  private let good: BuiltImage
  private let bad: BuiltImage
  private let folder: String

  /// - Parameter prepare: edits the package before it is built.
  init(
    _ fixture: String = "Trouble.swift", optimised: Bool = false,
    prepare: (TestPackage) throws -> Void = { _ in }
  ) async throws {
    let testPackage = try TestPackage()
    try prepare(testPackage)
    root = testPackage.root.path
    toolchain = try await Toolchain.find(cache: nil)
    let package = try await GamePackage.find(from: root, toolchain: toolchain)
    let compiler = GameCompiler(package: package, toolchain: toolchain)
    let source = try String(
      contentsOf: TestPackage.repository.appendingPathComponent("Tests/Fixtures/Trouble/\(fixture)"),
      encoding: .utf8)
    try FileManager.default.removeItem(atPath: testPackage.path("Game/Speed.swift"))
    try testPackage.save("Game/Beacon.swift", source)
    bad = try await compiler.build(BuildRequest(optimised: optimised))
    // It reads another asset, so it has no faults, and its world has the previous version.
    try testPackage.save(
      "Game/Beacon.swift",
      source.replacing("\"trouble.txt\"", with: "\"no.txt\"").replacing("Int { 2 }", with: "Int { 1 }"))
    good = try await compiler.build(BuildRequest(optimised: optimised))
    folder = root + "/.hotloop/matrix-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Loads a generation from a path of its own. The copy is kept for backtraces.
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
