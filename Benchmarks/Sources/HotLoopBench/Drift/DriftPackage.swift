import GameBuilder
import HostSystem
import HotLoopProduct

/// The package of the game Drift, in the state folder of the repository: a later run reuses what this one built.
struct DriftPackage {
  private let package: BenchPackage
  var root: String { package.root }
  let toolchain: Toolchain

  init() throws {
    let state = Repository.root + "/.hotloop"
    toolchain = try blocking { try await Toolchain.find(cache: state) }
    package = try BenchPackage(at: state + "/drift", repository: Repository.root)
  }

  /// Builds two versions of the game that differ in one number, as after a save.
  func build() throws -> [BuiltImage] {
    try package.write(DriftSource.files(pace: 1))
    let compiler = try blocking { [root, toolchain] in
      GameCompiler(
        package: try await GamePackage.find(from: root, toolchain: toolchain), toolchain: toolchain)
    }
    return try [1, 2].map { pace in
      try package.write(DriftSource.files(pace: pace))
      return try blocking { try await compiler.build() }
    }
  }
}
