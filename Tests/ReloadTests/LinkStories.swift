import Foundation
import Testing

/// Files that have other names or places, and changes that the kernel does not report where the game sees the file.
extension Stories {
  @Suite("Links and mounts", .serialized)
  struct LinkStories {
    /// A number that no earlier run used, so that the compiler runs.
    private let fresh = Int(Date().timeIntervalSince1970 * 1000) % 1_000_000_000

    /// A package with an empty folder beside its Game, for the other ends of links.
    private func linkedPackage() throws -> TestPackage {
      let package = try TestPackage()
      try package.shell("rm -rf elsewhere && mkdir elsewhere")
      return package
    }

    private func speed(_ number: Int) -> String { "enum Speed { static let perTick: Int64 = \(number) }\n" }

    @Test(
      "A source that is a link is followed, and a save by its other name is a save",
      arguments: [
        "mv Game/Speed.swift elsewhere/Speed.swift && ln -s ../elsewhere/Speed.swift Game/Speed.swift",
        "ln Game/Speed.swift elsewhere/Speed.swift",
        "mkdir Game/Parts && mv Game/Speed.swift elsewhere/ && ln -s ../../elsewhere Game/Parts/More",
        "mv Game/Speed.swift elsewhere/ && ln -s Speed.swift elsewhere/b && ln -s ../elsewhere/b Game/Speed.swift",
      ])
    func source(links: String) throws {
      let package = try linkedPackage()
      try package.shell(links)
      let run = try HeadlessRun(package)
      try package.save("elsewhere/Speed.swift", speed(fresh))
      try run.events.next("first-frame") { $0["generation"] == 2 }
      #expect(try package.world("distance") >= fresh)
      if links.contains("ln -s") {
        // An editor that replaces the file.
        try package.save("elsewhere/.new", speed(fresh + 1))
        try package.shell("mv elsewhere/.new elsewhere/Speed.swift")
        try run.events.next("first-frame") { $0["generation"] == 3 }
      }
    }

    @Test("A link to a folder is followed: files in it are added, changed and removed; a loop ends nowhere")
    func folder() throws {
      let package = try linkedPackage()
      try package.save("elsewhere/Bonus.swift", "enum Bonus { static let size = 1 }\n")
      try package.shell("ln -s . Game/Loop && ln -s ../elsewhere Game/Files && ln -s ../Game elsewhere/Back")
      // SwiftPM follows the loop as long as the system lets it.
      try package.shell("rm Game/Loop elsewhere/Back")
      let run = try HeadlessRun(package)
      try package.shell("ln -s ../Game elsewhere/Back")
      try package.save("elsewhere/Extra.swift", "extension Bonus { static let more = \(fresh) }\n")
      let added = try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(added.list("files") == ["Game/Files/Extra.swift"])
      try package.save("elsewhere/Bonus.swift", "enum Bonus { static let size = \(fresh) }\n")
      #expect(
        try run.events.next("swapped") { $0.text("cause") == "save" }.list("files") == [
          "Game/Files/Bonus.swift"
        ])
      try package.shell("rm elsewhere/Extra.swift")
      #expect(
        try run.events.next("swapped") { $0.text("cause") == "save" }.list("files") == [
          "Game/Files/Extra.swift"
        ])
      // The link itself.
      try package.shell("rm Game/Files")
      #expect(
        try run.events.next("swapped") { $0.text("cause") == "save" }.list("files") == [
          "Game/Files/Bonus.swift"
        ])
    }

    @Test(
      "An asset that is a link is read, and a change by its other name is seen",
      arguments: ["ln -s ../elsewhere/text assets/greeting.txt", "ln elsewhere/text assets/greeting.txt"])
    func asset(link: String) throws {
      let package = try linkedPackage()
      try package.save("elsewhere/text", "first")
      try package.shell("rm assets/greeting.txt && \(link)")
      let run = try HeadlessRun(package)
      #expect(try package.problems().isEmpty)
      try package.save("elsewhere/text", "second")
      #expect(try run.events.next("asset-reloaded").text("path") == "assets/greeting.txt")
      try package.save("elsewhere/text", "loud!")
      #expect(try run.events.next("asset-rejected").text("reason") == "assets/greeting.txt:1: no shouting")
    }

    @Test("A link to nothing is reported with its target, and is read when there is a file")
    func deadLink() throws {
      let package = try linkedPackage()
      try package.shell("ln -s ../elsewhere/later.txt assets/later.txt && ln -s .. assets/loop")
      let run = try HeadlessRun(package)
      let reports = run.events.events.filter { $0.name == "asset-rejected" }.compactMap { $0.text("reason") }
      #expect(
        reports.contains("assets/later.txt: is a link to ../elsewhere/later.txt, which does not exist"),
        "\(reports)")
      #expect(reports.contains("assets/loop: is a link to .., a folder that contains it"), "\(reports)")
      // Among the sources, at the start and later.
      try package.shell("ln -s ../elsewhere/Late.swift Game/Late.swift && ln -s .. Game/Around")
      let lost = try run.events.next("watch-failed").text("reason")
      #expect(
        lost == "Game/Around is left out: it is a link to .., a folder that contains it"
          || lost
            == "Game/Late.swift is left out: it is a link to ../elsewhere/Late.swift, which does not exist",
        "\(lost ?? "")")
      try package.shell("rm Game/Around")
      try package.save("elsewhere/Late.swift", "let late = \(fresh)\n")
      #expect(
        try run.events.next("swapped") { $0.text("cause") == "save" }.list("files") == ["Game/Late.swift"])
      try package.shell("rm assets/greeting.txt && ln -s ../elsewhere/hello assets/greeting.txt")
      try run.events.next("asset-rejected") { $0.text("reason")?.contains("../elsewhere/hello") == true }
      try package.save("elsewhere/hello", "hello")
      try run.events.next("asset-reloaded") { $0.text("path") == "assets/greeting.txt" }
    }

    @Test("Saves beneath an overlay are found, and the log says how")
    func overlay() throws {
      let package = try linkedPackage()
      let folders = "elsewhere/upper elsewhere/work"
      try package.shell("mkdir \(folders) && cp -r Game elsewhere/lower")
      let run = try HeadlessRun(
        package,
        setup:
          "mount -t overlay overlay -o lowerdir=elsewhere/lower,upperdir=elsewhere/upper,workdir=elsewhere/work Game"
      )
      try package.save("elsewhere/lower/Speed.swift", speed(fresh))
      try run.events.next("first-frame") { $0["generation"] == 2 }
      // Through the mount as well, once.
      try run.shell(
        "echo enum Speed { static let perTick: Int64 = \(fresh + 1) } > Game/Speed.swift", in: package)
      try run.events.next("first-frame") { $0["generation"] == 3 }
      run.end()
      #expect(
        try package.read(".hotloop/hotloop.log").contains("Game: saves are looked for four times a second"))
    }

    @Test(
      "Assets and headers beneath an overlay are found, too",
      arguments: ["assets", "Game/World", "Game/World/include"])
    func overlayOf(folder: String) throws {
      let package = try linkedPackage()
      try package.shell("mkdir elsewhere/upper elsewhere/work && cp -r \(folder) elsewhere/lower")
      let run = try HeadlessRun(
        package,
        setup: "mount -t overlay overlay "
          + "-o lowerdir=elsewhere/lower,upperdir=elsewhere/upper,workdir=elsewhere/work \(folder)")
      if folder == "assets" {
        try package.save("elsewhere/lower/greeting.txt", "beneath")
        try run.events.next("asset-reloaded") { $0.text("path") == "assets/greeting.txt" }
      } else {
        let header = folder == "Game/World" ? "elsewhere/lower/include/world.h" : "elsewhere/lower/world.h"
        try package.edit(header, "int32_t pushes;", "int32_t pushes;\n  int32_t shield;")
        try run.events.next("swapped") { $0.text("cause") == "save" }
        #expect(try package.world("shield") == 0)
      }
    }

    @Test("A forced build reads assets whose change was not reported")
    func forced() throws {
      let package = try linkedPackage()
      let run = try HeadlessRun(package)
      // The kernel reports changes by the name that was used; the second name is new, so the file is not polled.
      try package.shell("ln assets/greeting.txt elsewhere/text && printf second > elsewhere/text")
      _ = try package.ctl("reload")
      #expect(try run.events.next("asset-reloaded").text("path") == "assets/greeting.txt")
      try package.shell("printf third > elsewhere/text")
      try run.events.next("asset-reloaded")
    }

    @Test("Two names that Unicode takes for one are reported together, and one of them goes")
    func lookAlikes() throws {
      let package = try linkedPackage()
      let run = try HeadlessRun(package)
      try package.save("Game/Caf\u{E9}.swift", "let composed = \(fresh)\n")
      try run.events.next("swapped") { $0["generation"] == 2 }
      try package.save("Game/Cafe\u{301}.swift", "let decomposed = \(fresh)\n")
      let failed = try run.events.next("build-failed")
      let diagnostics = try #require(failed.members["diagnostics"] as? [[String: Any]])
      let message = try #require(diagnostics.first?["message"] as? String)
      #expect(message.contains("Caf<U+E9>.swift") && message.contains("Cafe<U+301>.swift"), "\(message)")
      try package.shell("rm Game/Caf\u{E9}.swift")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      // In assets.
      try package.save("assets/caf\u{E9}.txt", "a")
      try package.save("assets/cafe\u{301}.txt", "b")
      #expect(try run.events.next("asset-rejected").text("reason")?.contains("caf<U+E9>.txt") == true)
    }

    @Test(
      "Two folders, headers or assets that Unicode takes for one are reported, and the one that stays is watched",
      arguments: [
        ("Game/@/a.swift", "Game/@/b.swift", "let"),
        ("Game/World/include/@.h", "Game/World/include/@.h", "// "),
        ("Game/Deep/@/in/a.swift", "Game/Deep/@/in/a.swift", "let"),
      ])
    func lookAlikeFolders(first: String, second: String, text: String) throws {
      let package = try linkedPackage()
      let (one, other) = (first.replacing("@", with: "caf\u{E9}"), second.replacing("@", with: "cafe\u{301}"))
      let run = try HeadlessRun(package)
      let content = text == "let" ? "let first = \(fresh)\n" : "// \(fresh)\n"
      try package.shell(
        "mkdir -p \"$(dirname '\(one)')\" \"$(dirname '\(other)')\" && echo '\(content)' > '\(one)'"
          + " && echo '\(content.replacing("first", with: "second"))' > '\(other)'")
      let failed = try run.events.next("build-failed")
      let diagnostics = try #require(failed.members["diagnostics"] as? [[String: Any]])
      let message = try #require(diagnostics.first?["message"] as? String)
      #expect(message.contains("caf<U+E9>") && message.contains("cafe<U+301>"), "\(message)")
      #expect(diagnostics.count == 1, "\(failed)")
      let gone = first.contains("@/") ? other[..<other.range(of: "cafe\u{301}")!.upperBound] : other[...]
      try package.shell("rm -r '\(gone)'")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      try package.save(one, content.replacing("\(fresh)", with: "\(fresh + 1)"))
      try run.events.next("swapped") { $0.text("cause") == "save" }
    }

    @Test("A file renamed by case only is the same file under its new name")
    func caseRename() throws {
      let package = try linkedPackage()
      let run = try HeadlessRun(package)
      try package.shell("mv Game/Speed.swift Game/speed.swift")
      let swapped = try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(swapped.list("files") == ["Game/Speed.swift", "Game/speed.swift"])
      try package.save("Game/speed.swift", speed(fresh))
      try run.events.next("first-frame") { $0["generation"] == 3 }
      #expect(try package.world("distance") >= fresh)
    }
  }
}
