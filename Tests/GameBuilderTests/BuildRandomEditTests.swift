import Foundation
import SeededRandom
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// Any sequence of edits: an incremental build behaves like a clean build.
  @Suite(.serialized) struct BuildRandomEditTests {
    /// The parts of a small module whose files depend on each other in many ways. An edit changes one part.
    private struct Sources {
      var literal = 1
      var fields = ["a", "b", "c"]
      var width = "Int32"
      var defaultArgument = 2
      var witnessHere = true
      var observer = 3
      var opaque = false
      var inlined = 4
      var global = 5
      var cases = ["north", "south"]
      var header = ["first", "second"]
      var overload = false

      mutating func edit(_ random: inout some RandomNumberGenerator) {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: literal += 1
        case 1: fields.shuffle(using: &random)
        case 2: width = width == "Int32" ? "Int16" : "Int32"
        case 3: defaultArgument += 1
        case 4: witnessHere.toggle()
        case 5: observer += 1
        case 6: opaque.toggle()
        case 7: inlined += 1
        case 8: global += 1
        case 9: cases.append("way\(cases.count)")
        case 10: header.reverse()
        default: overload.toggle()
        }
      }

      var files: [String: String] {
        [
          "Game/Shape.swift": """
          struct Shape {
          \(fields.map { "  var \($0): \(width) = \(width)(\($0 == "a" ? 1 : $0 == "b" ? 20 : 300))" }.joined(separator: "\n"))
            var watched: Int32 = 0 { didSet { log(watched &* \(observer)) } }
          }
          typealias Number = \(width)
          """,
          "Game/Rules.swift": """
          func scaled(_ x: Int32, by factor: Int32 = \(defaultArgument)) -> Int32 { x &* factor &+ \(literal) }
          protocol Scoring { func score() -> Int32 }
          extension Scoring { func score() -> Int32 { 7 } }
          func makeScoring() -> some Scoring { \(opaque ? "One()" : "Two()") }
          struct One: Scoring { var x: Int32 = 1; func score() -> Int32 { x } }
          struct Two: Scoring { var pad: Int64 = 9; func score() -> Int32 { Int32(pad) } }
          """,
          "Game/State.swift": """
          nonisolated(unsafe) private var total: Int32 = 0
          func log(_ x: Int32) { total &+= x }
          func drain() -> Int32 { defer { total = 0 }; return total }
          let constant = \(global % 2 == 0 ? "Int32(\(global))" : "Int16(\(global))")
          let plain: Int32 = \(global % 3 == 0 ? "\(global)" : "Int32(\(global)) &+ scaled(\(global % 2))")
          @inline(__always) func inlined() -> Int32 { \(inlined) }
          enum Way: Int32, CaseIterable { case \(cases.sorted(by: >).joined(separator: ", ")) }
          \(overload ? "func pick(_ x: Int32) -> Int32 { 1 }" : "")
          func pick(_ x: some BinaryInteger) -> Int32 { 2 }
          """,
          "Game/Thing.swift": """
          struct Thing: Scoring {
          \(witnessHere ? "  func score() -> Int32 { 11 }" : "")
          }
          """,
          "Game/Helper.swift": """
          func helper(_ x: Int32) -> Int32 {
            var shape = Shape()
            shape.watched = 5
            let bytes = unsafe withUnsafeBytes(of: shape) { unsafe Int32($0[0]) &+ Int32($0.count) }
            let things: [any Scoring] = [Thing(), makeScoring()]
            return bytes &+ drain() &+ scaled(x) &+ things.reduce(0) { $0 &+ $1.score() }
          }
          """,
          "Game/Entry.swift": """
          import World
          @c(hotloop_game) public func entry(_ x: Int32) -> Int32 {
            let world = unsafe withUnsafeBytes(of: Pace(first: 1, second: 1000)) { unsafe Int32($0[0]) }
            let size = MemoryLayout.size(ofValue: makeScoring()) + MemoryLayout<Number>.size
            return helper(x) &+ world &+ Int32(size) &+ Int32(constant) &+ plain &+ inlined()
              &+ Way.south.rawValue &* 17 &+ Int32(Way.allCases.count) &+ pick(x)
          }
          """,
          "Game/World/include/world.h": """
          #pragma once
          #include <stdint.h>
          typedef struct Pace { \(header.map { "int32_t \($0);" }.joined(separator: " ")) } Pace;
          """,
          "Game/World/world.c": "#include \"world.h\"\n",
        ]
      }
    }

    @Test(arguments: [UInt64(2)]) func `Incremental builds of random edits equal clean builds`(seed: UInt64)
      async throws
    {
      let fixture = try await RealCompilerTests.shared.value
      try fixture.reset()
      var random = SplitMix64(seed: seed)
      var sources = Sources()
      let compiler = try await fixture.compiler()
      for step in 0..<12 {
        // The initialiser takes the fields in the order of the header.
        var files = sources.files
        if sources.header.first == "second" {
          files["Game/Entry.swift"] = files["Game/Entry.swift"]?
            .replacing("Pace(first: 1, second: 1000)", with: "Pace(second: 1000, first: 1)")
        }
        for (path, text) in files
        where (try? String(contentsOfFile: fixture.root + "/" + path, encoding: .utf8)) != text {
          try fixture.write("game/" + path, text)
        }
        let value = try GameFixture.call(try await compiler.build())
        let objects = fixture.root + "/.hotloop/objects"
        try FileManager.default.moveItem(atPath: objects, toPath: objects + ".saved")
        try FileManager.default.createDirectory(atPath: objects, withIntermediateDirectories: true)
        let clean = try GameFixture.call(try await compiler.build(BuildRequest(force: true)))
        try FileManager.default.removeItem(atPath: objects)
        try FileManager.default.moveItem(atPath: objects + ".saved", toPath: objects)
        #expect(value == clean, "seed \(seed), step \(step): \(sources)")
        for _ in 0...Int.random(in: 0..<2, using: &random) { sources.edit(&random) }
      }
    }
  }
}
