import Foundation
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// The real compiler and linker on a real package.
  @Suite(.serialized) struct BuildTests {
    let game: GameFixture

    init() async throws {
      game = try await RealCompilerTests.shared.value
      try game.reset()
    }

    @Test func `A new package is built, loaded and called`() async throws {
      let events = BuildEventLog()
      let compiler = try await game.compiler(events)
      let image = try await compiler.build()
      #expect(try GameFixture.call(image) == 20 + 8 + 0 + 3)
      #expect(events.names.last == "finished")
      #expect(!image.optimised && image.sources.files.count == 9)
      #expect(try String(contentsOfFile: game.root + "/.hotloop/.gitignore", encoding: .utf8) == "*\n")
    }

    @Test func `An edited body compiles one file`() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { x * 31 }\n")
      let image = try await compiler.build()
      #expect(image.compiled == ["Helper.swift"])
      #expect(try GameFixture.call(image, 2) == 62 + 11)
    }

    @Test func `An expression in place of a number compiles one file, if the type is written`() async throws {
      let compiler = try await game.compiler()
      func build(_ value: String) async throws -> (result: Int32, files: [String]) {
        try game.write(
          "game/Game/Helper.swift",
          """
          enum Tuning { static let step: Int32 = \(value) }
          func helper(_ x: Int32) -> Int32 { x * Tuning.step + doubled() }
          func doubled() -> Int32 { 2 * Tuning.step }
          """)
        let image = try await compiler.build()
        return (try GameFixture.call(image, 2), image.compiled)
      }
      let first = try await build("5").result
      for (value, difference) in [("3 + Int32(4.5)", 8), ("6", 4), ("Int32([7, 8].max() ?? 0)", 12)] {
        let (result, files) = try await build(value)
        #expect(result == first + Int32(difference) && files == ["Helper.swift"], "\(value): \(files)")
      }
    }

    @Test func `An edited signature compiles the files that may depend on it`() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      try game.write(
        "game/Game/Helper.swift", "func helper(_ x: Int32, by y: Int32 = 13) -> Int32 { x * y }\n")
      let image = try await compiler.build()
      #expect(image.compiled == ["Entry.swift", "Helper.swift"])
      #expect(try GameFixture.call(image, 2) == 26 + 11)
    }

    @Test func `An edited header compiles everything`() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      try game.write(
        "game/Game/World/include/world.h",
        GameFixture.world.replacing("int32_t speed;", with: "int32_t pad[7]; int32_t speed;"))
      try game.write(
        "game/Game/Entry.swift",
        """
        import World
        @c(hotloop_game) public func entry(_ x: Int32) -> Int32 {
          var world = Pace()
          world.speed = 4
          return Int32(MemoryLayout<Pace>.size) + world_scale() + helper(x)
        }
        """)
      let image = try await compiler.build()
      #expect(image.compiled == ["Entry.swift", "Helper.swift", "world.c"])
      #expect(try GameFixture.call(image) == 32 + 5 + 20)
    }

    @Test func `An edited C file is compiled alone`() async throws {
      try game.write(
        "game/Game/Entry.swift",
        "import World\n@c(hotloop_game) public func entry(_ x: Int32) -> Int32 { world_scale() }\n")
      let compiler = try await game.compiler()
      #expect(try GameFixture.call(try await compiler.build()) == 5)
      try game.write(
        "game/Game/World/world.c", "#include \"world.h\"\nint32_t world_scale(void) { return 6; }\n")
      let image = try await compiler.build()
      #expect(image.compiled == ["world.c"])
      #expect(try GameFixture.call(image) == 6)
    }

    @Test func `New, renamed and deleted files are taken into account`() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      try game.write("game/Game/More/Extra.swift", "let extra: Int32 = 100\n")
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { x + extra }\n")
      #expect(try GameFixture.call(try await compiler.build()) == 110 + 11)
      try FileManager.default.moveItem(
        atPath: game.root + "/Game/More/Extra.swift", toPath: game.root + "/Game/Bonus.swift")
      #expect(try GameFixture.call(try await compiler.build()) == 110 + 11)
      try game.remove("game/Game/Bonus.swift")
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.first?.message.contains("cannot find 'extra' in scope") == true)
    }

    @Test func `A save without a change reuses the image under another path`() async throws {
      let events = BuildEventLog()
      let compiler = try await game.compiler(events)
      let first = try await compiler.build()
      try game.write("game/Game/Helper.swift", GameFixture.helper)
      events.clear()
      let second = try await compiler.build()
      #expect(second.reused && second.sourceHash == first.sourceHash && second.compiledFiles.isEmpty)
      #expect(second.sources.changes(since: first.sources).isEmpty)
      #expect(second.path != first.path)
      #expect(events.names == ["finished"])
    }

    @Test func `A forced build compiles everything`() async throws {
      let compiler = try await game.compiler()
      let first = try await compiler.build()
      let second = try await compiler.build(BuildRequest(force: true))
      #expect(
        second.compiled == ["Dep.swift", "Entry.swift", "Helper.swift", "cdep.c", "world.c"] && !second.reused
      )
      #expect(second.path != first.path && second.sourceHash == first.sourceHash)
    }

    @Test func `A second start runs no compiler`() async throws {
      let first = try await game.compiler().build()
      let events = BuildEventLog()
      let second = try await game.compiler(events).build()
      #expect(second.reused && events.names == ["finished"])
      #expect(second.path == first.path, "another process may load the same file")
      let newest = try await game.compiler().newestImage()
      #expect(newest?.sourceHash == first.sourceHash)
    }

    @Test func `A truncated image of an earlier run is not reused`() async throws {
      // A source that no other test uses: the image must not be loaded when it is truncated.
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { x + 10 }\n")
      let first = try await game.compiler().build()
      let file = try #require(FileHandle(forWritingAtPath: first.path))
      try file.truncate(atOffset: 2000)
      try file.close()
      let second = try await game.compiler().build()
      #expect(try GameFixture.call(second) == 31)
    }

    @Test func `The optimised image behaves the same`() async throws {
      let compiler = try await game.compiler()
      let plain = try await compiler.build()
      let optimised = try await compiler.build(BuildRequest(optimised: true))
      #expect(optimised.optimised && optimised.sourceHash == plain.sourceHash && optimised.path != plain.path)
      #expect(try GameFixture.call(optimised) == 31)
    }

    @Test func `A save during a build supersedes the build`() async throws {
      let events = BuildEventLog()
      let compiler = try await game.compiler(events)
      _ = try await compiler.build()
      for value in 1...8 {
        try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { \(value) }\n")
        let superseded = Task { try await compiler.build() }
        while !events.names.contains("started Helper.swift") { await Task.yield() }
        events.clear()
        superseded.cancel()
        try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { 1000 + \(value) }\n")
        let image = try await compiler.build()
        #expect(try GameFixture.call(image) == Int32(1000 + value) + 11)
        let outcome = await superseded.result
        if case .success(let early) = outcome {
          #expect(
            try GameFixture.call(early) == Int32(value) + 11, "it may have finished before it was cancelled")
        } else {
          #expect(throws: BuildError.cancelled) { try outcome.get() }
        }
        events.clear()
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: game.root + "/.hotloop/objects")
      #expect(left.filter { $0.contains(".tmp") } == [])
    }

    @Test func `A file that is saved while it is compiled is never stale`() async throws {
      let events = BuildEventLog()
      let compiler = try await game.compiler(events)
      _ = try await compiler.build()
      // The build is not cancelled: it must detect the change itself.
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { 41 }\n")
      events.clear()
      let build = Task { try await compiler.build() }
      while events.all.isEmpty { await Task.yield() }
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { 42 }\n")
      #expect(try GameFixture.call(try await build.value) == 42 + 11)
      #expect(try GameFixture.call(try await compiler.build()) == 42 + 11)
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { 41 }\n")
      #expect(try GameFixture.call(try await compiler.build()) == 41 + 11)
    }
  }
}
