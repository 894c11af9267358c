import GameBuilder
import Testing

@testable import HotReload

/// Two files: `a` with the literals 1 and 2, `b` with the literal "x".
@Suite("Values that are not written")
struct TweakSessionTests {
  private static let a = "/p/Game/A.swift"
  private static let b = "/p/Game/B.swift"
  private static let texts = [a: "let first = 1, second = 2\n", b: "let title = \"x\"\n"]
  private let fixture: LiteralFixture
  private var session: TweakSession
  private let first = LiveLiteral.ID(path: a, index: 0)
  private let second = LiveLiteral.ID(path: a, index: 1)
  private let title = LiveLiteral.ID(path: b, index: 0)

  init() throws {
    fixture = try LiteralFixture(Self.texts)
    session = TweakSession(try fixture.source())
  }

  /// A second later than the one before.
  private mutating func set(_ id: LiveLiteral.ID, _ text: String, after seconds: Double = 1) throws {
    time += UInt64(seconds * 1e9)
    _ = try session.set(id, to: text, at: time)
  }
  private var time: UInt64 = 1_000_000_000

  private var values: [String?] {
    [session.text(of: first), session.text(of: second), session.text(of: title)]
  }

  @Test("Undo and redo go through all files in the order of the changes")
  mutating func undo() throws {
    try set(first, "5")
    try set(title, "\"y\"")
    try set(first, "6")
    #expect(values == ["6", "2", "\"y\""] && session.values.count == 2)
    #expect(session.undo() == .init(id: first, from: "6", to: "5"))
    #expect(session.undo() == .init(id: title, from: "\"y\"", to: "\"x\""))
    #expect(session.values == [first: "5"])
    #expect(session.redo() == .init(id: title, from: "\"x\"", to: "\"y\""))
    #expect([session.undo()?.to, session.undo()?.to] == ["\"x\"", "1"])
    #expect(session.undo() == nil)
    #expect(session.values.isEmpty)
    #expect(session.redo()?.to == "5")
    // A new change ends what could be redone.
    try set(second, "3")
    #expect(session.redo() == nil)
    #expect(values == ["5", "3", "\"x\""])
  }

  @Test("Steps in quick succession are undone together; a pause or another literal begins anew")
  mutating func succession() throws {
    for step in 2...9 { try set(first, "\(step)", after: 0.1) }
    try set(first, "10", after: 0.8)
    try set(second, "3", after: 0.1)
    try set(first, "11", after: 0.1)
    for expected in ["10", "10", "9", "1"] {
      #expect(session.undo() != nil)
      #expect(session.text(of: first) == expected)
    }
    #expect(session.undo() == nil)
    // What was undone is not continued.
    #expect(session.redo()?.to == "9")
    try set(first, "12", after: 0)
    #expect(session.undo()?.to == "9")
  }

  @Test("A value that is the source's again is not pending; the same value is no change")
  mutating func pending() throws {
    try set(first, "5")
    try set(second, "6")
    #expect(session.values == [first: "5", second: "6"])
    #expect(try session.set(first, to: "5", at: time) == nil)
    try set(first, "1")
    #expect(session.values == [second: "6"])
    #expect(
      [session.undo()?.to, session.undo()?.to, session.undo()?.to, session.undo()?.to] == [
        "5", "2", "1", nil,
      ])
  }

  @Test("What is reverted can be undone, too")
  mutating func revert() throws {
    try set(first, "5")
    try set(title, "\"y\"")
    #expect(session.revert([first, second]) == [.init(id: first, from: "5", to: "1")])
    #expect(session.values == [title: "\"y\""])
    #expect(session.undo() == .init(id: first, from: "1", to: "5"))
    #expect(session.revert(Array(session.values.keys)).count == 2)
    #expect(session.values.isEmpty)
  }

  @Test(
    "What is no value of the literal is refused, and nothing changes",
    arguments: ["1.5", "\"a\"", "true", "99999999999999999999", "2 // two", "2\n"])
  mutating func refused(text: String) {
    for id in [first, LiveLiteral.ID(path: Self.a, index: 9)] {
      do {
        _ = try session.set(id, to: text, at: time)
        Issue.record("\(text) was taken")
      } catch {}
    }
    #expect(session.values.isEmpty)
  }

  @Test("A save of other values keeps what it does not change; the file counts for the rest")
  mutating func saved() throws {
    try set(first, "5")
    try set(second, "6")
    try set(title, "\"y\"")
    let dropped = session.adopt(try fixture.source([Self.a: "let first = 8, second = 2\n"]))
    #expect(dropped == [.init(id: first, from: "5", to: "8")])
    #expect(values == ["8", "6", "\"y\""] && session.values == [second: "6", title: "\"y\""])
    #expect([session.undo()?.to, session.undo()?.to] == ["\"x\"", "2"])
  }

  @Test("Written values are no longer pending, and are not reported as gone")
  mutating func written() throws {
    try set(first, "5")
    try set(title, "\"y\"")
    #expect(session.adopt(try fixture.source([Self.a: "let first = 5, second = 2\n"])).isEmpty)
    #expect(session.values == [title: "\"y\""] && session.text(of: first) == "5")
    // The way back is a change now.
    #expect([session.undo()?.to, session.undo()?.to] == ["\"x\"", "1"])
    #expect(session.values == [first: "1"])
  }

  @Test("Another code of a file ends its values and their history, and leaves other files alone")
  mutating func otherCode() throws {
    try set(first, "5")
    try set(title, "\"y\"")
    let other = try LiteralFixture([Self.a: "let third = 1\n", Self.b: "let title = \"x\"\n"]).source()
    #expect(session.adopt(other) == [.init(id: first, from: "5", to: "1")])
    #expect(session.values == [title: "\"y\""])
    #expect([session.undo()?.id, session.undo()?.id] == [title, nil])
  }

  @Test("Values follow their literals through other code: by line, or by place in the declaration")
  mutating func moved() throws {
    let before = """
      enum E {
        static let speed = 7
        static func f(_ x: Int) -> Int {
          let y = x + 1
          let z = y + 1
          return z * 3
        }
        static let size = 9
      }

      """
    let after = """
      enum E {
        static let title = 7, more = 8
        static func f(_ x: Int) -> Int {
          let y = x + 2 + 1
          let z = y + 1
          return z * 3 }
        static let size = 10
        static let speed = abs(7)
      }

      """
    session = TweakSession(try LiteralFixture([Self.a: before]).source())
    for index in 0..<5 { try set(LiveLiteral.ID(path: Self.a, index: index), "\(index + 20)") }
    let next = try LiteralFixture([Self.a: after]).source()
    let dropped = session.adopt(next)
    func id(_ index: Int) -> LiveLiteral.ID { LiveLiteral.ID(path: Self.a, index: index) }
    // `y + 1` is on its line. Of `x + 1` and `z * 3` it is unknown what they became, because the function has one more.
    #expect(session.values == [id(7): "20", id(4): "22"])
    #expect(Set(dropped.map(\.from)) == ["21", "23", "24"])
    #expect(dropped.first { $0.from == "24" }?.to == "10")
    // A changed line in a function with as many literals as before, and with fewer.
    let third = after.replacing("x + 2 + 1", with: "x + 5").replacing("y + 1", with: "y * 1")
    session = TweakSession(next)
    try set(id(4), "30")
    let other = after.replacing("y + 1", with: "1 + y")
    #expect(session.adopt(try LiteralFixture([Self.a: other]).source()).isEmpty)
    #expect(session.values == [id(4): "30"])
    #expect(session.adopt(try LiteralFixture([Self.a: third]).source()).count == 1)
  }

  @Test("A crash takes back what no frame was drawn with, then the last change, then everything")
  mutating func crash() throws {
    try set(first, "5")
    try set(title, "\"y\"")
    session.prove()
    try set(second, "6")
    #expect(session.retreat() == [.init(id: second, from: "6", to: "2")])
    #expect(session.values == [first: "5", title: "\"y\""])
    // It crashes again, before a frame.
    #expect(Set(session.retreat().map(\.id)) == [first, title])
    #expect(session.values.isEmpty)
    #expect(session.retreat().isEmpty)
    try set(second, "7")
    session.prove()
    try set(first, "8")
    session.prove()
    #expect(session.retreat() == [.init(id: first, from: "8", to: "1")])
    #expect(session.values == [second: "7"])
  }
}
