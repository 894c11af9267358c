import Engine
import Foundation
import GameBuilder
import WorldState

@testable import HotReload

/// Images of a game that walks at random, built by the real compiler: two whose steps differ, and one whose world has another
/// layout, too.
final class TimeImages {
  let root: String
  let toolchain: Toolchain
  let services: HostServices
  private var loaded: [(image: GameImage, built: BuiltImage)] = []

  init() async throws {
    let testPackage = try TestPackage()
    root = testPackage.root.path
    toolchain = try await Toolchain.find(cache: nil)
    services = HostServices(assets: AssetStore()) { _, _ in }
    let package = try await GamePackage.find(from: root, toolchain: toolchain)
    let compiler = GameCompiler(package: package, toolchain: toolchain)
    let source = try String(
      contentsOf: TestPackage.repository.appendingPathComponent("Tests/Fixtures/Wander/Wander.swift"),
      encoding: .utf8)
    try FileManager.default.removeItem(atPath: testPackage.path("Game/Speed.swift"))
    for (index, stride) in ["{ 1 }", "{ 3 }", "{ 5 }"].enumerated() {
      try testPackage.save("Game/Beacon.swift", source.replacing("Int64 { 1 }", with: "Int64 " + stride))
      if index == 2 {
        try testPackage.edit(
          "Game/World/include/world.h", "  int32_t pushes;\n", "  int32_t pushes;\n  int32_t extra[700];\n")
      }
      let built = try await compiler.build(BuildRequest(optimised: false))
      let path = "\(root)/.hotloop/time-\(UUID().uuidString).so"
      try FileManager.default.copyItem(atPath: built.path, toPath: path)
      loaded.append((try GameImage.load(path: path, services: services), built))
    }
  }

  var count: Int { loaded.count }

  /// What earlier hosts derived in these images is forgotten. Call it on the thread that calls the game.
  func reset() throws {
    let world = try Arena(bytesReserved: 1 << 20)
    for (image, _) in loaded {
      try world.prepareFreshWorld(layout: image.layout, worldVersion: image.worldVersion, seed: 1)
      let notice = ReloadNotice(cause: .force, from: 0, to: 1)
      try expect(
        unsafe GameCalls(image: image).beforeReload(world.headerPointer, notice) == .ok,
        "derived data is dropped")
    }
  }

  func generation(_ number: UInt64, of index: Int, after previous: Generation?) -> Generation {
    Generation(number: number, image: loaded[index].image, built: loaded[index].built, after: previous)
  }
}
