import Foundation

/// The tutorial of the SDK's reference: its diffs, and what the picture shows after each.
struct Tutorial {
  struct Step: CustomStringConvertible {
    var title: String
    var diff: String
    /// A text of the picture, or a colour in it; empty if the article names none.
    var picture: String
    var description: String { title }

    var files: [String] {
      diff.split(separator: "\n").filter { $0.hasPrefix("+++ ") }.map { String($0.dropFirst(4)) }
    }
    /// Whether the game is built for it.
    var changesCode: Bool { files.contains { $0.hasPrefix("Game/") || $0.hasPrefix("World/") } }
  }

  let steps: [Step]

  /// - Parameters:
  ///   - article: in the documentation of GameSDK.
  ///   - type: what the game is called instead of `Snake`.
  init(_ article: String, type: String) throws {
    let path = TestPackage.repository.appending(path: "Sources/GameSDK/GameSDK.docc/\(article).md")
    let text = try String(contentsOf: path, encoding: .utf8)
    steps = text.split(separator: "\n## ").compactMap { section in
      let parts = section.split(separator: "```diff\n", maxSplits: 1)
      guard parts.count == 2, let end = parts[1].firstRange(of: "\n```") else { return nil }
      let after = parts[1][end.upperBound...]
      let picture = after.firstMatch(of: /The picture shows `([^`]+)`/).map { String($0.1) }
      return Step(
        title: String(section.prefix { !$0.isNewline }),
        diff: parts[1][..<end.lowerBound].replacing("Snake", with: type) + "\n", picture: picture ?? "")
    }
  }
}
