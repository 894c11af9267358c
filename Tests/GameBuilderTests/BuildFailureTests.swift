import Foundation
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// Failed builds, and their diagnostics.
  @Suite(.serialized) struct BuildFailureTests {
    let game: GameFixture

    init() async throws {
      game = try await RealCompilerTests.shared.value
      try game.reset()
    }

    @Test func `An error has a location and a source line, and disappears when it is fixed`() async throws {
      let events = BuildEventLog()
      let compiler = try await game.compiler(events)
      _ = try await compiler.build()
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 {\n  x + missing\n}\n")
      let errors = try await rejection { try await compiler.build() }
      let error = try #require(errors.first)
      #expect(error.file == game.root + "/Game/Helper.swift" && error.line == 2 && error.column == 7)
      #expect(error.message == "cannot find 'missing' in scope" && error.sourceLine == "  x + missing")
      #expect(events.names.last == "failed")
      try game.write("game/Game/Helper.swift", GameFixture.helper)
      #expect(try GameFixture.call(try await compiler.build()) == 31)
    }

    @Test func `The errors of all files are reported, each once`() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { one }\nstruct {}\n")
      try game.write("game/Game/Other.swift", "func other() -> Int32 { two }\n")
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.filter { $0.message == "expected identifier in struct declaration" }.count == 1)
    }

    @Test func `An error in a header has the path of the header`() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      try game.write(
        "game/Game/World/include/world.h", GameFixture.world.replacing("int32_t speed", with: "int33_t speed")
      )
      let errors = try await rejection { try await compiler.build() }
      let error = try #require(errors.first { $0.message.contains("unknown type name 'int33_t'") })
      #expect(error.file == game.root + "/Game/World/include/world.h" && error.line == 3)
    }

    @Test func `The dependencies of a game that does not compile are built`() async throws {
      let fresh = try await GameFixture()
      try fresh.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { wrong }\n")
      let compiler = try await fresh.compiler()
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.map(\.message) == ["cannot find 'wrong' in scope"])
      try fresh.write("game/Game/Helper.swift", GameFixture.helper)
      let image = try await compiler.build()
      #expect(try GameFixture.call(image) == 31)
      try await expectChangedDependenciesAreBuilt(fresh, compiler, before: image)
      try await expectBrokenManifestIsReported(fresh, compiler)
      try await expectAddedTargetIsBuilt(fresh)
    }

    private func expectChangedDependenciesAreBuilt(
      _ game: GameFixture, _ compiler: GameCompiler, before: BuiltImage
    ) async throws {
      try game.write("dep/Sources/CDep/cdep.c", "#include \"cdep.h\"\nint cdep(void) { return 70; }\n")
      let image = try await compiler.build()
      #expect(try GameFixture.call(image) == 20 + 71 + 3)
      try game.write("game/Sources/GameSDK/Point.swift", "public struct Point { public var y = 1 }\n")
      _ = try await rejection { try await compiler.build() }
      try game.write(
        "game/Sources/GameSDK/Point.swift",
        "public struct Point { public var x: Int32 = 500; public init() {} }\n")
      #expect(try GameFixture.call(try await compiler.build()) == 594)
    }

    private func expectBrokenManifestIsReported(_ game: GameFixture, _ compiler: GameCompiler) async throws {
      try game.write("game/Package.swift", GameFixture.manifest + "\nlet x = nothing\n")
      await #expect {
        try await compiler.build()
      } throws: { error in
        guard case .package(.badManifest(let manifest, let output))? = error as? BuildError else {
          return false
        }
        return manifest == game.root + "/Package.swift" && output.contains("cannot find 'nothing' in scope")
      }
      try game.write("game/Package.swift", GameFixture.manifest)
      #expect(try GameFixture.call(try await compiler.build()) == 594)
    }

    private func expectAddedTargetIsBuilt(_ game: GameFixture) async throws {
      let events = BuildEventLog()
      let compiler = try await game.compiler(events)
      try game.write("game/Sources/Rules/Rules.swift", "public let bonus: Int32 = 9000\n")
      try game.write(
        "game/Package.swift",
        GameFixture.manifest.replacing(
          "dependencies: [\"GameSDK\",", with: "dependencies: [\"Rules\", \"GameSDK\","
        )
        .replacing(
          ".target(name: \"GameSDK\"),", with: ".target(name: \"GameSDK\"), .target(name: \"Rules\"),")
      )
      try game.write("game/Game/Helper.swift", "import Rules\nfunc helper(_ x: Int32) -> Int32 { bonus }\n")
      #expect(try GameFixture.call(try await compiler.build()) == 9574)
      #expect(events.names.contains("package"))
      #expect(await compiler.package.targets.map(\.name).contains("Rules"))
    }

    @Test func `A missing entry function is reported before the image is loaded`() async throws {
      let compiler = try await game.compiler()
      try game.write("game/Game/Entry.swift", "let nothing = 1\n")
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.first?.message.contains("@c(hotloop_game)") == true)
    }

    @Test func `An undefined symbol is reported by its name in the source`() async throws {
      let compiler = try await game.compiler()
      try game.write(
        "game/Game/Helper.swift",
        """
        @_silgen_name("nowhere_to_be_found") func nowhere() -> Int32
        func helper(_ x: Int32) -> Int32 { nowhere() }
        """)
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.first?.message == "nowhere_to_be_found is used but not defined")
      #expect(errors.first?.notes.first?.message.contains("Helper.swift") == true)
    }

    @Test func `A file that is not UTF-8 is reported by its path`() async throws {
      let compiler = try await game.compiler()
      let path = game.root + "/Game/Helper.swift"
      try Data([0x6C, 0x65, 0x74, 0x20, 0xFF, 0x3D, 0x31]).write(to: URL(fileURLWithPath: path))
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.contains { $0.file == path && $0.message.contains("UTF-8") })
    }

    @Test func `A state folder that is not writable is reported`() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      // Root may write anywhere, but even root cannot make a file below a file.
      let objects = game.root + "/.hotloop/images"
      try FileManager.default.removeItem(atPath: objects)
      try game.write("game/.hotloop/images", "in the way")
      defer {
        try? FileManager.default.removeItem(atPath: objects)
        try? FileManager.default.createDirectory(atPath: objects, withIntermediateDirectories: true)
      }
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { 77 }\n")
      let errors = await #expect(throws: BuildError.self) { try await compiler.build() }
      #expect(errors?.diagnostics.isEmpty == false)
    }
  }
}
