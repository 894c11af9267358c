import Testing

@testable import GameBuilder

/// The source that a compiler reads before a save.
@Suite struct WarmSourceTests {
  private static let file = """
    import World
    @MainActor private func isolated() { log(1) }
    extension Pair: Scored where Value == Int32 {
      private mutating func score(_ x: Int32 = 2) -> Int32 {
        first + x
      }
      var twice: Int32 { first * 2 }
      func later() async { log(2) }
      static func == (a: Self, b: Self) -> Bool { a.first == b.first }
    }
    struct Outer {
      init() { log(3) }
      struct Inner { func inside() { log(4) } }
      @inline(__always) func visible() { log(5) }
    }

    """

  private func warm(_ text: String, hasCopies: Bool = true) -> WarmSource? {
    WarmSource(Array(text.utf8), path: "/game/Game/Pair.swift", hasCopies: hasCopies)
  }

  private func split(_ text: String) throws -> BodySplit { try #require(BodySplit(Array(text.utf8))) }

  @Test("Functions get the macro, and other bodies the placeholder; copies come before the file")
  func text() throws {
    let source = String(decoding: try #require(warm(Self.file)).text, as: UTF8.self)
    let expected = """
      extension Pair where Value == Int32 { @available(*, unavailable) private mutating func _hotloopWarm1(_ x: Int32 = 2) -> Int32 {
          first + x
        }
      }
      #sourceLocation(file: "/game/Game/Pair.swift", line: 1)
      import World
      @MainActor @_HotloopBody(0) private func isolated() { _hotloopUnchanged() }
      extension Pair: Scored where Value == Int32 {
        @_HotloopBody(1) private mutating func score(_ x: Int32 = 2) -> Int32 { _hotloopUnchanged() \n\n}
        var twice: Int32 { _hotloopUnchanged() }
        func later() async { log(2) }
        @_HotloopBody(4) static func == (a: Self, b: Self) -> Bool { _hotloopUnchanged() }
      }
      struct Outer {
        init() { _hotloopUnchanged() }
        struct Inner { @_HotloopBody(6) func inside() { _hotloopUnchanged() } }
        @inline(__always) func visible() { log(5) }
      }

      """
    #expect(source.hasPrefix(expected), "\(source)")
    let without = String(decoding: try #require(warm(Self.file, hasCopies: false)).text, as: UTF8.self)
    #expect(without.hasPrefix("#sourceLocation(") && !without.contains("_hotloopWarm"))
  }

  @Test("A changed body keeps its lines and columns")
  func bodies() throws {
    let source = try #require(warm(Self.file))
    let new = Self.file.replacing("first + x", with: "first + x + 0")
    let bodies = try #require(source.bodies(of: split(new), since: split(Self.file)))
    #expect(bodies.keys.sorted() == [1])
    #expect(
      String(decoding: bodies[1] ?? [], as: UTF8.self)
        == "{\n#sourceLocation(file: \"/game/Game/Pair.swift\", line: 4)\n"
        + String(repeating: " ", count: 56)
        + "\n    first + x + 0\n  }", "\(bodies)")
  }

  @Test(
    "Not with other changes, with names that are numbered, or with lines that have moved",
    arguments: [
      ("first * 2", "first * 3"), ("log(2)", "log(22)"), ("log(3)", "log(33)"),
      ("x: Int32 = 2", "x: Int32 = 3"),
      ("first + x", "first + #line"), ("first + x", "precondition(first > 0); return x"),
      ("first + x", "struct A {}; return first + x"), ("first + x", "func f() {}; return first + x"),
      ("import World", "import World\nimport Other"), ("log(1)", "log(1)\n"),
    ])
  func refused(old: String, new: String) throws {
    let source = try #require(warm(Self.file))
    // A change behind the one that moves lines.
    let text = Self.file.replacing(old, with: new).replacing("a.first == b.first", with: "a.first != b.first")
    #expect(try source.bodies(of: split(text), since: split(Self.file)) == nil)
  }

  @Test("Not for a file that the compiler reads in another way under other names or lines")
  func refusedFiles() {
    for line in ["#if DEBUG", "let x = #line", "let x = f(#column)", "#sourceLocation()"] {
      #expect(warm("\(line)\nfunc f() { }\n") == nil, "\(line)")
    }
    #expect(warm("func f() { print(#line, #column) }\n") != nil)
    #expect(warm("func f() { }\n#if DEBUG\n#endif\n") == nil)
    let text = Array("func f() { }\n".utf8)
    #expect(WarmSource([0xEF, 0xBB, 0xBF] + text, path: "/a.swift", hasCopies: true) == nil)
    for path in ["/a\"b.swift", "/a\\b.swift", "/a\nb.swift"] {
      #expect(WarmSource(text, path: path, hasCopies: true) == nil)
    }
  }
}
