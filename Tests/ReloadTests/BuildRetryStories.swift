import Foundation
import Testing

/// Builds that fail for a cause outside the sources, which then goes away. Nothing is saved meanwhile.
extension Stories {
  @Suite("Builds that are tried again", .serialized)
  struct BuildRetryStories {
    private let fresh = Int(Date().timeIntervalSince1970 * 1000)

    private func expectRetry(_ cause: String, of run: HeadlessRun) throws {
      let retry = try run.events.next("build-retry")
      #expect(retry.text("cause") == cause && retry["attempt"] == 1 && retry["delay_ms"] == 2000, "\(retry)")
    }

    private func expectRuns(_ run: HeadlessRun) throws {
      let swap = try run.events.next("swapped")
      #expect(swap["generation"] == 2 && swap.text("cause") == "save", "\(swap)")
      #expect(run.events.events.count { $0.name == "saved" } == 1)
    }

    @Test(
      "A full disk", .enabled(if: Namespace.isAllowed, "needs unshare and permission to mount"))
    func disk() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, setup: "mount -t tmpfs -o size=16m none .hotloop")
      try run.shell("mountpoint -q .hotloop && ! head -c 40M /dev/zero > .hotloop/fill", in: package)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("build-failed")
      try expectRetry("disk", of: run)
      let again = try run.events.next("build-retry")
      #expect(again["attempt"] == 2 && again["delay_ms"] == 4000, "\(again)")
      try run.shell(
        "until \(TestPackage.hotloop) ctl status | grep -q \"build failed · tried again in\"; do :; done",
        in: package)
      try run.shell("rm .hotloop/fill", in: package)
      try expectRuns(run)
      try run.shell("\(TestPackage.hotloop) ctl problems | grep -q \"\\\"problems\\\":\\[\\]\"", in: package)
      run.end()
    }

    @Test("A compiler that is killed, as when memory runs out")
    func memory() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      let killer = Process()
      killer.executableURL = URL(fileURLWithPath: "/bin/sh")
      killer.arguments = [
        "-c",
        """
        until [ -e \(package.path("stop")) ]; do
          for pid in $(cat /proc/\(host)/task/*/children 2>/dev/null); do
            case $(cat /proc/$pid/comm 2>/dev/null) in swift-frontend) kill -9 $pid;; esac
          done
        done
        """,
      ]
      try killer.run()
      // Also if the test fails. Not by a signal, which this process may have blocked.
      defer { try? package.save("stop", "") }
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      let failed = try run.events.next("build-failed")
      #expect(failed.text("reason")?.contains("as happens when memory runs out") == true, "\(failed)")
      try expectRetry("memory", of: run)
      try package.save("stop", "")
      killer.waitUntilExit()
      try expectRuns(run)
      #expect(try package.problems().isEmpty)
      run.end()
    }

    @Test("A limit of the system; a save and F5 try at once, and an error in the source is not tried again")
    func limit() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      func limit(_ size: String) throws {
        try package.shell(
          "for pid in \(host) $(cat /proc/\(host)/task/*/children); do prlimit --pid $pid --fsize=\(size); done; true"
        )
      }
      try limit("100:unlimited")
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("build-failed")
      try expectRetry("limit", of: run)
      // A save begins anew.
      try package.edit("Game/Speed.swift", "= \(fresh)\n", "= \(fresh + 1)\n")
      try run.events.next("saved") { $0.time > 0 }
      while try run.events.next("build-retry")["attempt"] != 1 {}
      try limit("unlimited:unlimited")
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl reload --wait")
      #expect(status == 0, "\(output)")
      try package.edit("Game/Speed.swift", "= \(fresh + 1)\n", "= missing\n")
      try run.events.next("build-failed")
      #expect(try package.ctl("status")["build"] as? String == "build failed")
      run.end()
    }
  }
}
