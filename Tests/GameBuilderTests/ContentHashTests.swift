import Testing

@testable import GameBuilder

@Suite struct ContentHashTests {
  /// From the test of the reference implementation (xxHash, tests/sanity_test_vectors.h): seed 0, and by `xxhsum -H2`.
  @Test(
    "A hash is XXH3-128, whatever the length",
    arguments: [
      ("", "99aa06d3014798d86001c324468d497f"),
      ("a", "a96faf705af16834e6c632b61e964e1f"),
      ("abc", "06b05ab6733a618578af5f94892f3950"),
    ])
  func knownValues(text: String, hexadecimal: String) {
    #expect(ContentHash(of: text).hexadecimal == hexadecimal)
    #expect(ContentHash(of: Array(text.utf8)) == ContentHash(of: text))
  }

  @Test("The parts that were combined count, not only their bytes")
  func partsCount() {
    func hash(_ parts: String...) -> ContentHash {
      parts.reduce(into: ContentHash()) { $0.combine($1) }
    }
    #expect(hash("ab", "c") != hash("a", "bc"))
    #expect(hash("abc") != hash("abc", ""))
    #expect(hash("a", "b") != hash("b", "a"))
    #expect(hash("a", "b") == hash("a", "b"))
  }

  @Test("Every changed byte changes the hash, in parts of every length")
  func changedBytes() {
    for length in [1, 7, 8, 9, 31, 240, 241, 511, 512, 513, 4096] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      var seen: Set<ContentHash> = []
      for index in stride(from: 0, to: length, by: max(1, length / 16)) {
        var changed = bytes
        changed[index] ^= 1
        var hash = ContentHash(of: "start")
        hash.combine(changed)
        #expect(seen.insert(hash).inserted)
        #expect(ContentHash(of: changed) != ContentHash(of: bytes))
      }
    }
  }
}
