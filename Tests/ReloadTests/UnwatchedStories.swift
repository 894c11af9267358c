import Foundation
import Testing

/// The sources cannot be watched for now: the game is played, and what was missed is read later.
extension Stories {
  @Suite("Without a watcher", .serialized)
  struct UnwatchedStories {
    private static let noInstances = "echo 0 > /proc/sys/user/max_inotify_instances"

    @Test(
      "Without an inotify instance the game runs, a rebuild reads the sources, and watching begins by itself")
    func instances() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, setup: Self.noInstances)
      let failure = try #require(run.events.events.first { $0.name == "watch-failed" })
      #expect(failure.text("reason")?.contains("no inotify instance left (the limit is 0)") == true)
      try package.edit("Game/Speed.swift", "= 1\n", "= 5\n")
      _ = try package.ctl("reload")
      try run.events.next("swapped") { $0.text("cause") == "force" }
      // Missed while nothing is watched, and read when it is again.
      try package.edit("Game/Speed.swift", "= 5\n", "= 8\n")
      try run.shell("echo 100 > /proc/sys/user/max_inotify_instances", in: package)
      try run.events.next("watch-recovered")
      try run.events.next("swapped") { $0.text("cause") == "save" && !$0.list("files").isEmpty }
      try package.edit("Game/Speed.swift", "= 8\n", "= 9\n")
      try run.events.next("saved")
      try run.events.next("swapped") { $0.text("cause") == "save" }
    }

    @Test("The doctor tells whose limit is reached, and who uses the instances")
    func doctor() throws {
      let package = try TestPackage()
      let prefix = "unshare --map-root-user --mount sh -c"
      let missing = try package.shell(
        "\(prefix) '\(Self.noInstances); exec \(TestPackage.hotloop) doctor'"
      ).output
      #expect(missing.contains("this user has no inotify instance left (the limit is 0)"), "\(missing)")
      let run = try HeadlessRun(package)
      let used = try package.shell("\(TestPackage.hotloop) doctor").output
      #expect(used.contains(/instances +\d+ of \d+ instances are in use \(.*hotloop [1-9]/), "\(used)")
      _ = run
    }
  }
}
