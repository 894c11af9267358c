import Foundation
import Testing

/// The images of one save, and the start of a run.
extension Stories {
  @Suite("Speed", .serialized)
  struct SpeedStories {
    /// A number that no earlier run used: an image that exists is not built again.
    private let fresh = Int(Date().timeIntervalSince1970 * 1000) % 1_000_000_000

    @Test(
      "The running source is built again with optimisation and swapped in as the same generation, with its world"
    )
    func optimised() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, optimises: true)
      try workshop.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      let plain = try run.events.next("swapped") { $0["generation"] == 2 }
      #expect(plain.text("cause") == "save" && plain["optimised"] == 0)
      let optimised = try run.events.next("swapped") { $0.text("cause") == "optimised" }
      #expect(optimised["generation"] == 2 && optimised["from"] == 2 && optimised["optimised"] == 1)
      #expect(try workshop.ctl("status")["optimised"] as? Bool == true)
      let distance = try workshop.world("distance")
      #expect(distance > fresh)
      // A generation is one step of a rollback, regardless of its number of images.
      _ = try workshop.ctl("rollback")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      _ = try workshop.ctl("forward")
      #expect(try run.events.next("rolled-back")["to"] == 2)
      #expect(try workshop.ctl("status")["optimised"] as? Bool == true)
    }

    @Test("A save during the optimised build does not wait for it")
    func superseded() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, optimises: true)
      try workshop.edit("Game/Speed.swift", "= 1\n", "= \(fresh + 1)\n")
      try run.events.next("build-finished") { $0["optimised"] == 0 }
      try run.events.next("build-started") { $0["optimised"] == 1 }
      try workshop.edit("Game/Speed.swift", "= \(fresh + 1)\n", "= \(fresh + 2)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" && $0["generation"] == 3 }
      let last = try run.events.next("swapped") { $0.text("cause") == "optimised" }
      #expect(last["generation"] == 3)
    }

    @Test("Only the changed function is compiled first; the whole file follows as the same generation")
    func patched() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.edit(
        "Game/Beacon.swift", "if tick.held(.go) { world.pushes += 1 }", "world.pushes = \(fresh)")
      let built = try run.events.next("build-finished")
      #expect(built["partial"] == 1 && built.list("files") == ["Game/Beacon.swift"])
      try run.events.next("first-frame") { $0["generation"] == 2 }
      #expect(try workshop.world("pushes") == fresh)
      let whole = try run.events.next("swapped") { $0.text("cause") == "completed" }
      #expect(whole["generation"] == 2)
      #expect(try workshop.world("pushes") == fresh)
      _ = try workshop.ctl("rollback")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      #expect(try workshop.ctl("status")["newest"] as? Int == 2)
    }

    @Test(
      "A start with a current image runs no compiler; after a change the last image plays until the build is done"
    )
    func coldStart() throws {
      let workshop = try Workshop()
      try HeadlessRun(workshop).end()
      do {
        let run = try HeadlessRun(workshop, waits: false)
        #expect(!run.events.events.contains { $0.name == "build-started" })
        run.end()
      }
      try workshop.edit("Game/Speed.swift", "= 1\n", "= \(fresh + 3)\n")
      let run = try HeadlessRun(workshop, waits: false)
      #expect(!run.events.events.contains { $0.name == "build-finished" })
      let swapped = try run.events.next("swapped") { $0["generation"] == 2 }
      #expect(swapped.text("cause") == "save")
    }
  }
}
