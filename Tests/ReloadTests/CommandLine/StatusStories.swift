import Foundation
import JSONSchema
import Testing

/// The table of exit statuses in `docs/command-line.md`, run.
extension Stories {
  @Suite("Table of exit statuses", .serialized)
  struct StatusStories {
    /// A command and one of its statuses, as the document has them → what ends with it.
    private static let runs: [Row: String] = [
      Row("play", 0): "play --headless --fast --ticks 3",
      Row("play", 1): "play --headless --fast --ticks 3 --from gone.world",
      Row("new", 0): "new .hotloop/made",
      Row("new", 1): "new .hotloop/taken",
      Row("export", 1): "export --output Game",
      Row("ctl", 0): "ctl status",
      Row("ctl", 1): "ctl rollback",
      Row("replay", 0): "replay .hotloop/a.run --headless --verify",
      Row("replay", 1): "replay .hotloop/a.run --headless --compare .hotloop/b.run",
      Row("replay", 2): "replay gone.run --headless --verify",
      Row("attach", 1): "attach",
      Row("eval", 0): "eval 1",
      Row("eval", 1): "eval nothing",
      Row("debug", 0): "debug Beacon.swift:3 --print",
      Row("debug", 1): "debug",
      Row("world dump", 0): "world dump .hotloop/a.world",
      Row("world dump", 1): "world dump gone.world",
      Row("world diff", 0): "world diff .hotloop/a.world .hotloop/a.world",
      Row("world diff", 1): "world diff .hotloop/a.world .hotloop/b.world",
      Row("world diff", 2): "world diff .hotloop/a.world gone.world",
      Row("world plan", 0): "world plan .hotloop/a.world .hotloop/b.world",
      Row("world plan", 1): "world plan .hotloop/a.world gone.world",
      Row("share show", 0): "share show .hotloop/a.share",
      Row("share show", 1): "share show gone.share",
      Row("doctor", 0): "doctor",
      Row("doctor", 1): "doctor --package /",
    ]

    /// What takes minutes: stories of their own, and steps of `.ci/run`, run these.
    private static let elsewhere: Set<Row> = Set(
      [Row("export", 0), Row("attach", 0)]
        + ["bench", "soak", "balance"].flatMap { [Row($0, 0), Row($0, 1)] })

    struct Row: Hashable, CustomStringConvertible {
      let command: String
      let status: Int
      init(_ command: String, _ status: Int) { (self.command, self.status) = (command, status) }
      var description: String { "\(command) \(status)" }
    }

    @Test("Each status that the document has is that of a run, and no other")
    func table() throws {
      #expect(try Self.documented() == Set(Self.runs.keys).union(Self.elsewhere))
      let package = try TestPackage()
      try package.shell(
        "rm -rf .hotloop/made .hotloop/taken; mkdir -p .hotloop/taken; touch .hotloop/taken/notes")
      defer { _ = try? package.shell("rm -rf .hotloop/made .hotloop/taken") }
      for (name, seed) in [("a", 1), ("b", 2)] {
        let (status, output) = try package.shell(
          "rm -f .hotloop/\(name).run; \(TestPackage.hotloop) play --headless --fast --ticks 60 --seed \(seed) "
            + "--record .hotloop/\(name).run")
        #expect(status == 0, "\(output)")
      }
      let run = try HeadlessRun(package)
      try package.ctl("pause")
      try package.ctl("snapshot .hotloop/a.world")
      try package.shell("rm -f .hotloop/a.share")
      try package.ctl("share .hotloop/a.share")
      try package.step(3)
      try package.ctl("snapshot .hotloop/b.world")
      // What needs a host, before what needs that there is none.
      let needsHost = { (row: Row) in ["ctl", "eval"].contains(row.command) || row == Row("debug", 0) }
      try check(needsHost)
      run.end()
      let world = try package.shell("\(TestPackage.hotloop) world dump --json .hotloop/a.world").output
      try JSONSchema("world").check(world)
      try check { !needsHost($0) }

      func check(_ isWanted: (Row) -> Bool) throws {
        for (row, arguments) in Self.runs where isWanted(row) {
          let (status, output) = try package.shell("timeout 300 \(TestPackage.hotloop) \(arguments)")
          #expect(status == row.status, "\(row): status \(status): \(output)")
        }
      }
    }

    @Test("A mistake in the command line has status 64, whatever the command")
    func mistakes() throws {
      let package = try TestPackage()
      for command in try Set(Self.documented().map(\.command)).subtracting(["soak", "balance"]) {
        let (status, output) = try package.shell("timeout 60 \(TestPackage.hotloop) \(command) a b c d e")
        #expect(status == 64, "\(command): status \(status): \(output)")
      }
    }

    private static func documented() throws -> Set<Row> {
      let file = TestPackage.repository.appendingPathComponent("docs/command-line.md")
      var rows: Set<Row> = []
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count == 4, cells[0].hasPrefix("`") else { continue }
        for status in 0...2 where !cells[status + 1].isEmpty {
          rows.insert(Row(cells[0].replacing("`", with: ""), status))
        }
      }
      return rows
    }
  }
}
