import Foundation
import HostSystem
import Testing

@testable import GameBuilder

@Suite("Writing literals into a source")
struct TweakWriterTests {
  private let text = "let a = 1 + b(2.5) // 1\r\nlet c = \"é\", d = true\r\n"

  private func replaced(_ texts: [Int: String], in source: String) throws -> String {
    String(
      decoding: try LiteralWriter.replacing(texts, in: Array(source.utf8), path: "Game.swift"), as: UTF8.self)
  }

  private func problem(_ texts: [Int: String], in source: String) -> String {
    do {
      return "no error: \(try replaced(texts, in: source))"
    } catch {
      return "\(error)"
    }
  }

  @Test("Only the literals change")
  func replacing() throws {
    #expect(
      try replaced([3: "false", 0: "-1_000", 2: "#\"longer\"#", 1: "0.5e1"], in: text)
        == "let a = -1_000 + b(0.5e1) // 1\r\nlet c = #\"longer\"#, d = false\r\n")
    #expect(try replaced([:], in: text) == text)
    #expect(try replaced([0: "-3"], in: "a = b - 1") == "a = b - -3")
    #expect(try replaced([0: "3"], in: "f(-1)") == "f(3)")
  }

  @Test("What would change more than values is refused")
  func refused() {
    #expect(problem([0: "1.5"], in: text) == "Game.swift:1: 1.5 is not a literal of the same kind as 1")
    #expect(problem([1: "2"], in: text) == "Game.swift:1: 2 is not a literal of the same kind as 2.5")
    #expect(problem([2: "\"\\(x)\""], in: text).hasPrefix("Game.swift:2: "))
    #expect(problem([3: "1"], in: text).hasPrefix("Game.swift:2: "))
    #expect(problem([0: "1; f()"], in: text).hasPrefix("Game.swift:1: "))
    #expect(problem([0: "1 // x"], in: text).hasPrefix("Game.swift:1: "))
    #expect(problem([4: "1"], in: text) == "Game.swift: there is no literal with index 4")
    #expect(problem([0: "-1"], in: "a+1").contains("because the minus"))
    #expect(problem([0: "1"], in: "a = \"").contains("by hand"))
  }

  private func withFile(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try DiskFile.makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/Game.swift"
    try DiskFile.write(Array(text.utf8), to: path)
    try body(path)
    // Nothing else is left behind.
    let names = try #require(DiskFile.names(in: folder))
    #expect(names.allSatisfy { $0.hasSuffix(".swift") }, "\(names)")
  }

  @Test("A file keeps its mode and stays behind its link")
  func file() throws {
    try withFile { path in
      let link = path.replacing("Game.swift", with: "Link.swift")
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      let content = try LiteralWriter.write(
        [0: "7", 3: "false"], to: link, expecting: ContentHash(of: Array(text.utf8)))
      let expected = text.replacing("a = 1", with: "a = 7").replacing("true", with: "false")
      #expect(content == Array(expected.utf8))
      #expect(try DiskFile.read(path) == content)
      #expect(DiskFile.isLink(link))
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o640)
      // The returned content is what a next write expects.
      _ = try LiteralWriter.write([0: "8"], to: path, expecting: ContentHash(of: content))
      #expect(try DiskFile.readText(path) == expected.replacing("a = 7", with: "a = 8"))
    }
  }

  @Test("A file that was changed meanwhile, has other names or is gone stays as it is")
  func leftAlone() throws {
    try withFile { path in
      let hash = ContentHash(of: Array(text.utf8))
      let other = text + "// mine\n"
      try DiskFile.write(Array(other.utf8), to: path)
      let changed = try #require(throws: LiteralWriteError.self) {
        try LiteralWriter.write([0: "7"], to: path, expecting: hash)
      }
      #expect(changed.isChanged)
      #expect(try DiskFile.readText(path) == other)

      let file = try SourceFile(reading: path)
      try DiskFile.write(Array(text.utf8), to: path)
      #expect(throws: SourceFileError.self) { try file.replace(with: Array(other.utf8)) }
      #expect(try DiskFile.readText(path) == text)

      let second = path.replacing("Game.swift", with: "Second.swift")
      try FileManager.default.linkItem(atPath: path, toPath: second)
      let linked = try #require(throws: LiteralWriteError.self) {
        try LiteralWriter.write([0: "7"], to: path, expecting: hash)
      }
      #expect("\(linked)" == "\(path) has other names (hard links)")
      #expect(try DiskFile.readText(path) == text)

      try FileManager.default.removeItem(atPath: second)
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
      let readOnly = try #require(throws: LiteralWriteError.self) {
        try LiteralWriter.write([0: "7"], to: path, expecting: hash)
      }
      #expect("\(readOnly)" == "\(path) is read-only; allow writing it (chmod u+w), and write again")
      #expect(try DiskFile.readText(path) == text)
      // No file is written if one of them cannot be.
      try DiskFile.write(Array(text.utf8), to: second)
      let edits = [second, path].map { LiteralEdit(path: $0, content: hash, texts: [0: "7"]) }
      #expect(throws: LiteralWriteError.self) { try LiteralEdit.write(edits) }
      #expect(try DiskFile.readText(second) == text)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)

      let wrong = try #require(throws: LiteralWriteError.self) {
        try LiteralWriter.write([0: "7", 1: "8"], to: path, expecting: hash)
      }
      #expect(!wrong.isChanged)
      #expect(try DiskFile.readText(path) == text)
      let gone = try #require(throws: LiteralWriteError.self) {
        try LiteralWriter.write([0: "7"], to: path + "x", expecting: hash)
      }
      #expect("\(gone)".contains("cannot read"))
    }
  }
}
