import Foundation
import Testing

@testable import GameBuilder

/// Where a rename is written into the source of a game, and that everything else stays as it is.
struct RenameDeclarationTests {
  private let rename = RenameDeclaration(owner: "World", from: "hp", to: "health")
  private let entry = ".field(of: \"World\", from: \"hp\", to: \"health\")"
  private let play = "@c public func hotloopGame() { Beacon.play() }\n"

  /// `Beacon` with these members.
  private func game(_ members: String) -> String { "struct Beacon: Game {\n\(members)\n}\n" + play }

  private func edited(_ text: String) throws -> String {
    String(decoding: try rename.edit(of: ["Game/Beacon.swift": Array(text.utf8)]).bytes, as: UTF8.self)
  }

  struct Shape: Sendable, CustomTestStringConvertible {
    let name: String
    let before: String
    /// `@` stands for the entry.
    let after: String
    var testDescription: String { name }
  }

  static let shapes = [
    Shape(
      name: "an empty list", before: "  static let renames: [Rename] = []",
      after: "  static let renames: [Rename] = [@]"),
    Shape(
      name: "an empty list on two lines", before: "  static let renames: [Rename] = [\n  ]",
      after: "  static let renames: [Rename] = [\n    @,\n  ]"),
    Shape(
      name: "an empty list with a comment", before: "  static let renames: [Rename] = [\n    // none\n  ]",
      after: "  static let renames: [Rename] = [\n    // none\n    @,\n  ]"),
    Shape(
      name: "an empty list with a comment on its line",
      before: "  static let renames: [Rename] = [/* none */]",
      after: "  static let renames: [Rename] = [/* none */@]"),
    Shape(
      name: "one line", before: "  static let renames = [Rename.type(from: \"A\", to: \"B\")]",
      after: "  static let renames = [Rename.type(from: \"A\", to: \"B\"), @]"),
    Shape(
      name: "one line with a trailing comma",
      before: "  static let renames = [Rename.type(from: \"A\", to: \"B\"),]",
      after: "  static let renames = [Rename.type(from: \"A\", to: \"B\"), @,]"),
    Shape(
      name: "a line that would become too long",
      before:
        "  static let renames: [Rename] = [.field(of: \"Creature\", from: \"position\", to: \"place\")]",
      after:
        "  static let renames: [Rename] = [.field(of: \"Creature\", from: \"position\", to: \"place\"),\n    @]"
    ),
    Shape(
      name: "several lines with a trailing comma",
      before: "  static let renames: [Rename] = [\n    .type(from: \"A\", to: \"B\"),\n  ]",
      after: "  static let renames: [Rename] = [\n    .type(from: \"A\", to: \"B\"),\n    @,\n  ]"),
    Shape(
      name: "several lines without one",
      before: "  static let renames: [Rename] = [\n    .type(from: \"A\", to: \"B\")\n  ]",
      after: "  static let renames: [Rename] = [\n    .type(from: \"A\", to: \"B\"),\n    @\n  ]"),
    Shape(
      name: "comments behind and below the last element",
      before:
        "  static let renames: [Rename] = [\n    .type(from: \"A\", to: \"B\") // of [old]\n    // more, later\n  ]",
      after:
        "  static let renames: [Rename] = [\n    .type(from: \"A\", to: \"B\"), // of [old]\n    @\n"
        + "    // more, later\n  ]"),
    Shape(
      name: "the bracket behind the last element",
      before:
        "  static let renames: [Rename] = [.type(from: \"A\", to: \"B\"),\n    .type(from: \"C\", to: \"D\")]",
      after:
        "  static let renames: [Rename] = [.type(from: \"A\", to: \"B\"),\n    .type(from: \"C\", to: \"D\"),\n    @]"
    ),
    Shape(
      name: "an element over several lines",
      before:
        "  static let renames: [Rename] = [\n    .field(\n      of: \"A\",\n      from: \"b\", to: \"c\"),\n  ]",
      after:
        "  static let renames: [Rename] = [\n    .field(\n      of: \"A\",\n      from: \"b\", to: \"c\"),\n    @,\n  ]"
    ),
    Shape(
      name: "tabs", before: "\tstatic let renames: [Rename] = [\n\t\t.type(from: \"A\", to: \"B\"),\n\t]",
      after: "\tstatic let renames: [Rename] = [\n\t\t.type(from: \"A\", to: \"B\"),\n\t\t@,\n\t]"),
    Shape(
      name: "a computed property", before: "  static var renames: [Rename] { [] }",
      after: "  static var renames: [Rename] { [@] }"),
    Shape(
      name: "a computed property with return",
      before:
        "  static var renames: [Rename] {\n    return [\n      .type(from: \"A\", to: \"B\"),\n    ]\n  }",
      after:
        "  static var renames: [Rename] {\n    return [\n      .type(from: \"A\", to: \"B\"),\n      @,\n    ]\n  }"
    ),
    Shape(
      name: "a getter", before: "  static var renames: [Rename] { get { [] } }",
      after: "  static var renames: [Rename] { get { [@] } }"),
    Shape(
      name: "the type Array, in brackets", before: "  public static let renames: Array<Rename> = []",
      after: "  public static let renames: Array<Rename> = [@]"),
  ]

  @Test("An entry is added to the list", arguments: shapes)
  func list(shape: Shape) throws {
    for newline in ["\n", "\r\n"] {
      let lines = { (text: String) in text.replacing("\n", with: newline) }
      let before = lines("import GameSDK\n\n" + game("  var sum = 0\n" + shape.before + "\n  // the end"))
      let after = lines(
        "import GameSDK\n\n"
          + game("  var sum = 0\n" + shape.after.replacing("@", with: entry) + "\n  // the end"))
      #expect(try edited(before) == after)
    }
  }

  @Test("A game without a list gets one as its first member")
  func property() throws {
    let text = rename.property
    let cases = [
      (game("  var sum = 0"), game("  \(text)\n\n  var sum = 0")),
      (game("\tvar sum = 0"), game("\t\(text)\n\n\tvar sum = 0")),
      (game("  static let name = \"B\""), game("  \(text)\n  static let name = \"B\"")),
      (
        game("  /// Derived.\n  var sum = 0"),
        "struct Beacon: Game {\n  \(text)\n\n  /// Derived.\n  var sum = 0\n}\n" + play
      ),
      (
        "struct Beacon: Game { var sum = 0 }\n" + play,
        "struct Beacon: Game { \(text); var sum = 0 }\n" + play
      ),
      ("struct Beacon: Game {}\n" + play, "struct Beacon: Game {\n  \(text)\n}\n" + play),
      (
        "public final class Beacon: Game {\r\n    var sum = 0\r\n}\r\n",
        "public final class Beacon: Game {\r\n    public \(text)\r\n\r\n    var sum = 0\r\n}\r\n"
      ),
      (
        "enum Host {\n  struct Beacon: Game { // here\n    var sum = 0\n  }\n}\n",
        "enum Host {\n  struct Beacon: Game { // here\n    \(text)\n\n    var sum = 0\n  }\n}\n"
      ),
    ]
    for (before, after) in cases { #expect(try edited(before) == after) }
  }

  @Test("The list is found in an extension, in another file, and not in another type")
  func place() throws {
    let sources = [
      "Game/Beacon.swift": game("  var sum = 0"),
      "Game/Other.swift": "struct Other: Game {\n  static let renames: [Rename] = []\n}\n",
      "Game/Renames.swift": "extension Beacon {\n  static let renames: [Rename] = [\n  ]\n}\n",
    ]
    let edit = try rename.edit(of: sources.mapValues { Array($0.utf8) })
    #expect(edit.path == "Game/Renames.swift")
    #expect(edit.line == 3)
    // Not what only looks like one.
    let odd = game("  let renames = [1]\n  let text = \"static let renames = []\" // static let renames = []")
    #expect(try edited(odd).contains("{\n  \(rename.property)\n\n  let renames = [1]\n"))
  }

  @Test(
    "Without a safe place nothing is written, and the error says what to write",
    arguments: [
      (
        "  static let renames: [Rename] = Old.renames + [.type(from: \"A\", to: \"B\")]", "not one plain list"
      ),
      ("  static let renames: [Rename] = [.type(from: \"A\", to: \"B\")] + more", "not one plain list"),
      ("  static let renames: [Rename] = [.type(from: \"A\", to: \"B\")]\n    + more", "not one plain list"),
      ("  static let renames = [Rename]()", "not one plain list"),
      ("  static var renames: [Rename] { if x { [] } else { [] } }", "not one plain list"),
      ("  static let renames: [Rename] = [\n    .type(from: \"A\", to: \"B\") /* on\n    */\n  ]", "no"),
      (
        "  #if DEBUG\n  static let renames: [Rename] = []\n  #else\n  static let renames: [Rename] = []\n  #endif",
        "several places"
      ),
    ])
  func refused(members: String, reason: String) throws {
    let text = game(members)
    do {
      let edit = try edited(text)
      Issue.record("written: \(edit)")
    } catch let problem as RenameDeclaration.Problem {
      #expect(problem.description.contains(reason), "\(problem)")
      #expect(problem.text.contains(entry))
    }
  }

  @Test("It must be clear which type is the game")
  func games() throws {
    for (text, reason) in [
      ("struct A: Game {}\nstruct B: Game {}\n", "not clear"), ("struct A {}\n", "not found"),
      ("#if X\nstruct A: Game {}\n#else\nstruct A: Game {}\n#endif\n", "twice"),
    ] {
      #expect {
        try edited(text)
      } throws: {
        ($0 as? RenameDeclaration.Problem)?.description.contains(reason) == true
      }
    }
    #expect(
      try edited("struct A: Game {}\nstruct B: Game {}\nfunc start() { B.play() }\n").contains(
        "struct A: Game {}\nstruct B: Game {\n"))
  }

  @Test("The entry can be written into this repository's own game")
  func cinder() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var sources: [String: [UInt8]] = [:]
    let folder = root.appendingPathComponent("Game")
    for case let file as URL in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)! {
      if file.pathExtension == "swift" { sources[file.path] = Array(try Data(contentsOf: file)) }
    }
    let edit = try rename.edit(of: sources)
    #expect(edit.path.hasSuffix("Game/Cinder.swift"))
    let lines = String(decoding: edit.bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[edit.line - 1] == "    \(entry),")
  }
}
