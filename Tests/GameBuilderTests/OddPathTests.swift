import Foundation
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// Diagnostics whose paths and source lines contain what looks like a diagnostic.
  @Suite(.serialized) struct OddPathTests {
    @Test func `Paths that look like diagnostics do not confuse the place of an error`() async throws {
      let game = try await GameFixture(in: "My Game (ä) #1 'x' a:7:7: error: b")
      let compiler = try await game.compiler()
      #expect(try GameFixture.call(try await compiler.build()) == 31)

      // In Swift, unoptimised and optimised.
      try game.write("game/Game/Helper.swift", "\nfunc helper(_ x: Int32) -> Int32 { missing }\n")
      for optimised in [false, true] {
        let errors = try await rejection { try await compiler.build(BuildRequest(optimised: optimised)) }
        let error = try #require(errors.first)
        #expect(error.file == game.root + "/Game/Helper.swift" && error.line == 2 && error.column == 36)
        #expect(error.message == "cannot find 'missing' in scope")
        #expect(error.sourceLine == "func helper(_ x: Int32) -> Int32 { missing }")
      }
      try game.write("game/Game/Helper.swift", GameFixture.helper)

      // In a header.
      try game.write(
        "game/Game/World/include/world.h", GameFixture.world.replacing("int32_t speed", with: "int33_t speed")
      )
      var errors = try await rejection { try await compiler.build() }
      let header = try #require(errors.first { $0.message.contains("unknown type name 'int33_t'") })
      #expect(header.file == game.root + "/Game/World/include/world.h" && header.line == 3)
      #expect(!errors.contains { $0.severity == .note })

      // From the linker.
      try game.write(
        "game/Game/World/include/world.h", GameFixture.world + "int32_t absent(int32_t x);\n")
      try game.write(
        "game/Game/Helper.swift", "import World\nfunc helper(_ x: Int32) -> Int32 {\n  absent(x)\n}\n")
      errors = try await rejection { try await compiler.build() }
      #expect(errors.count == 1, "\(errors)")
      #expect(errors.first?.message.hasPrefix("absent ") == true)
      #expect(errors.first?.file == game.root + "/Game/Helper.swift" && errors.first?.line == 3)
      try game.reset()

      // From SwiftPM: in a dependency, and in the manifest.
      try game.write("dep/Sources/Dep/Dep.swift", "import CDep\n\npublic let depValue = nothing\n")
      errors = try await rejection { try await compiler.build() }
      let dependency = try #require(errors.first { $0.message.contains("cannot find 'nothing'") })
      #expect(dependency.file == game.folder + "/dep/Sources/Dep/Dep.swift" && dependency.line == 3)
      try game.write("game/Package.swift", GameFixture.manifest + "\nlet x = nothing\n")
      await #expect {
        try await compiler.build()
      } throws: { error in
        let found = (error as? BuildError)?.diagnostics.first { $0.message.contains("cannot find 'nothing'") }
        return found?.file == game.root + "/Package.swift" && found?.line == 17
      }
    }

    @Test func `A source line that looks like a diagnostic is none`() async throws {
      let game = try await RealCompilerTests.shared.value
      try game.reset()
      let compiler = try await game.compiler()
      try game.write(
        "game/Game/Helper.swift",
        """
        func helper(_ x: Int32) -> Int32 {
        error: while true { break missing }
        return x // /a.swift:3:4: error: nonsense
        }

        """)
      let errors = try await rejection { try await compiler.build() }
      #expect(
        !errors.isEmpty && errors.allSatisfy { $0.file == game.root + "/Game/Helper.swift" }, "\(errors)")
      #expect(errors.first?.line == 2 && errors.first?.sourceLine?.hasPrefix("error: while") == true)
    }

    @Test func `A warning keeps its place when the build succeeds`() async throws {
      let game = try await RealCompilerTests.shared.value
      try game.reset()
      let compiler = try await game.compiler()
      try game.write(
        "game/Game/Helper.swift",
        "func helper(_ x: Int32) -> Int32 {\r\n  let unused = 1\r\n  return x * 2\r\n}\r\n")
      try game.write(
        "game/Game/World/world.c",
        "#include \"world.h\"\n#warning slow\nint32_t world_scale(void) { return 5; }\n")
      let warnings = try await compiler.build().warnings
      let unused = try #require(warnings.first { $0.message.contains("'unused' was never used") })
      #expect(unused.line == 2 && unused.column == 7 && unused.sourceLine == "  let unused = 1")
      let slow = try #require(warnings.first { $0.file == game.root + "/Game/World/world.c" })
      #expect(slow.severity == .warning && slow.line == 2 && slow.message.contains("slow"))
    }
  }
}
