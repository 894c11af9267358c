import Foundation
import Testing

/// The surroundings of the program are short of something. The message names it and says what to do.
extension Stories {
  @Suite("Limits", .serialized)
  struct LimitStories {
    private static let play = "\(TestPackage.hotloop) play --headless --wait-for-build --ticks 5"
    private let fresh = Int(Date().timeIntervalSince1970 * 1000)

    /// Runs a command with other file systems.
    private func inNamespace(_ setup: String, _ command: String, _ package: TestPackage) throws -> (
      Int32, String
    ) {
      let (status, output) = try package.shell(
        "unshare --map-root-user --mount sh -c '\(setup) && cd \"$PWD\" && timeout 600 \(command)'")
      return (status, output)
    }

    @Test(
      "A hidden /proc is the reason that is given, whatever the command",
      .enabled(if: Namespace.isAllowed, "needs unshare and permission to mount"),
      arguments: ["play --headless --ticks 5", "play --headless --no-supervisor", "doctor", "ctl status"])
    func hiddenProc(command: String) throws {
      let package = try TestPackage()
      let (status, output) = try inNamespace(
        "mount -t tmpfs none /proc", "\(TestPackage.hotloop) \(command)", package)
      #expect(status == 1)
      #expect(
        output.contains("/proc is hidden or not mounted") && output.contains("mount -t proc"), "\(output)")
      #expect(!output.contains("No such file"), "\(output)")
    }

    @Test(
      "A package that is mounted read-only is named as such by play and doctor",
      .enabled(if: Namespace.isAllowed, "needs unshare and permission to mount"),
      arguments: ["play --headless --ticks 5", "doctor"])
    func readOnly(command: String) throws {
      let package = try TestPackage()
      let (status, output) = try inNamespace(
        "mount --bind . . && mount -o remount,bind,ro .", "\(TestPackage.hotloop) \(command)", package)
      #expect(status == 1)
      #expect(output.contains("Read-only file system") && output.contains("mounted read-only"), "\(output)")
      #expect(!output.contains("chmod"), "\(output)")
    }

    @Test("A file-size limit that is too small for a world is named", arguments: [0, 8])
    func tinyFiles(blocks: Int) throws {
      let package = try TestPackage()
      let (status, output) = try package.shell("ulimit -f \(blocks); timeout 600 \(Self.play)")
      #expect(status == 1)
      #expect(
        output.contains("the file-size limit (ulimit -f)") && output.contains("ulimit -f unlimited"),
        "\(output)")
    }

    @Test("Under a file-size limit the game is played in a smaller world, and a soft limit is raised")
    func smallFiles() throws {
      let package = try TestPackage()
      // 64 MiB in blocks of 512 bytes.
      let (status, output) = try package.shell("ulimit -f 131072; timeout 600 \(Self.play)")
      #expect(status == 0, "\(output)")
      #expect(output.contains("no file may be larger than 64 MiB here"), "\(output)")
      let soft = try package.shell("ulimit -S -f 8; timeout 600 \(Self.play)")
      #expect(soft.status == 0 && !soft.output.contains("ulimit"), "\(soft.output)")
    }

    @Test("A compiler that is killed by the file-size limit is explained, and the game plays on")
    func compilerLimit() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      // For the programs that the host starts from now on, and for those that wait for work already.
      try package.shell(
        "for pid in \(host) $(cat /proc/\(host)/task/*/children); do prlimit --pid $pid --fsize=100:100; done"
      )
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      let failed = try run.events.next("build-failed")
      #expect(failed.text("reason")?.contains("(the file-size limit, ulimit -f)") == true, "\(failed)")
      let tick = try #require(try package.ctl("status")["tick"] as? Int)
      _ = try package.ctl("step 2")
      #expect(try #require(try package.ctl("status")["tick"] as? Int) >= tick + 2)
      #expect(run.isAlive)
    }

    @Test(
      "A full folder .build is reported by its cause, and a build after the repair runs",
      .enabled(if: Namespace.isAllowed, "needs unshare and permission to mount"))
    func fullBuildFolder() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, setup: "mkdir -p .build && mount --rbind .build .build")
      try run.shell(
        "mount -t tmpfs -o size=1m none .build && head -c 2M /dev/zero > .build/fill; true", in: package)
      // Package.swift is read by SwiftPM again.
      try package.shell("echo >> Package.swift")
      let failed = try run.events.next("build-failed")
      #expect(failed.text("reason")?.contains("the disk is full") == true, "\(failed)")
      try run.shell("umount .build", in: package)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(try package.problems().isEmpty)
    }
  }
}
