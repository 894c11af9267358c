import Foundation
import Testing

/// The images of one save, and the start of a run.
extension Stories {
  @Suite("Speed", .serialized)
  struct SpeedStories {
    /// A number that no earlier run used: an image that exists is not built again.
    private let fresh = Int(Date().timeIntervalSince1970 * 1000) % 1_000_000_000

    @Test(
      "If the player wants it, the optimised image of the source is swapped in as the same generation")
    func optimised() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--swap-optimised", optimises: true)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      let plain = try run.events.next("swapped") { $0["generation"] == 2 }
      #expect(plain.text("cause") == "save" && plain["optimised"] == 0)
      let optimised = try run.events.next("swapped") { $0.text("cause") == "optimised" }
      #expect(optimised["generation"] == 2 && optimised["from"] == 2 && optimised["optimised"] == 1)
      #expect(try package.ctl("status")["optimised"] as? Bool == true)
      let distance = try package.world("distance")
      #expect(distance > fresh)
      // A generation is one step of a rollback, regardless of its number of images.
      _ = try package.ctl("rollback")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      _ = try package.ctl("forward")
      #expect(try run.events.next("rolled-back")["to"] == 2)
      #expect(try package.ctl("status")["optimised"] as? Bool == true)
    }

    @Test("A save does not wait for the optimised build in progress")
    func superseded() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, optimises: true)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh + 1)\n")
      try run.events.next("build-finished") { $0["optimised"] == 0 }
      try run.events.next("build-started") { $0["optimised"] == 1 }
      try package.edit("Game/Speed.swift", "= \(fresh + 1)\n", "= \(fresh + 2)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" && $0["generation"] == 3 }
      try run.events.next("build-finished") { $0["optimised"] == 1 }
    }

    @Test("Only the changed body is compiled first; the complete file follows and is not swapped in")
    func patched() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit(
        "Game/Beacon.swift", "if tick.held(.go) { world.pushes += 1 }", "world.pushes = \(fresh)")
      let built = try run.events.next("build-finished")
      #expect(built["partial"] == 1 && built.list("files") == ["Game/Beacon.swift"])
      try run.events.next("first-frame") { $0["generation"] == 2 }
      #expect(try package.world("pushes") == fresh)
      try run.events.next("build-finished") { $0["partial"] == 0 }
      #expect(try package.world("pushes") == fresh)
      _ = try package.ctl("rollback")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      #expect(try package.ctl("status")["newest"] as? Int == 2)
      #expect(run.events.events.filter { $0.name == "swapped" }.count == 3)
    }

    @Test(
      "A start with a cached image runs no compiler, and with changed source the last image runs meanwhile")
    func coldStart() throws {
      let package = try TestPackage()
      try HeadlessRun(package).end()
      do {
        let run = try HeadlessRun(package, waits: false)
        #expect(!run.events.events.contains { $0.name == "build-started" })
        run.end()
      }
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh + 3)\n")
      let run = try HeadlessRun(package, waits: false)
      #expect(!run.events.events.contains { $0.name == "build-finished" })
      let swapped = try run.events.next("swapped") { $0["generation"] == 2 }
      #expect(swapped.text("cause") == "save")
    }
  }
}
