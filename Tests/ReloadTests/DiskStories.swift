import Foundation
import Testing

extension Stories {
  /// The disk under the state folder fails. It is a small file system in memory, of a mount namespace that only the
  /// program under test is in.
  @Suite(
    "Disk", .serialized, .enabled(if: Namespace.isAllowed, "needs unshare, and a kernel that lets us mount"))
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
    func disk(breaking: String, mending: String, reason: String) throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, setup: "mount -t tmpfs -o size=16m none .hotloop")
      try run.shell(breaking, in: package)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      let failed = try run.events.next("build-failed")
      let words = failed.text("reason") ?? ""
      #expect(
        words.contains(reason) && words.contains("check the permissions and the free space"), "\(failed)")
      #expect(run.isAlive)
      try run.shell(mending, in: package)
      try package.edit("Game/Speed.swift", "= \(fresh)\n", "= \(fresh + 1)\n")
      #expect(try run.events.next("swapped")["generation"] == 2)
      try run.events.next("first-frame") { $0["generation"] == 2 }
    }
  }
}

private enum Namespace {
  static let isAllowed: Bool = {
    let command = "unshare --map-root-user --mount sh -c 'mount -t tmpfs none /tmp' > /dev/null 2>&1"
    return unsafe system(command) == 0
  }()
}
