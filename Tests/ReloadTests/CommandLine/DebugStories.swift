import Foundation
import Glibc
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

    @Test(
      "While a debugger is attached a call takes as long as it takes, for the supervisor too; when it has gone the limit begins anew",
      .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gdb"), "needs gdb"))
    func noLimit() throws {
      let package = try TestPackage()
      let hold = package.path(".hotloop/hold")
      try package.shell("rm -f .hotloop/hold")
      try package.edit("Game/Beacon.swift", "import GameSDK\n", "import GameSDK\nimport Glibc\n")
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick",
        "world.distance += Speed.perTick; while access(\"\(hold)\", F_OK) == 0 { usleep(1000) }")
      let run = try HeadlessRun(package, "--call-limit", "0.3", "--on-crash", "stop")
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      let tracer = try Tracer(pid_t(host))
      try package.save(".hotloop/hold", "")
      // Longer than the supervisor waits for a host that does not answer: 9 s.
      poll(nil, 0, 12_000)
      #expect(!run.events.rest().contains { ["hung", "tick-stopped", "started"].contains($0.name) })
      tracer.end()
      #expect(try run.events.next("tick-stopped").text("cause") == "hung")
      try package.shell("rm .hotloop/hold")
      #expect(try package.ctl("crash retry")["ok"] as? Bool == true)
      let distance = try package.world("distance")
      while try package.world("distance") < distance + 30 {}
      #expect(try package.ctl("status")["pid"] as? Int == host)
      run.end()
    }
  }
}
