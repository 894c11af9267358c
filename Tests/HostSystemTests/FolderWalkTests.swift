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
}
