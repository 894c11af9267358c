import Foundation
import SeededRandom
import Testing

@testable import GameBuilder

/// Authors save sources in any state. What reads them in the host must never trap: it would end the run, and no build could be
/// blamed for it.
@Suite("Broken sources")
struct BrokenSourceTests {
  private static let game = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Game").standardizedFileURL

  /// What stands in the wrong place most easily.
  private static let pieces = [
    "{", "}", "(", ")", "[", "]", "\"", "\"\"\"", ":", "=", ",", ".", "#", "@", "<", ">", "/*", "*/", "//",
    "\n", "-", "1", "0x",
    "extension", "struct", "enm", "func", "let", "case", "import", "\\(", "`", "é", "\u{0}",
  ]

  @Test(
    "Readers of sources accept lines that are no declarations before one",
    arguments: [
      "enm A {\n  case a: b\n}\nextension B {}\n", "x { y: z }\nextension B: C { func d() {} }\n",
      "@available(*, deprecated, message: \"x\")\nextension A {\n  func b() {}\n}\n", "a: {}\nstruct B {}\n",
      "extensionx A {\n}\nextension B {\n  var c: Int { 1 }\n}\n", "{ : }\nclass A: B { func c() {} }\n",
    ])
  func misplaced(text: String) { Self.read(Array(text.utf8)) }

  @Test("Readers of sources accept any text", arguments: 1...4)
  func random(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let names = try FileManager.default.subpathsOfDirectory(atPath: Self.game.path)
      .filter { $0.hasSuffix(".swift") || $0.hasSuffix(".h") }.sorted()
    #expect(names.count > 40)
    for name in names {
      let whole = Array(try Data(contentsOf: Self.game.appending(path: name)))
      for _ in 0..<6 { Self.read(Self.broken(whole, using: &random)) }
    }
  }

  /// A part of a source with a few random changes.
  private static func broken(_ source: [UInt8], using random: inout SplitMix64) -> [UInt8] {
    let start = random.below(source.count)
    var bytes = Array(source[start..<min(source.count, start + 1_500)])
    for _ in 0..<1 + random.below(5) {
      let place = random.below(bytes.count + 1)
      let end = min(bytes.count, place + random.below(12))
      bytes.replaceSubrange(
        place..<(random.below(3) == 0 ? place : end), with: pieces[random.below(pieces.count)].utf8)
    }
    return bytes
  }

  private static func read(_ bytes: [UInt8]) {
    _ = InterfacePart.parts(of: bytes)
    _ = InterfaceFingerprint.hash(of: bytes)
    _ = BodySplit(bytes)
    _ = StartFunction.content(in: bytes)
    _ = SourceLiterals(bytes)
    _ = LiteralPlace.places(in: bytes, file: "a.swift")
    _ = HeaderText(bytes)
    _ = PreprocessedHeaders(Array("# 1 \"/a/b.h\" 1\n".utf8) + bytes, in: ["/a"])
  }
}
