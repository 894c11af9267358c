import Foundation
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// What goes wrong is told: where, what, and what to do.
  @Suite(.serialized) struct BuildRefusalTests {
    let game: GameFixture

    init() async throws {
      game = try await RealCompilerTests.shared.value
      try game.reset()
    }

    @Test func anErrorNamesItsPlaceAndSourceLineAndGoesAwayWhenCorrected() async throws {
      let events = BuildEventLog()
      let compiler = try await game.compiler(events)
      _ = try await compiler.build()
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 {\n  x + missing\n}\n")
      let errors = try await rejection { try await compiler.build() }
      let error = try #require(errors.first)
      #expect(error.file == game.root + "/Game/Helper.swift" && error.line == 2 && error.column == 7)
      #expect(error.message == "cannot find 'missing' in scope" && error.sourceLine == "  x + missing")
      #expect(events.story.last == "failed")
      try game.write("game/Game/Helper.swift", GameFixture.helper)
      #expect(try GameFixture.call(try await compiler.build()) == 31)
    }

    @Test func errorsOfAllFilesAreToldOnceEach() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { one }\nstruct {}\n")
      try game.write("game/Game/Other.swift", "func other() -> Int32 { two }\n")
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.filter { $0.message == "expected identifier in struct declaration" }.count == 1)
    }

    @Test func anErrorInAHeaderNamesTheHeader() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      try game.write(
        "game/Game/World/include/world.h", GameFixture.world.replacing("int32_t speed", with: "int33_t speed")
      )
      let errors = try await rejection { try await compiler.build() }
      let error = try #require(errors.first { $0.message.contains("unknown type name 'int33_t'") })
      #expect(error.file == game.root + "/Game/World/include/world.h" && error.line == 3)
    }

    @Test func aBrokenGameDoesNotKeepItsDependenciesFromBeingBuilt() async throws {
      let fresh = try await GameFixture()
      try fresh.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { wrong }\n")
      let compiler = try await fresh.compiler()
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.map(\.message) == ["cannot find 'wrong' in scope"])
      try fresh.write("game/Game/Helper.swift", GameFixture.helper)
      let image = try await compiler.build()
      #expect(try GameFixture.call(image) == 31)
      try await changedDependenciesAreBuiltAgain(fresh, compiler, before: image)
      try await aBrokenManifestIsTold(fresh, compiler)
      try await aTargetThatIsAddedIsFollowed(fresh)
    }

    private func changedDependenciesAreBuiltAgain(
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

    private func aBrokenManifestIsTold(_ game: GameFixture, _ compiler: GameCompiler) async throws {
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

    private func aTargetThatIsAddedIsFollowed(_ game: GameFixture) async throws {
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
      #expect(events.story.contains("package"))
      #expect(await compiler.package.targets.map(\.name).contains("Rules"))
    }

    @Test func aMissingEntryIsToldBeforeAnythingIsLoaded() async throws {
      let compiler = try await game.compiler()
      try game.write("game/Game/Entry.swift", "let nothing = 1\n")
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.first?.message.contains("@c(hotloop_game)") == true)
    }

    @Test func aSymbolThatNobodyDefinesIsNamedAsInTheSource() async throws {
      let compiler = try await game.compiler()
      try game.write(
        "game/Game/Helper.swift",
        """
        @_silgen_name("nowhere_to_be_found") func nowhere() -> Int32
        func helper(_ x: Int32) -> Int32 { nowhere() }
        """)
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.first?.message == "nowhere_to_be_found is used and nowhere defined")
      #expect(errors.first?.notes.first?.message.contains("Helper.swift") == true)
    }

    @Test func aFileThatIsNotUTF8IsToldWithItsName() async throws {
      let compiler = try await game.compiler()
      let path = game.root + "/Game/Helper.swift"
      try Data([0x6C, 0x65, 0x74, 0x20, 0xFF, 0x3D, 0x31]).write(to: URL(fileURLWithPath: path))
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.contains { $0.file == path && $0.message.contains("UTF-8") })
    }

    @Test func aStateFolderThatCannotBeWrittenIsTold() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      // Root may write anywhere, but nobody makes a file below a file.
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
