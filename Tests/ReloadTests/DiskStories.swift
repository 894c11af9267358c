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
  }
}
