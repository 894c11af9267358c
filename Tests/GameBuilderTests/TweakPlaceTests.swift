import Testing

@testable import GameBuilder

@Suite("Places of literals")
struct TweakPlaceTests {
  private func places(_ text: String) -> [LiteralPlace] {
    LiteralPlace.places(in: Array(text.utf8), file: "Game.swift") ?? []
  }

  @Test("A place has line, column and the line's text")
  func position() throws {
    let found = places("let a = 1\r\n\t let é = \"x\" +  \"y\" // end \r\n")
    #expect(found.map(\.line) == [1, 2, 2])
    #expect(found.map(\.column) == [9, 12, 19])
    #expect(
      found.map(\.sourceLine) == ["let a = 1"]
        + [String](repeating: "let é = \"x\" +  \"y\" // end", count: 2))
    #expect(found.map(\.text) == ["1", "\"x\"", "\"y\""])
    #expect(found.map(\.index) == [0, 1, 2])
    #expect(LiteralPlace.places(in: Array("let a = \"x".utf8), file: "a") == nil)
  }

  @Test("The path of the declaration is found")
  func paths() {
    let source = """
      import Foundation
      let gravity = 1, friction: Float = 2
      struct PlayerTuning: Sendable {
        static let topSpeed: Float = 3
        @Wrapped(4) var lives = 5
        var list: [Int] = [
          6
        ]
        var computed: Int { 7 }
        var observed = 8 { didSet { print(9) } }
        let (left, right) = (10, 11)
        class func make() -> Int { 12 }
        enum Kind: Int { case low = 13, high = 14; indirect case other(Int = 15) }
        init?(_ a: Int = 16) { x = 17 }
        subscript(at index: Int) -> Int { get { 18 } set { print(19) } }
        deinit { print(20) }
        static func <= (a: Self, b: Self) -> Bool { 21 > 22 }
        lazy var made = { 23 }()
      }
      final class Player<let count: Int>: Base where Element == Int {
        func move<T>(_ by: T, around other: [Int: Int], with map: Dictionary<Int, Int>, if x: Int = a ? b : 24) {
          let local = 25
          if local > 26 { run { 27 } }
          func inner(a: Int) -> Int { 28 }
          struct Local { let value = 29 }
          typealias Other = Int
          switch local { case 30: let b = 31; default: return .init(32) }
          self.init(33)
        }
      }
      extension Creature.Kind: Equatable {
        func attack() { hit(34) }
        struct Inner { static var `default` = 35 }
        #if DEBUG
        @Test(36) public
        var debug = 37
        #endif
      }
      protocol Shape { func area(of a: Int) -> Int; var size: Int { get } }
      func free(_: Int) { 38 }
      @main(39)
      actor Worker { nonisolated let id = 40 }
      """
    let expected = [
      "gravity", "friction", "PlayerTuning.topSpeed", "PlayerTuning", "PlayerTuning.lives",
      "PlayerTuning.list",
      "PlayerTuning.computed", "PlayerTuning.observed", "PlayerTuning.observed", "PlayerTuning.(left, right)",
      "PlayerTuning.(left, right)", "PlayerTuning.make()", "PlayerTuning.Kind.low", "PlayerTuning.Kind.high",
      "PlayerTuning.Kind.other", "PlayerTuning.init?(_:)", "PlayerTuning.init?(_:)",
      "PlayerTuning.subscript(at:)",
      "PlayerTuning.subscript(at:)", "PlayerTuning.deinit", "PlayerTuning.<=(a:b:)", "PlayerTuning.<=(a:b:)",
      "PlayerTuning.made", "Player.move(_:around:with:if:)", "Player.move(_:around:with:if:)",
      "Player.move(_:around:with:if:)", "Player.move(_:around:with:if:)",
      "Player.move(_:around:with:if:).inner(a:)", "Player.move(_:around:with:if:).Local.value",
      "Player.move(_:around:with:if:)", "Player.move(_:around:with:if:)", "Player.move(_:around:with:if:)",
      "Player.move(_:around:with:if:)", "extension Creature.Kind … attack()",
      "extension Creature.Kind … Inner.`default`", "extension Creature.Kind",
      "extension Creature.Kind … debug",
      "free(_:)", "Game.swift", "Worker.id",
    ]
    let found = places(source)
    #expect(found.map(\.text) == (1...40).map(String.init))
    for (place, path) in zip(found, expected) { #expect(place.declaration == path, "\(place.text)") }
    #expect(places("print(1)").map(\.declaration) == ["Game.swift"])
  }

  @Test(
    "A comment on the line has bounds for its numbers",
    arguments: [
      ("a = 5 // tweak: 0...100", 0.0...100.0), ("a = 5 //tweak:-1.5...2e3 metres", -1.5...2000),
      ("a = 32 /* b */ // tweak: 0x10 ... 0xFF, of all", 16...255),
      ("f(5) // tweak: 0...1_000\r\nb()", 0...1000),
      ("a = [-2, // tweak: -3...-2\n  b]", -3 ... -2), ("a = 1 /// tweak: 1...1", 1...1),
    ])
  func bounds(text: String, expected: ClosedRange<Double>) {
    let places = places(text)
    #expect(places.first?.bounds?.range == expected)
    #expect(places.first?.boundsProblem == nil)
  }

  @Test(
    "What is no such comment has no bounds",
    arguments: [
      "a = 5 // 0...100", "a = 5 /* // tweak: 0...1 */", "a = f(5, \"// tweak: 0...1\")",
      "a = 5\n// tweak: 0...1",
      "a = 5 // see tweak: 0...1", "a = \"x\" // to tweak",
    ])
  func noBounds(text: String) {
    #expect(places(text).allSatisfy { $0.bounds == nil && $0.boundsProblem == nil })
  }

  @Test(
    "Malformed bounds are reported",
    arguments: [
      ("0..100", "has no bounds"), ("", "has no bounds"), ("0..<100", "has no bounds"),
      ("a...100", "has bounds that are not numbers"), ("0...", "has bounds that are not numbers"),
      ("1 0...5", "has bounds that are not numbers"), ("0...1e999", "has bounds that are not numbers"),
      ("0xG...1", "has bounds that are not numbers"), ("5...1", "has a lower bound above the upper one"),
    ])
  func malformed(text: String, reason: String) {
    let place = places("a = 5 // tweak: \(text)").first
    #expect(place?.bounds == nil)
    let comment = text.isEmpty ? "tweak: " : "tweak: \(text)"
    #expect(
      place?.boundsProblem?.description
        == "the comment \(comment) \(reason); write for example // tweak: 0...100")
  }

  @Test(
    "Bounds that contradict the line are reported for each literal that they are about",
    arguments: [
      ("f(5, 20) // tweak: 0...10", ["", "20 is outside the bounds 0...10 of the comment"]),
      ("a = -0.5 // tweak: 0...1", ["-0.5 is outside the bounds 0...1 of the comment"]),
      ("a = 1.0 // tweak: 0...1", [""]),
      ("f(5, \"x\", true) // tweak: 0...10", ["", "", ""]),
      ("f(5, true) // tweak: 10", ["the comment tweak: 10 has no bounds", ""]),
      ("f(\"x\") // tweak: 0...10", ["the comment tweak: 0...10 is on a line without a number"]),
      ("f(true) // tweak: on", ["the comment tweak: on has no bounds"]),
    ])
  func contradictions(text: String, expected: [String]) {
    let places = places(text)
    #expect(places.count == expected.count)
    for (place, expected) in zip(places, expected) {
      let problem = place.boundsProblem?.description ?? ""
      #expect(expected.isEmpty ? problem.isEmpty : problem.hasPrefix(expected), "\(problem)")
      #expect(place.bounds == nil || expected.isEmpty)
    }
  }

  @Test(
    "Where a minus would be another operator, it is known",
    arguments: [
      ("a + 1", true), ("a+1", false), ("0..<5", false), ("(5)", true), ("[1,2]", true),
      ("2.magnitude", false),
      ("1...5", true), ("return 1", true), ("5", true), ("-5", true), ("x: 1)", true), ("a ? 1 : 2", true),
      ("!1", false),
    ])
  func minus(text: String, expected: Bool) throws {
    let place = try #require(places(text).last)
    let first = try #require(places(text).first)
    #expect((text == "1...5" ? first : place).mayBeNegative == expected)
    guard !text.contains("-"), expected else { return }
    var changed = Array(text.utf8)
    changed.insert(UInt8(ascii: "-"), at: (text == "1...5" ? first : place).range.lowerBound)
    #expect(SourceLiterals(changed)?.skeleton == SourceLiterals(Array(text.utf8))?.skeleton)
  }
}
