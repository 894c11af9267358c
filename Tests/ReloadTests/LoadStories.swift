import Foundation
import Testing

extension Stories {
  /// Images that must not be loaded: each is rejected with a message, the game continues, and the next good save runs.
  @Suite("Images", .serialized)
  struct LoadStories {
    /// A number that no earlier run used, so that the compiler runs.
    private let fresh = Int(Date().timeIntervalSince1970 * 1000)

    @Test(
      "Code that fails at load is rejected, and the game continues",
      arguments: [
        ("static void f(void) { *(volatile int *)0 = 1; }", "invalid memory access"),
        ("static void f(void) { __builtin_trap(); }", "trap"),
        ("static void f(void) { abort(); }", "abort was called"),
        ("static void f(void) { _exit(3); }", "ended the process with status 3"),
        ("static void f(void) { for (;;) pause(); }", "did not return within"),
      ])
    func constructor(function: String, reason: String) throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let source = try package.read("Game/World/world.c")
      let constructor = "#include <stdlib.h>\n#include <unistd.h>\n__attribute__((constructor)) \(function)\n"
      try package.save("Game/World/world.c", source + constructor + "// \(fresh)\n")
      let rejected = try run.events.next("rejected")
      #expect(rejected.text("stage") == "load")
      #expect(rejected.text("reason")?.contains(reason) == true, "\(rejected)")
      #expect(rejected.text("reason")?.contains("constructor") == true, "\(rejected)")
      try expectRecovery(package, run, source: source)
    }

    @Test(
      "An entry function that fails is rejected",
      arguments: [
        ("fatalError(\"no entry today\")", "no entry today"),
        ("while true { loopCount += 1 }", "did not return within"),
      ])
    func entry(statement: String, reason: String) throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let source = try package.read("Game/Beacon.swift")
      try package.save(
        "Game/Beacon.swift",
        source
          + "@c public func hotloopGame() { if CommandLine.argc < 100 { \(statement) }; Beacon.play() }\n"
          + "nonisolated(unsafe) var loopCount = \(fresh)\n")
      let rejected = try run.events.next("rejected")
      #expect(rejected.text("stage") == "load")
      #expect(rejected.text("reason")?.contains(reason) == true, "\(rejected)")
      #expect(rejected.text("reason")?.contains("hotloop_game") == true, "\(rejected)")
      try package.save("Game/Beacon.swift", source)
      try run.events.next("unchanged")
      #expect(try package.problems().isEmpty)
    }

    @Test("The game is the one type that conforms to Game; the author says which, if there are several")
    func types() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let source = try package.read("Game/Beacon.swift")
      try package.save(
        "Game/Beacon.swift", source.replacing("struct Beacon: Game {", with: "struct Beacon {"))
      var rejected = try run.events.next("rejected")
      #expect(rejected.text("stage") == "load")
      #expect(rejected.text("reason")?.contains("no type conforms to Game") == true, "\(rejected)")
      let other = """
        struct Other: Game {
          func start(_ world: inout World, _ setup: Setup) {}
          func step(_ world: inout World, _ tick: Tick<NoAction>) {}
          func draw(_ world: borrowing World, on canvas: inout Canvas) {}
        }

        """
      try package.save("Game/Beacon.swift", source + other)
      rejected = try run.events.next("rejected")
      #expect(rejected.text("reason")?.contains("several types conform to Game") == true, "\(rejected)")
      for name in ["Beacon", "Other"] { #expect(rejected.text("reason")?.contains(name) == true) }
      let choice = "@c public func hotloopGame() { Beacon.play() } // \(fresh)\n"
      try package.save("Game/Beacon.swift", source + other + choice)
      try run.events.next("swapped")
      #expect(try package.problems().isEmpty)
    }

    /// Expects that the original source is reported as unchanged and that a change is swapped in.
    private func expectRecovery(_ package: TestPackage, _ run: HeadlessRun, source: String) throws {
      let status = try package.ctl("status")
      #expect(status["generation"] as? Int == 1)
      #expect((status["problems"] as? [Any])?.count == 1)
      try package.save("Game/World/world.c", source)
      #expect(try run.events.next("unchanged")["generation"] == 1)
      #expect(try package.problems().isEmpty)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("swapped")
      #expect(try package.world("distance") > fresh)
    }

    @Test(
      "A damaged image on disk is built again instead of loaded",
      arguments: [
        "truncate -s 100000 $image", "truncate -s 0 $image",
        "printf '\\267' | dd of=$image bs=1 seek=18 conv=notrunc",
        "echo text > $image",
      ])
    func damaged(command: String) throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let image = try package.newImage { try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n") }
      try run.events.next("swapped") { $0["generation"] == 2 }
      try package.edit("Game/Speed.swift", "= \(fresh)\n", "= \(fresh + 1)\n")
      try run.events.next("swapped") { $0["generation"] == 3 }
      // Do not change it in place: the running host has mapped the file.
      let copy = "cp \(image) \(image).new && image=\(image).new && \(command) && mv \(image).new \(image)"
      #expect(try package.shell(copy).status == 0)
      // The source of the damaged image.
      try package.edit("Game/Speed.swift", "= \(fresh + 1)\n", "= \(fresh)\n")
      let finished = try run.events.next("build-finished")
      #expect(finished.members["reused"] as? Bool == false)
      try run.events.next("swapped") { $0["generation"] == 4 }
    }

    @Test(
      "An image with a missing library is rejected by name and built again by the next save")
    func missingLibrary() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let image = try package.newImage { try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n") }
      try run.events.next("swapped") { $0["generation"] == 2 }
      try package.edit("Game/Speed.swift", "= \(fresh)\n", "= \(fresh + 1)\n")
      try run.events.next("swapped") { $0["generation"] == 3 }
      let build = try package.shell(
        """
        cd .hotloop && echo 'int gone(void) { return 1; }' > gone.c &&
        echo 'int gone(void); int hotloop_game(void) { return gone(); }' > game.c &&
        clang -shared -fPIC gone.c -o libgone.so && clang -shared -fPIC game.c -L. -lgone -o game.so &&
        mv game.so \(image) && rm libgone.so gone.c game.c
        """)
      #expect(build.status == 0, "\(build.output)")
      try package.edit("Game/Speed.swift", "= \(fresh + 1)\n", "= \(fresh)\n")
      let rejected = try run.events.next("rejected")
      #expect(rejected.text("reason")?.contains("libgone.so") == true, "\(rejected)")
      try package.shell("touch Game/Speed.swift")
      try run.events.next("swapped")
      #expect(try package.problems().isEmpty)
    }
  }
}

extension TestPackage {
  /// Saves, and returns the path of the image that is built.
  fileprivate func newImage(_ save: () throws -> Void) throws -> String {
    let folder = path(".hotloop/images")
    let before = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
    try save()
    let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
    while Date() < deadline {
      let now = try FileManager.default.contentsOfDirectory(atPath: folder)
      if let new = now.first(where: { $0.hasSuffix(".so") && !before.contains($0) }) {
        return folder + "/" + new
      }
      poll(nil, 0, 20)
    }
    throw TestFailure("no new image in \(folder)")
  }
}
