import Foundation
import Testing

extension Stories {
  /// The disk of the state folder fails. It is a small file system in memory, in a mount namespace of the program under
  /// test.
  @Suite(
    "Disk", .serialized, .enabled(if: Namespace.isAllowed, "needs unshare and permission to mount"))
  struct DiskStories {
    private let fresh = Int(Date().timeIntervalSince1970 * 1000)

    @Test(
      "A full or read-only disk is reported, and the next save after the fix runs",
      arguments: [
        (
          "mountpoint -q .hotloop && ! head -c 40M /dev/zero > .hotloop/fill", "rm .hotloop/fill",
          "No space left on device"
        ),
        (
          "mount --bind .hotloop/objects .hotloop/objects && mount -o remount,bind,ro .hotloop/objects",
          "umount .hotloop/objects", "Read-only file system"
        ),
        (
          "mount --bind .hotloop/images .hotloop/images && mount -o remount,bind,ro .hotloop/images",
          "umount .hotloop/images", "Read-only file system"
        ),
      ])
    func disk(failure: String, repair: String, reason: String) throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, setup: "mount -t tmpfs -o size=16m none .hotloop")
      try run.shell(failure, in: package)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      let failed = try run.events.next("build-failed")
      let message = failed.text("reason") ?? ""
      #expect(
        message.contains(reason) && message.contains("check the permissions and the free space"), "\(failed)")
      #expect(run.isAlive)
      try run.shell(repair, in: package)
      try package.edit("Game/Speed.swift", "= \(fresh)\n", "= \(fresh + 1)\n")
      #expect(try run.events.next("swapped")["generation"] == 2)
      try run.events.next("first-frame") { $0["generation"] == 2 }
    }

    @Test("After a full disk the recording of the run resumes, and keeps what it had")
    func recording() throws {
      let package = try TestPackage()
      let events = try EventStream(in: package.root)
      // A run without a terminal keeps no recording.
      let terminal = try TerminalRun(in: package.root)
      try terminal.type(
        "unshare --map-root-user --mount sh -c 'mount -t tmpfs -o size=16m none .hotloop && "
          + "exec \(TestPackage.hotloop) --wait-for-build --no-optimise --seed 1 --events \(events.path)'")
      let pid = Int32(try #require(try events.next("started")["pid"]))
      try events.next("first-frame")
      func shell(_ command: String) throws { try package.shell(command, inNamespaceOf: pid) }
      let size = "$(stat -c %s .hotloop/last.run || echo 0)"
      try shell("until [ \(size) -gt 1000 ]; do sleep 0.05; done")
      try shell("mountpoint -q .hotloop && ! head -c 40M /dev/zero > .hotloop/fill")
      try events.next("recording-failed")
      try shell("cp .hotloop/last.run before.run; rm .hotloop/fill")
      try shell("until [ \(size) -gt $(($(stat -c %s before.run) + 1000)) ]; do sleep 0.05; done")
      try shell("cp .hotloop/last.run after.run")
      defer {
        for name in ["before.run", "after.run"] {
          try? FileManager.default.removeItem(atPath: package.path(name))
        }
      }
      #expect(events.events.count { $0.name == "recording-failed" } == 1)
      try terminal.close()
      var ticks: [Int] = []
      for name in ["before.run", "after.run"] {
        let report = try #require(
          try package.json("replay \(name) --headless --verify --json", schema: "replay").lines.last)
        // It was copied while it was written.
        #expect(report["result"] as? String == "incomplete", "\(report)")
        ticks.append(try #require(report["ticks"] as? Int))
      }
      #expect(ticks[0] > 0 && ticks[1] > ticks[0], "\(ticks)")
    }
  }
}
