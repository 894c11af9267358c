import Foundation
import Testing

@testable import HotLoopCLI

@Suite("Files of new games")
struct NewPackageTests {
  static let clone = TestPackage.repository.path
  static let templates = GameTemplate.names(in: clone)

  @Test("There are templates for three kinds of game, and an empty one")
  func names() { #expect(Self.templates == ["blocks", "empty", "roguelike", "snake"]) }

  @Test("A template gives a whole package, without placeholders, and a short one", arguments: templates)
  func tree(name: String) throws {
    let template = try GameTemplate(name, in: Self.clone)
    let files = template.files(for: try GameName("my-game"), .path("../hotloop"))
    let paths = Set(files.map(\.path))
    let expected = [
      "Package.swift", "README.md", "Game/MyGame.swift", "World/include/world.h", "assets/keys.yaml",
      "Tests/GameTests/MyGameTests.swift", ".gitignore", ".editorconfig", ".github/workflows/test.yml",
      ".vscode/tasks.json",
    ]
    #expect(paths.isSuperset(of: expected), "\(paths.sorted())")
    for file in files where file.isText {
      for placeholder in ["TemplateGame", "template-game", "@CLONE@", "@PACKAGE@", "@DEPENDENCY@"] {
        #expect(!file.text.contains(placeholder) && !file.path.contains(placeholder), "\(file.path)")
      }
      #expect(file.text.hasSuffix("\n") && !file.path.hasSuffix(".template"), "\(file.path)")
    }
    let game = files.filter { $0.path.hasPrefix("Game/") || $0.path.hasPrefix("World/") }
    #expect(game.reduce(0) { $0 + $1.text.count { $0.isNewline } } < 400)
    let tasks = try #require(files.first { $0.path == ".vscode/tasks.json" })
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(tasks.text.utf8)) }
  }

  @Test("A template that is played has recorded runs, which are copied byte for byte", arguments: templates)
  func recordings(name: String) throws {
    let template = try GameTemplate(name, in: Self.clone)
    let (old, new) = (template.files, template.files(for: try GameName("my-game"), .path("../hotloop")))
    let runs = new.filter { $0.path.hasSuffix(".run") }
    #expect(runs.isEmpty == (name == "empty"))
    for run in runs {
      #expect(!run.isText && run.path.hasPrefix("Tests/Recordings/") && old.contains(run), "\(run.path)")
      #expect(run.bytes.count < 60_000, "\(run.path)")
      // What it was made of is beside it, and the README tells how.
      let input = run.path.dropLast(4) + ".input"
      #expect(new.contains { $0.path == input }, "\(input)")
      let readme = try #require(new.first { $0.path == "README.md" }).text
      #expect(readme.contains("--input \(input) --record \(run.path)"), "\(readme)")
    }
    #expect(!NewFile(path: "a", bytes: Array("TemplateGame".utf8) + [0]).isText)
    #expect(!NewFile(path: "a", bytes: Array("TemplateGame".utf8) + [0xFF]).isText)
  }

  @Test("What a README says to edit is there", arguments: templates)
  func readme(name: String) throws {
    let files = try GameTemplate(name, in: Self.clone).files(
      for: try GameName("my-game"), .path("../hotloop"))
    let readme = try #require(files.first { $0.path == "README.md" }).text
    let named = readme.matches(of: /`((?:Game|World|assets)\/[\w.\/]+)`/).map { String($0.1) }
    #expect(named.count >= 3)
    for path in named { #expect(files.contains { $0.path == path }, "\(path)") }
    let code = files.filter { $0.path.hasPrefix("Game/") }.map(\.text).joined()
    for name in readme.matches(of: /- `Game\/.*?: (.*)$/.anchorsMatchLineEndings()) {
      for word in name.1.matches(of: /`(\w+)`/) { #expect(code.contains(word.1), "\(word.1)") }
    }
  }

  @Test("A package refers to a clone beside it by a relative path, and to a URL")
  func references() throws {
    let root = URL(fileURLWithPath: Self.clone)
    let (name, beside) = (root.lastPathComponent, root.deletingLastPathComponent().path + "/my-game")
    #expect(HotLoopReference(clone: Self.clone, from: beside) == .path("../\(name)"))
    #expect(HotLoopReference(clone: Self.clone, from: "/not/beside/my-game") == .path(Self.clone))
    #expect(
      HotLoopReference.path("/a/b \"c\"").dependency == #".package(name: "hotloop", path: "/a/b \"c\"")"#)
    for url in ["https://example.com/a/HotLoop.git", "git@example.com:HotLoop", "file:///a/HotLoop/"] {
      #expect(HotLoopReference.isURL(url) && HotLoopReference.url(url).identity == "HotLoop")
    }
    #expect(!HotLoopReference.isURL("../hotloop"))
    let files = try GameTemplate("snake", in: Self.clone).files(
      for: try GameName("my-game"), .url("https://example.com/hotloop.git"))
    let manifest = try #require(files.first { $0.path == "Package.swift" }).text
    #expect(manifest.contains(#"[.package(url: "https://example.com/hotloop.git", branch: "main")]"#))
    let workflow = try #require(files.first { $0.path.hasSuffix("test.yml") }).text
    #expect(!workflow.contains("git clone") && workflow.contains("swift test"))
  }

  @Test("A template knows the names that it uses itself")
  func usedNames() throws {
    let snake = try GameTemplate("snake", in: Self.clone)
    #expect(snake.uses("Level") && snake.uses("Canvas") && snake.uses("PointPool"))
    #expect(!snake.uses("Snake") && !snake.uses("A") && !snake.uses("Leve"))
  }

  @Test("Files that cannot be written leave nothing behind")
  func failure() throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("hotloop-new-\(UUID())")
    defer { try? FileManager.default.removeItem(at: root) }
    let inner = root.appendingPathComponent("a/b").path
    let files = ["c/d.txt", "c/e/f.txt", "g.txt", "g.txt/h.txt"].map { NewFile(path: $0, text: "x\n") }
    #expect(throws: (any Error).self) { try NewFile.write(files, into: inner) }
    #expect(!FileManager.default.fileExists(atPath: root.path))
    // A folder that was there stays, with what somebody else put into it.
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
    #expect(throws: (any Error).self) { try NewFile.write(files, into: inner) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: inner) == [])
    try NewFile.write(Array(files.dropLast()), into: inner)
    #expect(try String(contentsOfFile: inner + "/c/e/f.txt", encoding: .utf8) == "x\n")
  }
}
