import Foundation
import Testing

/// Callbacks that crash while code is replaced or the run ends: the run continues, and reports the place of the crash.
extension Stories {
  @Suite("Callbacks at the edge of a run", .serialized)
  struct CallbackStories {
    private let game = "Game/Beacon.swift"

    @Test("A crash in beforeReload is on the screen with file and line after the new build runs")
    func beforeReload() throws {
      let package = try TestPackage()
      try package.edit(game, "    sum = nil\n", "    sum = nil\n    fatalError(\"left behind\")\n")
      let terminal = try TerminalRun(in: package.root)
      try terminal.type("\(TestPackage.hotloop) play --seed 1 --wait-for-build")
      try terminal.wait(for: "distance")
      try package.edit(game, "    fatalError(\"left behind\")\n", "")
      let screen = try terminal.wait(for: "left behind")
      #expect(screen.contains("before_reload") && screen.contains("Beacon.swift:"), "\(screen)")
      try terminal.press("C-c")
      try terminal.wait(for: "ready$")
    }

    @Test("A crash in stop is in the log with file and line, and the run ends as usual")
    func stop() throws {
      let package = try TestPackage()
      try package.edit(
        game, "  private func total(",
        "  mutating func stop(_ world: inout World) { fatalError(\"cannot stop\") }\n\n  private func total(")
      let run = try HeadlessRun(package)
      _ = try package.ctl("quit")
      #expect(run.waitForEnd() == 0)
      let log = try package.read(".hotloop/hotloop.log")
      #expect(log.contains("cannot stop") && log.contains("Beacon.swift:"), "\(log.suffix(2000))")
    }
  }
}
