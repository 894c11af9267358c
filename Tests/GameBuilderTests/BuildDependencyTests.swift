import Foundation
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// Which files an edit of an interface compiles.
  @Suite(.serialized) struct BuildDependencyTests {
    struct Edit: CustomTestStringConvertible {
      let testDescription: String
      let files: [String: String]
      let edited: [String: String]
      let compiled: Set<String>
      let notCompiled: Set<String>
    }

    /// The game calls `Use.swift`, which no edit changes.
    static let edits: [Edit] = [
      Edit(
        testDescription: "a function that others do not call",
        files: [
          "A": "func a() -> Int32 { 1 }\nfunc other() -> Int32 { 5 }\n", "B": "func b() -> Int32 { a() }\n",
          "Use": "func use() -> Int32 { other() }\n",
        ],
        edited: ["A": "func a(_ x: Int32 = 3) -> Int32 { x }\nfunc other() -> Int32 { 5 }\n"],
        compiled: ["A.swift", "B.swift"], notCompiled: ["Use.swift", "Entry.swift"]),
      Edit(
        testDescription: "a type that reaches its user through the inferred type of another file's variable",
        files: [
          "A": "func make() -> Int32 { 7 }\n", "B": "let shared = make()\n",
          "Use": "func use() -> Int32 { let x = shared; return Int32(MemoryLayout.size(ofValue: x)) }\n",
        ],
        edited: ["A": "func make() -> Int64 { 7 }\n"],
        compiled: ["A.swift", "B.swift", "Use.swift"], notCompiled: ["Entry.swift"]),
      Edit(
        testDescription: "the layout of a struct within a struct that the user does not name",
        files: [
          "A": "struct Inner { var x: Int32 = 1 }\n",
          "B":
            "struct Outer { var inner = Inner(); var last: Int32 = 9 }\nfunc outer() -> Outer { Outer() }\n",
          "Use":
            "func use() -> Int32 { let o = outer(); return o.last &+ Int32(MemoryLayout.size(ofValue: o)) }\n",
        ],
        edited: ["A": "struct Inner { var before: Int64 = 2; var x: Int32 = 1 }\n"],
        compiled: ["A.swift", "B.swift", "Use.swift"], notCompiled: ["Entry.swift"]),
      Edit(
        testDescription: "a new overload that is preferred",
        files: [
          "A": "func pick(_ x: some BinaryInteger) -> Int32 { 1 }\n",
          "Use": "func use() -> Int32 { pick(Int32(1)) }\n",
        ],
        edited: ["B": "func pick(_ x: Int32) -> Int32 { 2 }\n"],
        compiled: ["B.swift", "Use.swift"], notCompiled: ["Entry.swift"]),
      Edit(
        testDescription: "a conformance that selects an overload",
        files: [
          "A": "struct Thing {}\nprotocol Marked {}\n",
          "B": "func rate<T>(_ x: T) -> Int32 { 1 }\nfunc rate<T: Marked>(_ x: T) -> Int32 { 2 }\n",
          "Use": "func use() -> Int32 { rate(Thing()) }\n",
        ],
        edited: ["C": "extension Thing: Marked {}\n"],
        compiled: ["C.swift", "Use.swift"], notCompiled: ["Entry.swift"]),
      Edit(
        testDescription: "a conformance of a type that is used without its name",
        files: [
          "A": "protocol Marked {}\n",
          "B": "func rate<T>(_ x: T) -> Int32 { 1 }\nfunc rate<T: Marked>(_ x: T) -> Int32 { 2 }\n",
          "Use": "func use() -> Int32 { rate([true]) }\n",
        ],
        edited: ["C": "extension Array: Marked {}\n"],
        compiled: ["C.swift", "Use.swift"], notCompiled: []),
      Edit(
        testDescription: "a new file that no other file depends on",
        files: ["Use": "func use() -> Int32 { Int32([1, 2].map { $0 + 1 }.count) }\n"],
        edited: ["C": "enum Fresh {\n  static func twice(_ x: Float) -> Float { x * 2 }\n}\n"],
        compiled: ["C.swift"], notCompiled: ["Use.swift", "Entry.swift", "Helper.swift"]),
      Edit(
        testDescription: "a method in an extension that takes precedence over a protocol's",
        files: [
          "A":
            "protocol Scored {}\nextension Scored { func score() -> Int32 { 1 } }\nstruct Thing: Scored {}\n",
          "Use": "func use() -> Int32 { Thing().score() }\n",
        ],
        edited: ["C": "extension Thing { func score() -> Int32 { 2 } }\n"],
        compiled: ["C.swift", "Use.swift"], notCompiled: ["Entry.swift"]),
      Edit(
        testDescription: "a type of the game that hides one of a library",
        files: ["Use": "import GameSDK\nfunc use() -> Int32 { Int32(MemoryLayout<Point>.size) }\n"],
        edited: ["C": "struct Point { var x: Int64 = 0; var y: Int64 = 0 }\n"],
        compiled: ["C.swift", "Use.swift"], notCompiled: ["Helper.swift"]),
      Edit(
        testDescription: "an alias of a type",
        files: [
          "A": "typealias Number = Int32\n", "B": "struct Box { var value: Number = 3 }\n",
          "Use": "func use() -> Int32 { Int32(MemoryLayout<Box>.size) }\n",
        ],
        edited: ["A": "typealias Number = Int64\n"],
        compiled: ["A.swift", "B.swift", "Use.swift"], notCompiled: ["Entry.swift"]),
      Edit(
        testDescription: "the body of a function with an opaque result",
        files: [
          "A":
            "protocol Scored { func score() -> Int32 }\nstruct One: Scored { func score() -> Int32 { 1 } }\n"
            + "struct Two: Scored { var pad: Int64 = 2; func score() -> Int32 { Int32(pad) } }\n",
          "B": "func made() -> some Scored { One() }\n",
          "Use": "func use() -> Int32 { made().score() &+ Int32(MemoryLayout.size(ofValue: made())) }\n",
        ],
        edited: ["B": "func made() -> some Scored { Two() }\n"],
        compiled: ["B.swift", "Use.swift"], notCompiled: ["A.swift", "Entry.swift"]),
      Edit(
        testDescription: "a case that is added to an enum before others",
        files: [
          "A": "enum Way: CaseIterable { case north, south }\n",
          "B": "extension Way { var number: Int32 { self == .south ? 2 : 1 } }\n",
          "Use": "func use() -> Int32 { Way.south.number &+ Int32(Way.allCases.count) }\n",
        ],
        edited: ["A": "enum Way: CaseIterable { case east, north, south }\n"],
        compiled: ["A.swift", "B.swift", "Use.swift"], notCompiled: ["Entry.swift"]),
      Edit(
        testDescription: "a type whose name is not spelled out in mangled names",
        files: [
          "A": "struct GameHelper { var x: Int32 = 1 }\n",
          "B": "enum Game1 { static func helper() -> GameHelper { GameHelper() } }\n",
          "Use": "func use() -> Int32 { Int32(MemoryLayout.size(ofValue: Game1.helper())) }\n",
        ],
        edited: ["A": "struct GameHelper { var y: Int64 = 1; var x: Int32 = 1 }\n"],
        compiled: ["A.swift", "B.swift", "Use.swift"], notCompiled: []),
    ]

    @Test(arguments: edits) func `An edit compiles the files that may depend on it, and no unrelated ones`(
      _ edit: Edit
    ) async throws {
      let game = try await RealCompilerTests.shared.value
      try game.reset()
      try game.write(
        "game/Game/Entry.swift", "@c(hotloop_game) public func entry(_ x: Int32) -> Int32 { use() }\n")
      for (name, text) in edit.files { try game.write("game/Game/\(name).swift", text) }
      let compiler = try await game.compiler()
      let before = try GameFixture.call(try await compiler.build())
      for (name, text) in edit.edited { try game.write("game/Game/\(name).swift", text) }
      let image = try await compiler.build(BuildRequest(complete: true))
      let result = try GameFixture.call(image)
      let clean = try GameFixture.call(try await compiler.build(BuildRequest(force: true)))
      #expect(result == clean)
      #expect(edit.compiled.isSubset(of: image.compiled) && edit.notCompiled.isDisjoint(with: image.compiled))
      if edit.compiled.contains("Use.swift") { #expect(result != before, "the edit has an effect") }
    }
  }
}

struct MangledIdentifierTests {
  @Test(arguments: [
    ("4Game5ShapeV", ["Game", "Shape"]), ("So5WorldV", ["World"]), ("7GameSDK0A0P", ["GameSDK", "Game"]),
    ("4Game0A6HelperV", ["Game", "GameHelper"]), ("4Game5ShapeV5InnerV", ["Game", "Shape", "Inner"]),
    ("7GameSDK4TickVy0A06ActionOG", ["GameSDK", "Tick", "Game", "Action"]), ("Si", []),
  ])
  func `Abbreviated words of mangled names are expanded`(mangled: String, identifiers: [String]) {
    #expect(MangledIdentifiers.read(mangled) == Set(identifiers))
  }

  @Test(arguments: ["4Game003abcV", "9GameV", "4Game0C0V"]) func `A malformed mangled name is not guessed`(
    mangled: String
  ) {
    #expect(MangledIdentifiers.read(mangled) == nil)
  }
}
