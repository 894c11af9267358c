import Foundation
import GameBuilder
import HostSystem
import HotReload

/// The package of the game whose swaps and ticks are measured, in the state folder of the repository: what a run of the
/// benchmark built serves the next.
struct DriftWorkshop {
  private let package: BenchPackage
  var root: String { package.root }
  let toolchain: Toolchain

  /// - Parameter folder: in a clone of HotLoop.
  init(from folder: String) throws {
    let repository = try BenchPackage.repository(above: folder)
    toolchain = try blocking { try await Toolchain.find(cache: repository + "/.hotloop") }
    package = try BenchPackage(at: repository + "/.hotloop/drift", repository: repository)
  }

  /// Two builds of the game that differ in one number, as a save makes them.
  func build() throws -> [BuiltImage] {
    try package.write(SwapGame.files(pace: 1))
    let compiler = try blocking { [root, toolchain] in
      GameCompiler(
        package: try await GamePackage.find(from: root, toolchain: toolchain), toolchain: toolchain)
    }
    return try [1, 2].map { pace in
      try package.write(SwapGame.files(pace: pace))
      return try blocking { try await compiler.build() }
    }
  }
}
