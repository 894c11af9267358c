import Foundation
import Testing

extension Stories {
  @Suite("Debugger", .serialized)
  struct DebugStories {
    @Test("The command that attaches gdb names the host and the places; a place is FILE:LINE")
    func printed() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      let (status, output) = try package.shell("\(TestPackage.hotloop) debug Beacon.swift:26 --print")
      #expect(status == 0 && output.hasPrefix("gdb "), "\(output)")
      #expect(output.contains("-p \(host) ") && output.contains("'break Beacon.swift:26'"), "\(output)")
      for place in ["Beacon.swift", ":26", "Beacon.swift:0", "Beacon.swift:x", "a:1:2"] {
        let (status, output) = try package.shell("\(TestPackage.hotloop) debug \(place)")
        #expect(status == 64 && output.contains("is not FILE:LINE"), "\(place): \(output)")
      }
      run.end()
    }

    @Test(
      "gdb stops the game at a breakpoint; the game continues after detach",
      .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gdb"), "needs gdb"))
    func breakpoint() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let line =
        try #require(
          package.read("Game/Beacon.swift").split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains("world.distance += Speed.perTick") }) + 1
      let (_, stopped) = try package.shell(
        "printf 'detach\\nquit\\n' | timeout 200 \(TestPackage.hotloop) debug Beacon.swift:\(line)")
      #expect(stopped.contains("Breakpoint 1, ") && stopped.contains("Beacon.swift:\(line)"), "\(stopped)")
      try package.edit("Game/Speed.swift", "= 1\n", "= 3\n")
      try run.events.next("swapped")
      let distance = try package.world("distance")
      while try package.world("distance") < distance + 30 {}
      #expect(run.events.events.count { $0.name == "started" } == 1)
      run.end()
    }
  }
}
