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

    @Test(
      "Where this process may open few files, an image that is there is played, and messages name the limit",
      arguments: [36, 40])
    func fewFiles(limit: Int) throws {
      let package = try TestPackage()
      try HeadlessRun(package).end()
      let run = try HeadlessRun(package, waits: false, setup: "ulimit -n \(limit)")
      let failure = run.events.events.first { $0.name == "watch-failed" }?.text("reason")
      #expect(
        failure?.contains("may not open more than \(limit) files") != false, "\(failure ?? "")")
      try package.edit("Game/Speed.swift", "= 1\n", "= \(Int(Date().timeIntervalSince1970))\n")
      _ = try package.ctl("reload")
      let end = try run.events.next(among: ["swapped", "build-failed"]) { $0["generation"] != 1 }
      #expect(end.name == "swapped" || end.description.contains("Too many open files"), "\(end)")
      let tick = try package.world("distance")
      while try package.world("distance") == tick {}
      #expect(run.isAlive && !run.events.events.contains { $0.name == "resumed" })
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
