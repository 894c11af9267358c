import Foundation
import Testing

extension Stories {
  /// The package folder is renamed, deleted or replaced while it is played. Nothing may be made at the old path.
  @Suite("Places", .serialized)
  struct PlaceStories {
    private let fresh = Int(Date().timeIntervalSince1970 * 1000)

    @Test("A package that is renamed plays on, says so, and builds nothing until it is back")
    func renamed() throws {
      let package = try MovablePackage()
      let run = try HeadlessRun(package.package)
      let there = try package.move(to: "else'where")
      let moved = try run.events.next("package-moved")
      #expect(moved.text("from") == package.package.root.path && moved.text("to") == there.root.path)
      // An edit at the new place, and a request: neither is built.
      try there.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      _ = try there.ctl("reload")
      let refused = try run.events.next("build-failed")
      #expect(refused.text("reason")?.hasPrefix("nothing is built: the package folder moved from ") == true)
      let problem = try #require(try there.problems().first { $0["kind"] as? String == "package" })
      let quoted = "`hotloop play --package '\(there.root.path.replacing("'", with: #"'\''"#))'`"
      #expect((problem["message"] as? String)?.contains(quoted) == true, "\(problem)")
      #expect(try there.read(".hotloop/hotloop.log").contains("the package folder moved from"))
      // What runs continues.
      let tick = try #require(try there.ctl("status")["tick"] as? Int)
      _ = try there.ctl("step 3")
      #expect(try #require(try there.ctl("status")["tick"] as? Int) >= tick + 3)
      #expect(!package.exists)
      try package.moveBack()
      try run.events.next("package-returned")
      try run.events.next("swapped") { $0.list("files") == ["Game/Speed.swift"] }
      #expect(try package.package.problems().isEmpty)
      // It is watched again.
      try package.package.edit("Game/Speed.swift", "= \(fresh)\n", "= \(fresh + 1)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
    }

    @Test("A renamed folder above the package is the same")
    func parentRenamed() throws {
      let package = try MovablePackage(aroundPackage: true)
      let run = try HeadlessRun(package.package)
      let there = try package.move(to: "elsewhere")
      #expect(try run.events.next("package-moved").text("to") == there.root.path)
      try there.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try there.save("assets/greeting.txt", "moved")
      _ = try there.ctl("reload")
      try run.events.next("build-failed")
      #expect(!package.exists)
      try package.moveBack()
      try run.events.next("swapped") { $0.list("files") == ["Game/Speed.swift"] }
      #expect(!run.events.events.contains { $0.name == "asset-rejected" })
    }

    @Test("At the end, the world of a package that moved is in it, and the message says where")
    func endElsewhere() throws {
      let package = try MovablePackage()
      let run = try TerminalRun(in: package.package.root, columns: 200)
      try run.type("\(TestPackage.hotloop) --wait-for-build; echo the e''nd")
      try run.wait(for: "distance")
      let there = try package.move(to: "elsewhere")
      try run.wait(for: "the package folder moved from")
      try run.press("F9")
      try run.wait(for: "saved to .hotloop/quick.world")
      try run.press("q")
      let screen = try run.wait(for: "the end")
      #expect(screen.contains("its world is in \(there.path(".hotloop/last.world"))"), "\(screen)")
      #expect(try there.shell("[ -e .hotloop/last.world ]").status == 0)
      #expect(!package.exists)
    }

    @Test("Another folder at the path of the package is played from then on")
    func replaced() throws {
      let package = try MovablePackage()
      let new = try package.copy()
      try new.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      let run = try HeadlessRun(package.package)
      let old = try package.move(to: "old")
      try package.moveBack(new)
      try run.events.next("package-replaced")
      try run.events.next("swapped") { $0.list("files") == ["Game/Speed.swift"] }
      // Saves, control and log are those of the new folder.
      try package.package.edit("Game/Speed.swift", "= \(fresh)\n", "= \(fresh + 1)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      try package.awaitControl()
      #expect(
        try package.package.read(".hotloop/hotloop.log").contains("playing \(package.package.root.path)"))
      #expect(try old.read("Game/Speed.swift").contains("= 1\n"))
    }

    @Test("A package that is deleted plays on and leaves no folder; one that is put there is played")
    func deleted() throws {
      let package = try MovablePackage()
      let copy = try package.copy()
      let run = try HeadlessRun(package.package)
      try package.delete()
      let moved = try run.events.next("package-moved")
      #expect(moved.text("reason")?.hasSuffix("/beacon was deleted") == true, "\(moved)")
      #expect(run.isAlive && !package.exists)
      try package.moveBack(copy)
      try run.events.next("package-replaced")
      try package.package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("swapped") { $0.list("files") == ["Game/Speed.swift"] }
      try package.awaitControl()
    }

    @Test("The world of a deleted package is kept for the user, and the message says where")
    func endOfDeleted() throws {
      let package = try MovablePackage()
      _ = try package.copy()
      let run = try TerminalRun(in: package.package.root, columns: 200)
      try run.type("XDG_DATA_HOME=\(package.data) \(TestPackage.hotloop) --wait-for-build; echo the e''nd")
      try run.wait(for: "distance")
      try package.delete()
      try run.wait(for: "was deleted")
      try run.press("q")
      let screen = try run.wait(for: "the end")
      let world = package.data + "/hotloop/beacon.world"
      #expect(screen.contains("its world is in \(world)"), "\(screen)")
      #expect(FileManager.default.fileExists(atPath: world) && !package.exists)
    }

    @Test(
      "The folder .hotloop alone is moved away: the run is controlled from the next save on, and when it is back"
    )
    func stateFolder() throws {
      let package = try MovablePackage()
      let run = try HeadlessRun(package.package)
      try package.package.shell("mv .hotloop .hotloop-away")
      try package.package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      try package.awaitControl()
      try package.package.shell("rm -r .hotloop; mv .hotloop-away .hotloop")
      try package.awaitControl()
    }

    @Test("The folder of the assets is moved away and back")
    func assets() throws {
      let package = try MovablePackage()
      let run = try HeadlessRun(package.package)
      try package.package.shell("mv assets away && mv away assets")
      try package.package.save("assets/greeting.txt", "too loud!")
      // While the folder was away, its files may have been reported as missing.
      try run.events.next("asset-rejected") { $0.text("reason")?.contains("no shouting") == true }
      try package.package.save("assets/greeting.txt", "quiet")
      try run.events.next("asset-reloaded")
      #expect(try package.package.problems().isEmpty)
    }

    @Test(
      "A package whose file system is unmounted plays on, and nothing is made in the folder below",
      .enabled(if: Namespace.isAllowed, "needs unshare and permission to mount"))
    func unmounted() throws {
      let package = try MovablePackage()
      let (path, other) = (package.package.root.path, try package.copy().root.path)
      // An empty file system, and the package above it.
      let run = try HeadlessRun(
        package.package,
        setup:
          "mount --bind \(path) \(other) && mount -t tmpfs none \(path) && mount --bind \(other) \(path) "
          + "&& cd \(path)")
      try run.shell("cd / && umount -l \(path)", in: package.package)
      #expect(try run.events.next("package-moved").text("from") == path)
      #expect(run.isAlive)
      try run.shell("[ -z \"$(ls -A)\" ]", in: package.package)
    }
  }
}

/// The test package, which a test may move about. It is put back at the end.
private final class MovablePackage {
  let package: TestPackage
  /// What is moved: the package or the folder around it.
  private let folder: URL
  /// Where that is now, and copies of it.
  private var places: [URL] = []

  /// - Parameter aroundPackage: whether the folder around the package is moved.
  init(aroundPackage: Bool = false) throws {
    package = try TestPackage()
    folder = aroundPackage ? package.root.deletingLastPathComponent() : package.root
  }

  deinit {
    for place in places where !exists { try? moveBack(TestPackage(at: place)) }
    for place in places { try? FileManager.default.removeItem(at: place) }
    try? FileManager.default.removeItem(atPath: data)
  }

  private func beside(_ name: String) -> URL {
    folder.deletingLastPathComponent().appendingPathComponent("places-\(name)")
  }

  /// Whether there is anything at the old path.
  var exists: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// A folder for the data of the user.
  var data: String { beside("data").path }

  /// Moves the folder, and returns the package at its new place.
  func move(to name: String) throws -> TestPackage {
    let place = beside(name)
    try FileManager.default.moveItem(at: folder, to: place)
    places.append(place)
    return TestPackage(at: folder == package.root ? place : place.appendingPathComponent("beacon"))
  }

  /// Moves a folder to the old path; by default the one that was moved.
  func moveBack(_ place: TestPackage? = nil) throws {
    try FileManager.default.moveItem(at: place?.root ?? places[0], to: folder)
  }

  /// A copy beside it, which takes its place at the end if that is empty.
  func copy() throws -> TestPackage {
    let place = beside("copy")
    try package.shell("cp -a '\(folder.path)' '\(place.path)' && rm -f '\(place.path)'/.hotloop/*.sock")
    places.append(place)
    return TestPackage(at: place)
  }

  func delete() throws {
    // What the host writes meanwhile can stop a removal half way.
    for _ in 0..<100 {
      try? FileManager.default.removeItem(at: folder)
      if !exists { return }
      poll(nil, 0, 10)
    }
    throw TestFailure("\(folder.path) cannot be removed")
  }

  /// Waits until a host answers in the package.
  func awaitControl() throws {
    let waits = "for i in $(seq 600); do \(TestPackage.hotloop) ctl status && exit 0; sleep 0.1; done; exit 1"
    guard try package.shell(waits).status == 0 else { throw TestFailure("no host answers") }
  }
}
