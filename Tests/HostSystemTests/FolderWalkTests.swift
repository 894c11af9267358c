import Foundation
import Testing

@testable import HostSystem

@Suite struct FolderWalkTests {
  private let root: String

  init() throws {
    root = FileManager.default.temporaryDirectory.path + "/hotloop-walk-\(UUID().uuidString)"
    let files = FileManager.default
    try files.createDirectory(atPath: root + "/tree/deep", withIntermediateDirectories: true)
    try files.createDirectory(atPath: root + "/other/sub", withIntermediateDirectories: true)
    for name in ["tree/a", "tree/deep/b", "other/c", "other/sub/d"] {
      try Data("x".utf8).write(to: URL(fileURLWithPath: root + "/" + name))
    }
    for (name, target) in [
      ("tree/link", "../other"), ("tree/file", "../other/c"), ("tree/dead", "nowhere"), ("tree/self", "."),
      ("tree/deep/up", ".."), ("other/back", "../tree"), ("tree/ring", "ring"), ("tree/above", "../.."),
    ] {
      try files.createSymbolicLink(atPath: root + "/" + name, withDestinationPath: target)
    }
    try files.linkItem(atPath: root + "/tree/a", toPath: root + "/other/hard")
  }

  @Test func `Links are followed, and loops end`() {
    defer { try? FileManager.default.removeItem(atPath: root) }
    var found: [String: FolderWalk.Entry] = [:]
    func enters(_ folder: String) -> Bool { true }
    FolderWalk.visit(root + "/tree", enters: enters) { path, entry in
      found[PathText.relative(path, to: root)] = entry
    }
    #expect(
      found == [
        "tree/a": .linkedFile, "tree/deep/b": .file, "tree/file": .linkedFile, "tree/link": .linkedFolder,
        "tree/link/c": .linkedFile, "tree/link/sub/d": .linkedFile, "tree/link/hard": .linkedFile,
        "tree/link/back": .deadLink, "tree/dead": .deadLink, "tree/self": .deadLink,
        "tree/deep/up": .deadLink, "tree/ring": .deadLink, "tree/above": .deadLink,
      ])
  }

  @Test func `Names that Unicode takes for one are found in pairs`() {
    let pairs = PathText.lookAlikes(["/a/b.swift", "/a/\u{E9}.swift", "/a/e\u{301}.swift", "/a/b.swift"])
    #expect(pairs.count == 1)
    #expect(pairs.first?.0.unicodeScalars.contains("\u{301}") == true)
    #expect(pairs.first?.1.unicodeScalars.contains("\u{E9}") == true)
    #expect(PathText.lookAlikes(["/a/A.swift", "/a/a.swift"]).isEmpty)
  }

  @Test(arguments: [
    // Different files in two folders, the same file in both, a folder and a file, three spellings.
    (["/a/\u{E9}/x", "/a/e\u{301}/y"], "/a/e\u{301}"), (["/a/\u{E9}/x", "/a/e\u{301}/x"], "/a/e\u{301}"),
    (["\u{E9}/in/x", "e\u{301}"], "e\u{301}"),
    (["/a/\u{212B}", "/a/\u{C5}/b", "/a/A\u{30A}"], "/a/A\u{30A}"),
    (["/\u{AC00}/x", "/\u{1100}\u{1161}/x/y"], "/\u{1100}\u{1161}"),
  ])
  func `Folders that Unicode takes for one are a pair, what is in them is none`(
    paths: [String], first: String
  ) {
    let pairs = PathText.lookAlikes(paths + ["/a/other/\u{E9}", "/b/\u{E9}"])
    #expect(pairs.count == 1)
    #expect(pairs.first.map { Array($0.0.utf8) } == Array(first.utf8))
  }

  @Test func `A path below a folder is cut by bytes`() {
    #expect(PathText.relative("/a/\u{301}b.swift", to: "/a") == "\u{301}b.swift")
    #expect(PathText.relative("/e\u{301}/b", to: "/e\u{301}") == "b")
    #expect(PathText.relative("/e\u{301}/b", to: "/\u{E9}") == "/e\u{301}/b")
  }
}
