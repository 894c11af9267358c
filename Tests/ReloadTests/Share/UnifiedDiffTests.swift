import Foundation
import HostSystem
import Testing

@testable import HotLoopCLI

@Suite("Differences as patches")
struct UnifiedDiffTests {
  @Test(
    "git apply makes the new text of the old one, whatever the name of the file",
    arguments: [
      ("Game/A.swift", "a\nb\nc\n", "a\nB\nc\n"), ("Game/A.swift", "a\n", nil), ("Game/A.swift", nil, "a\n"),
      ("Game/A.swift", nil, ""), ("Game/A.swift", "", nil), ("Game/A.swift", "a\nb", "a\nb\n"),
      ("Game/A.swift", "a\r\nb\r\n", "a\nb\r\n"), ("Game/my file.swift", "a\n", "b\n"),
      ("Game/my file.swift", nil, "b\n"), ("Game/grüße.swift", "a\n", "b\n"),
      ("Game/a\"b\\c.swift", "a\n", "b\n"), ("Game/a\nb.swift", nil, "b\n"),
      ("-x.swift", "--- a/other\n+++ b/other\n", "diff --git a/x b/x\n"),
    ] as [(String, String?, String?)])
  func applies(path: String, old: String?, new: String?) async throws {
    let files = FileManager.default
    let folder = NSTemporaryDirectory() + "diff-\(UUID().uuidString)"
    defer { try? files.removeItem(atPath: folder) }
    let file = folder + "/" + path
    try files.createDirectory(atPath: folder + "/Game", withIntermediateDirectories: true)
    if let old { try Data(old.utf8).write(to: URL(fileURLWithPath: file)) }
    let patch = try await ScratchFolder.with("diff") { scratch in
      await UnifiedDiff(of: path, from: old, to: new, in: scratch)
    }
    let text = try #require(patch).text
    try Data("a line before it\n\(text)".utf8).write(to: URL(fileURLWithPath: folder + "/patch"))
    let result = try await ToolRun.run("/usr/bin/env", ["git", "apply", "patch"], in: folder)
    #expect(result.succeeded, "\(result.text)\n\(text)")
    let made = (try? DiskFile.read(file)).map { String(decoding: $0, as: UTF8.self) }
    #expect(made == new, "\(text)")
  }

  @Test("Changed lines are counted")
  func counts() async throws {
    let patch = try await ScratchFolder.with("diff") { scratch in
      await UnifiedDiff(of: "a", from: "1\n2\n3\n4\n", to: "1\nx\ny\n4\n5\n", in: scratch)
    }
    #expect(patch?.added == 3 && patch?.removed == 2)
  }

  @Test("Texts of others cannot reach the terminal, nor their names other folders")
  func foreign() {
    #expect(ForeignText.line("a\u{1B}[2Jb\nc") == "a\\u{1b}[2Jb\\u{a}c")
    #expect(ForeignText.line("a\u{202E}b") == "a\\u{202e}b")
    #expect(ForeignText.lines("ä\n\tb\r") == "ä\n\tb\\u{d}")
    for path in ["", "/etc/passwd", "../a", "a/../b", "a//b", "./a", "a/", "a\0b"] {
      #expect(!ForeignText.isPath(path), "\(path)")
    }
    #expect(ForeignText.isPath("Game/..a/b c.swift"))
  }
}
