import Foundation
import Testing

/// Callbacks that refuse a build or a tick by throwing: the report tells where.
extension Stories {
  @Suite("Errors of callbacks", .serialized)
  struct ThrowStories {
    private static let game = "Game/Beacon.swift"

    private static let edits: [(callback: String, old: String, new: String)] = [
      (
        "after_reload", "_ reload: Reload) {\n    sum = total(world)",
        "_ reload: Reload) throws {\n    try refuse()\n    sum = total(world)"
      ),
      (
        "migrate", "  mutating func start(",
        """
          static var worldVersion: Int { 2 }
          mutating func migrate(_ world: inout World, _ migration: Migration) throws {
            try refuse()
          }
          mutating func start(
        """
      ),
    ]

    @Test(
      "A refused build is reported with the line of the throw, by the trial and by the host",
      arguments: ["", "--no-preflight"])
    func refused(option: String) throws {
      let package = try Self.package()
      let run = option.isEmpty ? try HeadlessRun(package) : try HeadlessRun(package, option)
      for (callback, old, new) in Self.edits {
        try package.edit(Self.game, old, new)
        let report = try run.events.next(option.isEmpty ? "preflight" : "rejected")
        #expect(report.text("reason")?.contains("never") == true, "\(report)")
        #expect(report.text(option.isEmpty ? "callback" : "stage") == callback, "\(report)")
        let line = try Self.line(of: "throw AssetError", package)
        #expect(report.text("location") == "Game/Beacon.swift:\(line)", "\(report)")
        #expect(
          report.list("backtrace").first?.hasPrefix("refuse() Game/Beacon.swift:") == true
            || report.list("backtrace").first?.hasPrefix("refuse Game/Beacon.swift:") == true, "\(report)")
        #expect(report.list("backtrace").contains { $0.hasPrefix("Beacon.") }, "\(report)")
        try package.edit(Self.game, new, old)
        _ = try run.events.next(among: ["unchanged", "swapped"])
      }
      run.end()
      let line = try Self.line(of: "throw AssetError", package)
      #expect(try package.read(".hotloop/hotloop.log").contains("at Game/Beacon.swift:\(line)"))
    }

    @Test("A start that throws is reported with its line", arguments: ["", "--no-preflight"])
    func start(option: String) throws {
      let package = try Self.package()
      try package.edit(
        Self.game, "mutating func start(_ world: inout World, _ setup: Setup) {",
        "mutating func start(_ world: inout World, _ setup: Setup) throws {\n    try refuse()")
      let run =
        option.isEmpty
        ? try HeadlessRun(package, waitsForFrame: false)
        : try HeadlessRun(package, option, waitsForFrame: false)
      let report = try run.events.next(option.isEmpty ? "preflight" : "rejected")
      let line = try Self.line(of: "throw AssetError", package)
      #expect(report.text("location") == "Game/Beacon.swift:\(line)", "\(report)")
      try package.edit(Self.game, "    try refuse()\n", "\n")
      try run.events.next("first-frame")
    }

    @Test("A step that throws is reported with its line, on the panel too, until it is fixed")
    func step() throws {
      let package = try Self.package()
      let run = try HeadlessRun(package)
      let old = "mutating func step(_ world: inout World, _ tick: Tick<Action>) {"
      let new = "mutating func step(_ world: inout World, _ tick: Tick<Action>) throws {\n    try refuse()"
      try package.edit(Self.game, old, new)
      let report = try run.events.next("callback-failed")
      let line = try Self.line(of: "throw AssetError", package)
      #expect(
        report.text("callback") == "step" && report.text("location") == "Game/Beacon.swift:\(line)",
        "\(report)")
      // Reports of later calls keep the place.
      #expect(try run.events.next("callback-failed").text("location") == "Game/Beacon.swift:\(line)")
      let problem = try #require(try package.problems().first { $0["kind"] as? String == "failing" })
      #expect(problem["line"] as? Int == line, "\(problem)")
      try package.edit(Self.game, new, old)
      try run.events.next("callback-failed-end")
      #expect(try package.problems().isEmpty)
    }

    private static func line(of text: String, _ package: TestPackage) throws -> Int {
      let lines = try package.read(game).split(separator: "\n", omittingEmptySubsequences: false)
      return try #require(lines.firstIndex { $0.contains(text) }) + 1
    }

    private static func package() throws -> TestPackage {
      let package = try TestPackage()
      try package.edit(
        game, "/// A game whose",
        """
        @inline(never) func refuse() throws {
          throw AssetError(line: 1, "never")
        }

        /// A game whose
        """)
      return package
    }
  }
}
