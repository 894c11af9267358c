import Foundation
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// Sources whose lines end with CRLF, or that begin with a byte order mark.
  @Suite(.serialized) struct LineEndTests {
    let game: GameFixture

    init() async throws {
      game = try await RealCompilerTests.shared.value
      try game.reset()
    }

    private func helper(_ value: String, newline: String) -> String {
      """
      enum Mode { case on
        static let rate: Int32 = 3
        func one(_ x: Int32) -> Int32 {
          var sum = x
          for step in 0..<Int32(3) { sum += step * Mode.rate }
          return sum
        }
        /* a comment
           of two lines */
        func two(_ x: Int32) -> Int32 {
          var sum = x + one(x)
          for step in 0..<Int32(5) { sum += step * one(x) }
          return sum
        }
      }
      func helper(_ x: Int32) -> Int32 {
        \(value) &+ Int32(#line) &+ Mode.on.two(x)
      }

      """.replacing("\n", with: newline)
    }

    @Test(arguments: [("\n", ""), ("\r\n", ""), ("\n", "\u{FEFF}"), ("\r\n", "\u{FEFF}")])
    func `A changed body keeps its line, whatever the line ends`(newline: String, mark: String) async throws {
      let compiler = try await game.compiler()
      try game.write("game/Game/Helper.swift", mark + helper("0", newline: newline))
      let before = try GameFixture.call(try await compiler.build())
      try game.write("game/Game/Helper.swift", mark + helper("4000", newline: newline))
      let patched = try await compiler.build()
      #expect(patched.isPartial)
      #expect(try GameFixture.call(patched) == before + 4000)
      try game.write("game/Game/Helper.swift", mark + helper("wrong", newline: newline))
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.first?.line == 17 && errors.first?.column == 3, "\(errors)")
      #expect(errors.first?.sourceLine == "  wrong &+ Int32(#line) &+ Mode.on.two(x)")
    }

    @Test(arguments: ["", "\u{FEFF}"])
    func `A type at the beginning of a file is seen, also behind a byte order mark`(mark: String) async throws
    {
      let compiler = try await game.compiler()
      func text(_ type: String, _ value: Int) -> String {
        "\(mark)struct First {\r\n  var field: \(type) = \(value)\r\n}\r\n"
          + "func helper(_ x: Int32) -> Int32 {\r\n  Int32(First().field) + Int32(MemoryLayout<First>.size)\r\n}\r\n"
      }
      try game.write("game/Game/Helper.swift", text("Int32", 7))
      let before = try GameFixture.call(try await compiler.build())
      try game.write("game/Game/Helper.swift", text("Int64", 7))
      #expect(try GameFixture.call(try await compiler.build()) == before + 4)
    }

    @Test func `A header with CRLF line ends is read again when it changes`() async throws {
      let compiler = try await game.compiler()
      let windows = GameFixture.world.replacing("\n", with: "\r\n")
      try game.write("game/Game/World/include/world.h", windows)
      let before = try GameFixture.call(try await compiler.build())
      try game.write(
        "game/Game/World/include/world.h", windows.replacing("int32_t speed;", with: "int32_t speed, more;"))
      try game.write(
        "game/Game/Entry.swift",
        GameFixture.entry.replacing("Pace(speed: 3)", with: "Pace(speed: 3, more: 1)")
          .replacing("\n", with: "\r\n"))
      #expect(try GameFixture.call(try await compiler.build()) == before)
    }
  }
}
