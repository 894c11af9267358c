import Foundation
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// Edits for which only the changed bodies are compiled.
  @Suite(.serialized) struct BuildPatchTests {
    let game: GameFixture

    init() async throws {
      game = try await RealCompilerTests.shared.value
      try game.reset()
    }

    /// A file with many things of which the program must have only one: types whose identity matters, private state, lazy
    /// globals, classes, witness tables, closures, generics. An edit changes one of the numbers `#n`.
    static let helper = """
      protocol Scored { func score() -> Int32 }
      private struct Plain: Scored {
        var x: Int32 = 3
        var name = "plain"
        init() { x = 4 }
        func score() -> Int32 { x + #1 }
      }
      private final class Counter: Scored, Hashable {
        var value: Int32
        lazy var later: Int32 = value + 1
        init(value: Int32) { self.value = value }
        private var begun = start
        deinit { log(1 + begun) }
        func score() -> Int32 { value + later + #2 }
        static func == (a: Counter, b: Counter) -> Bool { a.value == b.value }
        func hash(into hasher: inout Hasher) { hasher.combine(value) }
      }
      private enum Way: Int32, CaseIterable { case north = 1, south }
      nonisolated(unsafe) private var total: Int32 = 0
      nonisolated(unsafe) private var table: [String: Int32] = ["a": 1, "b": 20]
      private let limit: Int32 = tenth * 10
      private let tenth: Int32 = 100
      private let start: Int32 = 2
      private func log(_ x: Int32) { unsafe total &+= x }
      private struct Pair<Value> {
        var first: Value
        func get() -> Value { first }
        func mapped<Other>(_ change: (Value) -> Other) -> Pair<Other> { Pair<Other>(first: change(first)) }
      }
      extension Pair: Scored where Value == Int32 { func score() -> Int32 { get() + #3 } }
      private var computed: Int32 {
        get { unsafe total + #4 }
        set { unsafe total = newValue }
      }
      private func make(_ which: Int32) -> Any {
        switch which {
        case 0: return Plain()
        case 1: return Counter(value: 5)
        case 2: return Pair(first: Int32(6))
        default: return Way.south
        }
      }
      /// Casts to types that another function created values of.
      private func rate(_ thing: Any) -> Int32 {
        if let plain = thing as? Plain { return plain.score() }
        if let counter = thing as? Counter { return counter.score() + Int32(Set([counter, Counter(value: 5)]).count) }
        if let pair = thing as? Pair<Int32> { return pair.score() }
        if let scored = thing as? any Scored { return scored.score() }
        return (thing as? Way)?.rawValue ?? -1000
      }
      private func closures(_ x: Int32) -> Int32 {
        let steps: [Int32] = [1, 2, 3]
        let add = { (y: Int32) -> Int32 in y + x + #5 }
        return steps.map(add).reduce(0, +)
      }
      private func failing(_ x: Int32) throws(Failure) -> Int32 {
        if x > limit { throw Failure(code: x) }
        return x + #6
      }
      private struct Failure: Error { let code: Int32 }
      private func text(_ x: Int32) -> String { "\\(x) and \\(Way.allCases.count) #7" }
      func asynchronous() async -> Int32 { await Task.yield(); return #8 }
      func helper(_ x: Int32) -> Int32 {
        computed = 7
        log(2)
        var sum: Int32 = 0
        for which: Int32 in 0..<4 { sum = sum &* 31 &+ rate(make(which)) }
        sum &+= Pair(first: x).mapped { Int64($0) + 1 }.get() == Int64(x) + 1 ? 1 : 0
        sum &+= closures(x) &+ computed &+ ((try? failing(x)) ?? 0)
        unsafe table["c"] = x
        sum &+= unsafe table.values.reduce(0, +)
        sum &+= Int32(text(x).count) &+ #9
        return sum
      }

      """

    private func text(_ values: [Int]) -> String { Self.text(values) }

    static func text(_ values: [Int]) -> String {
      var text = helper
      for (index, value) in values.enumerated() { text = text.replacing("#\(index + 1)", with: "\(value)") }
      return text
    }

    @Test func `A patched image behaves like an image of the whole file`() async throws {
      var values = Array(1...9)
      try game.write("game/Game/Helper.swift", text(values))
      let compiler = try await game.compiler()
      let first = try await compiler.build()
      #expect(!first.isPartial)
      var results = [try GameFixture.call(first)]
      for index in values.indices {
        values[index] += 100 * (index + 1)
        try game.write("game/Game/Helper.swift", text(values))
        let patched = try await compiler.build()
        #expect(patched.isPartial && patched.compiled == ["Helper.swift"], "edit \(index + 1)")
        let whole = try await compiler.build(BuildRequest(complete: true))
        #expect(!whole.isPartial && whole.sourceHash == patched.sourceHash)
        let result = try GameFixture.call(patched)
        #expect(try GameFixture.call(whole) == result, "edit \(index + 1)")
        // The asynchronous function is not called.
        #expect(results.last != result || index == 7, "edit \(index + 1)")
        results.append(result)
      }
    }

    @Test func `Edits accumulate without a complete build in between`() async throws {
      var values = Array(1...9)
      try game.write("game/Game/Helper.swift", text(values))
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      for index in [0, 2, 4] {
        values[index] += 7000
        try game.write("game/Game/Helper.swift", text(values))
        #expect(try await compiler.build().isPartial)
      }
      let patched = try GameFixture.call(try await compiler.build())
      #expect(try GameFixture.call(try await compiler.build(BuildRequest(complete: true))) == patched)
    }

    @Test func `A changed literal of a variable compiles only the bodies that name it`() async throws {
      let values = Array(1...9)
      try game.write("game/Game/Helper.swift", text(values))
      let compiler = try await game.compiler()
      let before = try GameFixture.call(try await compiler.build())
      try game.write(
        "game/Game/Helper.swift",
        text(values).replacing("\"b\": 20", with: "\"b\": 21").replacing("Int32 = 100", with: "Int32 = 0"))
      let patched = try await compiler.build()
      #expect(patched.isPartial)
      let whole = try await compiler.build(BuildRequest(complete: true))
      let result = try GameFixture.call(patched)
      #expect(try GameFixture.call(whole) == result)
      #expect(result == before + 1 - 16)
    }

    @Test func `An edit of more than bodies compiles the whole file`() async throws {
      let values = Array(1...9)
      let compiler = try await game.compiler()
      try game.write("game/Game/Helper.swift", text(values))
      _ = try await compiler.build()
      for edit in [
        // The value is also in the initialiser, which does not name it.
        ("let start: Int32 = 2", "let start: Int32 = 3"),
        ("private let start: Int32 = 2", "private let start: Int32 = 2\nprivate let more: Int32 = 2"),
        ("var x: Int32 = 3", "var x: Int32 = 33"),
        ("case north = 1, south", "case south, north"),
      ] {
        try game.write("game/Game/Helper.swift", text(values).replacing(edit.0, with: edit.1))
        #expect(try await !compiler.build().isPartial, "\(edit.1)")
      }
    }

    @Test func `An error in a patched body has the location it has in the file`() async throws {
      var values = Array(1...9)
      try game.write("game/Game/Helper.swift", text(values))
      let compiler = try await game.compiler()
      _ = try await compiler.build()
      values[3] = 44
      try game.write("game/Game/Helper.swift", text(values).replacing("+ 44 }", with: "+ oops }"))
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.first?.file == game.root + "/Game/Helper.swift" && errors.first?.line == 32, "\(errors)")
      let left = try FileManager.default.contentsOfDirectory(atPath: game.root + "/.hotloop/objects")
      #expect(left.filter { $0.contains(".tmp") } == [])
    }
  }
}
