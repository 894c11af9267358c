import Foundation
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// Edits of the libraries that a game's author writes: of the same package, and of one beside it.
  @Suite(.serialized) struct BuildLibraryTests {
    /// A game that imports `Kit` and `Dep`. `Kit` imports `Base` and the game's C target.
    private static let shared = Task {
      let game = try await GameFixture()
      try game.write(
        "game/Package.swift",
        GameFixture.manifest.replacing(
          ".target(name: \"GameSDK\"),",
          with: """
            .target(name: "GameSDK"), .target(name: "Base"),
            .target(name: "Kit", dependencies: ["Base", "World"]),
            """
        ).replacing("[\"GameSDK\", \"World\", .product", with: "[\"GameSDK\", \"World\", \"Kit\", .product"))
      return game
    }

    private let game: GameFixture
    private let events = BuildEventLog()

    init() async throws {
      game = try await Self.shared.value
      try game.reset()
      for (path, text) in Self.sources { try game.write(path, text) }
      for path in ["game/Sources/Kit/More.swift", "dep/Sources/Dep/More.swift"] { try? game.remove(path) }
    }

    private static let sources = [
      "game/Game/Entry.swift": """
      import Base
      import Dep
      import Kit
      @c(hotloop_game) public func entry(_ x: Int32) -> Int32 {
        kit(x) * 1000 + Int32(MemoryLayout<Unit>.size) * 100 + depValue()
      }
      """,
      "game/Game/Helper.swift": "func helper() -> Int32 { 1 }\n",
      "game/Sources/Base/Base.swift": """
      public struct Unit {
        public var value: Int32 = 1
        public init() {}
        public func grown() -> Int32 { value + 1 }
      }
      """,
      "game/Sources/Kit/Kit.swift": """
      import Base
      import World
      public func kit(_ x: Int32) -> Int32 { x + Unit().grown() + scaled() }
      """,
      "game/Sources/Kit/Scale.swift": """
      import World
      func scaled() -> Int32 { world_scale() + Pace(speed: 1).speed }
      """,
      "dep/Sources/CDep/cdep.c": "#include \"cdep.h\"\nint cdep(void) { return 7; }\n",
      "dep/Sources/Dep/Dep.swift": "import CDep\npublic func depValue() -> Int32 { cdep() + 1 }\n",
    ]

    struct Edit: CustomTestStringConvertible {
      let testDescription: String
      let path: String
      let from: String
      let to: String
      let compiled: [String]
      let result: Int32
    }

    static let edits = [
      Edit(
        testDescription: "a body in a library of the same package",
        path: "game/Sources/Base/Base.swift", from: "value + 1", to: "value + 5",
        compiled: ["Base.swift"], result: 22_408),
      Edit(
        testDescription: "a body in a library beside the package",
        path: "dep/Sources/Dep/Dep.swift", from: "cdep() + 1", to: "cdep() + 2",
        compiled: ["Dep.swift"], result: 18_409),
      Edit(
        testDescription: "a C file of a library beside the package",
        path: "dep/Sources/CDep/cdep.c", from: "return 7", to: "return 9",
        compiled: ["cdep.c"], result: 18_410),
      Edit(
        testDescription: "the layout of a type that the game and another library use",
        path: "game/Sources/Base/Base.swift", from: "public init",
        to: "public var more: Int64 = 2; public init",
        compiled: ["Base.swift", "Entry.swift", "Helper.swift", "Kit.swift", "Scale.swift"], result: 19_608),
      Edit(
        testDescription: "an interface that only its own module can see",
        path: "game/Sources/Kit/Scale.swift", from: "scaled() ->", to: "scaled(_ y: Int32 = 3) ->",
        compiled: ["Entry.swift", "Helper.swift", "Kit.swift", "Scale.swift"], result: 18_408),
      Edit(
        testDescription: "a function whose body other modules contain",
        path: "game/Sources/Base/Base.swift", from: "public func", to: "@inlinable public func",
        compiled: ["Base.swift", "Entry.swift", "Helper.swift", "Kit.swift", "Scale.swift"], result: 18_408),
      Edit(
        testDescription: "a new file of a library",
        path: "game/Sources/Kit/More.swift", from: "", to: "func more() -> Int32 { 4 }\n",
        compiled: ["Entry.swift", "Helper.swift", "More.swift"], result: 18_408),
    ]

    @Test(arguments: edits) func `An edit compiles what depends on it, without SwiftPM`(_ edit: Edit)
      async throws
    {
      let compiler = try await game.compiler(events)
      #expect(try GameFixture.call(await compiler.build()) == 18_408)
      events.clear()
      try game.write(
        edit.path, (Self.sources[edit.path] ?? "").replacing(edit.from, with: edit.to, or: edit.to))
      let image = try await compiler.build()
      #expect(try GameFixture.call(image) == edit.result && image.compiled == edit.compiled)
      #expect(!events.names.contains("preparing"), "\(events.names)")
      for optimised in [false, true] {
        let clean = try await compiler.build(BuildRequest(optimised: optimised, force: true))
        #expect(try GameFixture.call(clean) == edit.result, "optimised: \(optimised)")
      }
    }

    @Test func `The optimised game follows an edit of a body in a library`() async throws {
      let compiler = try await game.compiler()
      let request = BuildRequest(optimised: true)
      #expect(try GameFixture.call(await compiler.build(request)) == 18_408)
      let base = try #require(Self.sources["game/Sources/Base/Base.swift"])
      try game.write("game/Sources/Base/Base.swift", base.replacing("value + 1", with: "value + 5"))
      #expect(try GameFixture.call(await compiler.build(request)) == 22_408)
    }

    @Test func `Errors in the bodies and in the interface of a library are reported at once`() async throws {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      try game.write("game/Sources/Base/Base.swift", "public func broken() -> Nothing { nil }\n")
      try game.write("game/Sources/Kit/Scale.swift", "func scaled() -> Int32 { missing }\n")
      let interface = try await rejection { try await compiler.build() }
      #expect(
        interface.contains { $0.file?.hasSuffix("Base.swift") == true && $0.message.contains("Nothing") })
      try game.write(
        "game/Sources/Base/Base.swift", try #require(Self.sources["game/Sources/Base/Base.swift"]))
      let body = try await rejection { try await compiler.build() }
      #expect(body.contains { $0.file?.hasSuffix("Scale.swift") == true && $0.message.contains("missing") })
      try game.write(
        "game/Sources/Kit/Scale.swift", try #require(Self.sources["game/Sources/Kit/Scale.swift"]))
      #expect(try GameFixture.call(await compiler.build()) == 18_408)
    }

    @Test func `A function that a library does not have any more is an error where it is used`() async throws
    {
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      try game.write("game/Sources/Kit/Kit.swift", "public func kitten(_ x: Int32) -> Int32 { x }\n")
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.contains { $0.file?.hasSuffix("Entry.swift") == true && $0.message.contains("'kit'") })
    }

    @Test func `The folders of all libraries are watched, and the descriptions of their packages`()
      async throws
    {
      let trees = WatchedTrees(package: try await game.package())
      for path in ["dep/Sources/Dep/Dep.swift", "dep/Sources/CDep/cdep.c", "game/Sources/Kit/Kit.swift"] {
        #expect(trees.kind(of: "\(game.folder)/\(path)") == .source, "\(path)")
      }
      #expect(trees.kind(of: game.folder + "/dep/Package.swift") == .manifest)
      #expect(
        trees.includes(folder: game.folder + "/dep")
          && trees.includes(folder: game.folder + "/dep/Sources/Dep"))
    }

    @Test func `A library that is added to the package beside the game's is planned and then edited`()
      async throws
    {
      let game = try await GameFixture()
      let compiler = try await game.compiler(events)
      #expect(try GameFixture.call(await compiler.build()) == 31)
      try game.write("dep/Sources/Fresh/Fresh.swift", "public func fresh() -> Int32 { 2 }\n")
      try game.write(
        "dep/Sources/Dep/Dep.swift", "import Fresh\npublic func depValue() -> Int32 { fresh() }\n")
      try game.write(
        "dep/Package.swift",
        GameFixture.dependency.replacing(
          "targets: [.target", with: "targets: [.target(name: \"Fresh\"), .target"
        )
        .replacing("[\"CDep\"]", with: "[\"Fresh\"]"))
      #expect(try GameFixture.call(await compiler.build()) == 25)
      events.clear()
      try game.write("dep/Sources/Fresh/Fresh.swift", "public func fresh() -> Int32 { 3 }\n")
      let image = try await compiler.build()
      #expect(try GameFixture.call(image) == 26 && image.compiled == ["Fresh.swift"])
      #expect(!events.names.contains("preparing"))
    }
  }
}

extension String {
  /// An edit of a text; `other` if there is no text.
  fileprivate func replacing(_ old: String, with new: String, or other: String) -> String {
    isEmpty ? other : replacing(old, with: new)
  }
}
