import Foundation
import Testing

/// Handlers of reloads and variables of games with several modules.
extension Stories {
  @Suite("Handlers of modules", .serialized)
  struct ModuleStories {
    private let package: TestPackage
    /// A number that no earlier run used: an image that exists is not built again.
    private let fresh = Int(Date().timeIntervalSince1970) % 1_000_000_000

    /// A handler of each kind, which logs its module and version.
    private func handlers(_ module: String, _ version: String) -> String {
      """
      private let before\(module) = Reloads.before { Log.info("hook before \(module) \(version) \\($0.changedModules)") }
      private let after\(module) = Reloads.after { Log.info("hook after \(module) \(version) \\($0.hasChanged("\(module)"))") }

      """
    }

    private func library(_ name: String, _ version: String, imports: [String] = []) throws {
      let imported = (["GameSDK"] + imports).map { "import \($0)\n" }.joined()
      try package.shell("mkdir -p Sources/\(name)")
      try package.save(
        "Sources/\(name)/\(name).swift",
        imported + handlers(name, version) + """
          public enum \(name)Box { nonisolated(unsafe) public static var count = 0 }
          public func value\(name)() -> Int64 { \(fresh) + Int64("\(version)".utf8.count) }

          """)
    }

    /// The part of the game that uses libraries.
    private func use(_ libraries: [String], _ version: String) throws {
      let imports = (["GameSDK"] + libraries).map { "import \($0)\n" }.joined()
      let counts = libraries.map {
        "unsafe \($0)Box.count += 1\n  parts.append(\"\($0)=\\(unsafe \($0)Box.count)\")\n"
      }
      try package.save(
        "Game/Speed.swift",
        imports + handlers("Game", version) + """
          enum Speed { static var perTick: Int64 { 1 } }

          /// Counts in variables of the libraries, and in a kept value.
          func note() throws {
            var parts: [String] = []
            \(counts.joined(separator: "  "))let kept = try Kept.create("notes") { Int64(0) } + 1
            try Kept.rewrite("notes") { kept }
            Log.info("hook note \\(parts.joined(separator: " ")) kept=\\(kept)")
          }

          """)
    }

    private func manifest(_ targets: [(name: String, imports: [String])], game: [String]) throws -> String {
      let products = ".product(name: \"GameSDK\", package: \"hotloop\")"
      let lines = targets.map { target in
        ".target(name: \"\(target.name)\", dependencies: [\(products)\(target.imports.map { ", \"\($0)\"" }.joined())]),\n"
      }
      let text = try original()
      return text.replacing("targets: [\n", with: "targets: [\n" + lines.joined())
        .replacing("[\"World\", .product", with: "[\"World\", \(game.map { "\"\($0)\", " }.joined()).product")
    }

    private func original() throws -> String {
      let template = TestPackage.repository.appendingPathComponent(
        "Tests/Fixtures/Beacon/Package.swift.template")
      return try String(contentsOf: template, encoding: .utf8)
        .replacing("@HOTLOOP@", with: TestPackage.repository.path)
    }

    init() throws {
      package = try TestPackage()
      try package.shell("rm -rf Sources Package.resolved")
      try package.edit(
        "Game/Beacon.swift", "    world.after_reloads += 1\n",
        "    world.after_reloads += 1\n    Log.info(\"hook after the game\")\n    try note()\n")
      try package.edit(
        "Game/Beacon.swift", "afterReload(_ world: inout World, _ reload: Reload) {",
        "afterReload(_ world: inout World, _ reload: Reload) throws {")
      try package.edit(
        "Game/Beacon.swift", "    world.before_reloads += 1\n",
        "    world.before_reloads += 1\n    Log.info(\"hook before the game\")\n")
    }

    /// A module as a build has it.
    private struct Module {
      let name: String
      let version: String
      init(_ name: String, _ version: String) { (self.name, self.version) = (name, version) }
    }

    /// The lines that handlers logged since this was asked last.
    private func logged(_ count: inout Int) throws -> [String] {
      let log = try package.read(".hotloop/hotloop.log").split(separator: "\n")
      let all = log.compactMap { line in
        line.firstRange(of: " hook ").map { String(line[$0.upperBound...]) }
      }
      defer { count = all.count }
      return Array(all.dropFirst(count))
    }

    /// Waits for so many lines as are expected, which the log gets a moment after they were logged, and compares them.
    private func expect(_ lines: [String], after count: inout Int, _ moment: String) throws {
      let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
      while Date() < deadline {
        var seen = count
        if try logged(&seen).count >= lines.count { break }
        poll(nil, 0, 20)
      }
      #expect(try logged(&count) == lines, "\(moment)")
    }

    /// Waits for a reload, and compares what it logged.
    /// - Parameters:
    ///   - outgoing: the modules of the build before, each behind those that it imports.
    ///   - noted: the libraries that the game uses.
    ///   - uses: how often their variables were used in the build that runs.
    private func expect(
      _ run: HeadlessRun, _ count: inout Int, _ outgoing: [Module], _ incoming: [Module], changed: [String],
      noted: [String], uses: Int, kept: Int
    ) throws {
      let swapped = try run.events.next("swapped")
      try run.events.next("first-frame") { $0["generation"] == swapped["generation"] }
      let parts = (noted.map { "\($0)=\(uses)" } + ["kept=\(kept)"]).sorted()
      let expected =
        outgoing.map { "before \($0.name) \($0.version) \(changed)" } + ["before the game"]
        + incoming.map { "after \($0.name) \($0.version) \(changed.contains($0.name))" }
        + ["after the game", "note \(parts.joined(separator: " "))"]
      let lines = try logged(&count).map { line in
        guard line.hasPrefix("note ") else { return line }
        return "note " + line.dropFirst(5).split(separator: " ").sorted().joined(separator: " ")
      }
      #expect(lines == expected)
    }

    @Test(
      "A dozen versions: libraries come and go, imports are reordered; handlers run in order, variables begin anew, kept values stay"
    )
    func versions() throws {
      try library("Leaf", "a")
      try library("Middle", "a", imports: ["Leaf"])
      try use(["Leaf", "Middle"], "a")
      let both = [(name: "Leaf", imports: [String]()), (name: "Middle", imports: ["Leaf"])]
      try package.save("Package.swift", manifest(both, game: ["Middle", "Leaf"]))
      let run = try HeadlessRun(package)
      var count = 0
      #expect(try logged(&count) == [])
      var now = [Module("Leaf", "a"), Module("Middle", "a"), Module("Game", "a")]
      var kept = 0
      func next(_ modules: [Module], changed: [String], noted: [String], uses: Int = 1) throws {
        kept += 1
        try expect(run, &count, now, modules, changed: changed, noted: noted, uses: uses, kept: kept)
        now = modules
      }
      let two = ["Leaf", "Middle"]
      // The code of a handler in a library.
      try library("Leaf", "b")
      try next(
        [Module("Leaf", "b"), Module("Middle", "a"), Module("Game", "a")], changed: ["Leaf"], noted: two)
      // Its interface: what imports it is compiled, and has not changed.
      try package.edit("Sources/Leaf/Leaf.swift", "valueLeaf()", "valueLeaf(_ x: Int = 1)")
      try next(now, changed: ["Leaf"], noted: two)
      try library("Middle", "c", imports: ["Leaf"])
      try next(
        [Module("Leaf", "b"), Module("Middle", "c"), Module("Game", "a")], changed: ["Middle"], noted: two)
      // The order of imports in a file is not that of the modules.
      try use(["Middle", "Leaf"], "d")
      try next(
        [Module("Leaf", "b"), Module("Middle", "c"), Module("Game", "d")], changed: ["Game"], noted: two)
      // A library is added, and then used by the game and by another one.
      try library("Wind", "e")
      try package.save(
        "Package.swift", manifest(both + [(name: "Wind", imports: [])], game: ["Middle", "Leaf", "Wind"]))
      try next(
        [Module("Leaf", "b"), Module("Wind", "e"), Module("Middle", "c"), Module("Game", "d")],
        changed: ["Wind"], noted: two)
      // What is new does not begin anew.
      func reset() -> [String]? { run.events.events.last { $0.name == "swapped" }?.list("reset") }
      #expect(reset() == ["LeafBox.count", "MiddleBox.count"])
      try use(["Wind", "Leaf", "Middle"], "f")
      let three = two + ["Wind"]
      try next(
        [Module("Leaf", "b"), Module("Wind", "e"), Module("Middle", "c"), Module("Game", "f")],
        changed: ["Game"], noted: three)
      #expect(reset() == ["LeafBox.count", "MiddleBox.count", "WindBox.count"])
      try package.save(
        "Package.swift",
        manifest(
          [
            (name: "Leaf", imports: []), (name: "Middle", imports: ["Leaf", "Wind"]),
            (name: "Wind", imports: []),
          ],
          game: ["Middle", "Leaf", "Wind"]))
      try library("Middle", "g", imports: ["Leaf", "Wind"])
      try next(
        [Module("Leaf", "b"), Module("Wind", "e"), Module("Middle", "g"), Module("Game", "f")],
        changed: ["Middle"], noted: three)
      // The one in the middle is removed: its handlers run a last time.
      try use(["Leaf", "Wind"], "h")
      try package.save(
        "Package.swift",
        manifest([(name: "Leaf", imports: []), (name: "Wind", imports: [])], game: ["Leaf", "Wind"]))
      let others = ["Leaf", "Wind"]
      try next(
        [Module("Leaf", "b"), Module("Wind", "e"), Module("Game", "h")], changed: ["Game", "Middle"],
        noted: others)
      // The first of two imports the other one now.
      try package.save(
        "Package.swift",
        manifest([(name: "Leaf", imports: ["Wind"]), (name: "Wind", imports: [])], game: ["Leaf", "Wind"]))
      try library("Leaf", "i", imports: ["Wind"])
      let turned = [Module("Wind", "e"), Module("Leaf", "i"), Module("Game", "h")]
      try next(turned, changed: ["Leaf"], noted: others)
      // Handlers are removed from the source.
      let leaf = try package.read("Sources/Leaf/Leaf.swift")
      try package.save(
        "Sources/Leaf/Leaf.swift",
        leaf.split(separator: "\n").filter { !$0.contains("Reloads.") }.joined(separator: "\n"))
      let without = [Module("Wind", "e"), Module("Game", "h")]
      try next(without, changed: ["Leaf"], noted: others)
      // Builds that ran before have the variables that they had.
      try package.ctl("rollback")
      try next(turned, changed: ["Leaf"], noted: others, uses: 2)
      try package.ctl("forward")
      try next(without, changed: ["Leaf"], noted: others, uses: 2)
      try use([], "k")
      try package.save("Package.swift", original())
      try next([Module("Game", "k")], changed: ["Game", "Wind", "Leaf"], noted: [])
      try package.ctl("reload")
      try next([Module("Game", "k")], changed: [], noted: [])
      run.end()
    }

    @Test(
      "A handler of a library that throws or crashes rejects the build, with its place; one of the old code is reported"
    )
    func failures() throws {
      try library("Leaf", "a")
      try use(["Leaf"], "a")
      try package.save("Package.swift", manifest([(name: "Leaf", imports: [])], game: ["Leaf"]))
      let run = try HeadlessRun(package)
      let begin = "private let afterLeaf = Reloads.after { "
      try package.edit(
        "Sources/Leaf/Leaf.swift", begin,
        "struct NoTable: Error {}\n\(begin)if $0.toGeneration > 0 { throw NoTable() }; ")
      let thrown = try run.events.next("rejected")
      #expect(
        thrown.text("reason")?.contains("the handler at Leaf/Leaf.swift:4: NoTable()") == true, "\(thrown)")
      try package.edit("Sources/Leaf/Leaf.swift", "throw NoTable()", "fatalError(\"no table\")")
      let crash = try run.events.next("preflight") { $0.text("verdict") == "crashed" }
      #expect(crash.text("location") == "Sources/Leaf/Leaf.swift:4", "\(crash)")
      #expect(try package.ctl("status")["generation"] as? Int == 1)
      try package.edit("Sources/Leaf/Leaf.swift", "fatalError(\"no table\")", "_ = 0")
      try package.edit("Sources/Leaf/Leaf.swift", "before Leaf a", "before Leaf b")
      try run.events.next("swapped")
      try package.edit(
        "Sources/Leaf/Leaf.swift", "private let beforeLeaf = Reloads.before { ",
        "private let beforeLeaf = Reloads.before { if $0.toGeneration > 0 { throw NoTable() }; ")
      try run.events.next("swapped")
      try package.edit("Sources/Leaf/Leaf.swift", "after Leaf a", "after Leaf c")
      let failed = try run.events.next("callback-failed") { $0.text("callback") == "before_reload" }
      #expect(
        failed.text("reason")?.contains("the handler at Leaf/Leaf.swift:2: NoTable()") == true, "\(failed)")
      try run.events.next("swapped")
      run.end()
    }

    /// Handlers in a package beside the game, in a type, and one that removes itself.
    private func packageBeside() throws -> String {
      try package.shell("rm -rf ../crest; mkdir -p ../crest/Sources/Crest")
      try package.save(
        "../crest/Package.swift",
        """
        // swift-tools-version: 6.2
        import PackageDescription
        let package = Package(
          name: "crest", products: [.library(name: "Crest", targets: ["Crest"])],
          dependencies: [.package(name: "hotloop", path: "\(TestPackage.repository.path)")],
          targets: [.target(name: "Crest", dependencies: [.product(name: "GameSDK", package: "hotloop")])])

        """)
      try package.save(
        "../crest/Sources/Crest/Crest.swift",
        "import GameSDK\n" + handlers("Crest", "a") + """
          public enum Crest {
            nonisolated(unsafe) public static var height: Int64 = 0
            static let inType = Reloads.after { _ in Log.info("hook in a type of Crest") }
          }
          nonisolated(unsafe) private var once: ReloadHandler? = Reloads.before { _ in
            Log.info("hook once")
            unsafe once?.remove()
          }

          """)
      return try original()
        .replacing("dependencies: [.package", with: "dependencies: [.package(path: \"../crest\"), .package")
        .replacing(
          "[\"World\", .product", with: "[\"World\", .product(name: \"Crest\", package: \"crest\"), .product")
    }

    @Test(
      "A host that goes on after a death runs the handlers of its builds: of a package beside, in types, without those removed"
    )
    func takeover() throws {
      try package.save("Package.swift", packageBeside())
      try use([], "a")
      try package.edit("Game/Speed.swift", "import GameSDK\n", "import Crest\nimport GameSDK\n")
      try package.edit(
        "Game/Speed.swift", "  Log.info(\"hook note",
        "  unsafe Crest.height += 1\n  parts.append(\"height=\\(unsafe Crest.height)\")\n  Log.info(\"hook note"
      )
      let terminal = try TerminalRun(in: package.root, columns: 100)
      try terminal.type(
        "\(TestPackage.hotloop) --no-optimise --no-live-literals --no-determinism-check --wait-for-build; echo the e''nd"
      )
      try terminal.wait(for: "speed 1")
      var count = 0
      _ = try logged(&count)
      func before(_ version: String, once: Bool) -> [String] {
        ["before Crest \(version) [\"Crest\"]"] + (once ? ["once"] : []) + [
          "before Game a [\"Crest\"]", "before the game",
        ]
      }
      func after(_ version: String, changed: Bool = true, height: Int, kept: Int) -> [String] {
        [
          "after Crest \(version) \(changed)", "in a type of Crest", "after Game a false", "after the game",
          "note height=\(height) kept=\(kept)",
        ]
      }
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      kill(pid_t(host), SIGKILL)
      try expect(after("a", changed: false, height: 1, kept: 1), after: &count, "of the takeover")
      let crest = try package.read("../crest/Sources/Crest/Crest.swift")
      try package.save(
        "../crest/Sources/Crest/Crest.swift", crest.replacing(" Crest a ", with: " Crest b "))
      try expect(before("a", once: true) + after("b", height: 1, kept: 2), after: &count, "of the save")
      try terminal.press("F6")
      try expect(before("b", once: true) + after("a", height: 2, kept: 3), after: &count, "of the rollback")
      try package.ctl("forward")
      try expect(
        before("a", once: false) + after("b", height: 2, kept: 4), after: &count, "of the way forward")
      try terminal.press("q")
      try terminal.wait(for: "the end")
    }

    @Test("Handlers that no code uses run in optimised images, too, also in one that a run begins with")
    func optimised() throws {
      try library("Leaf", "a")
      try use(["Leaf"], "a")
      try package.save("Package.swift", manifest([(name: "Leaf", imports: [])], game: ["Leaf"]))
      func text(_ version: String) -> String {
        """
        nonisolated(unsafe) private var inUse: ReloadHandler? = Reloads.after { _ in Log.info("hook in use") }
        enum Inner { private static let hook = Reloads.before { _ in Log.info("hook in a type \(version)") } }
        public struct Leaf { public static let number = \(fresh) }

        """
      }
      try package.save("Sources/Leaf/Extra.swift", "import GameSDK\n" + text("a"))
      var count = 0
      var run = try HeadlessRun(package, "--swap-optimised", optimises: true)
      func before(_ version: String, _ changed: String) -> [String] {
        ["in a type \(version)", "before Leaf a \(changed)", "before Game a \(changed)", "before the game"]
      }
      func after(_ changed: Bool, _ kept: Int) -> [String] {
        [
          "in use", "after Leaf a \(changed)", "after Game a false", "after the game",
          "note Leaf=1 kept=\(kept)",
        ]
      }
      func save(_ old: String, _ new: String, kept: Int) throws {
        try package.save("Sources/Leaf/Extra.swift", "import GameSDK\n" + text(new))
        try run.events.next("swapped") { $0.text("cause") == "save" }
        try run.events.next("swapped") { $0.text("cause") == "optimised" }
        try expect(
          before(old, "[\"Leaf\"]") + after(true, kept) + before(new, "[]") + after(false, kept + 1),
          after: &count, "of version \(new)")
      }
      try run.events.next("swapped") { $0.text("cause") == "optimised" }
      try expect(before("a", "[]") + after(false, 1), after: &count, "of the optimised image")
      try save("a", "b", kept: 2)
      // The image that runs now is optimised.
      try save("b", "c", kept: 4)
      run.end()
      // So is the one that the next run begins with.
      count = 0
      run = try HeadlessRun(package, "--swap-optimised", optimises: true)
      #expect(try package.ctl("status")["optimised"] as? Bool == true)
      try save("c", "d", kept: 1)
      run.end()
    }
  }
}
