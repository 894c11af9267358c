import Foundation
import Testing

/// Changes that cannot show, because the code that they are in has not run since.
extension Stories {
  @Suite("Changed literals that were not read", .serialized)
  struct UnreadStories {
    private static let file = "Game/Speed.swift"
    private static let game = "Game/Beacon.swift"

    /// A paused run that is as fast as possible, of a game that reads `rare` only below a distance of 0.
    private func start() throws -> (TestPackage, HeadlessRun) {
      let package = try TestPackage()
      try package.save(
        Self.file,
        """
        enum Speed {
          static let perTick: Int64 = 1
          static let rare: Int64 = 5
        }
        struct Cargo { var weight: Int64 = 3 }

        """)
      try package.edit(
        Self.game, "world.distance += Speed.perTick\n",
        """
        world.distance += Speed.perTick
            if world.distance < 0 { world.distance = Speed.rare + Cargo().weight }

        """)
      let run = try HeadlessRun(package, "--fast", appliesLive: true)
      try run.events.next("live-literals")
      _ = try package.ctl("pause")
      return (package, run)
    }

    /// More than the ticks after which it is said.
    private func advance(_ package: TestPackage, _ ticks: Int = 300) throws {
      let start = try #require(try package.ctl("status")["tick"] as? Int)
      _ = try package.ctl("step \(ticks)")
      while try package.ctl("status")["tick"] as? Int != start + ticks { poll(nil, 0, 5) }
    }

    private func save(_ run: HeadlessRun, _ package: TestPackage, _ edits: (String, String)...) throws {
      var text = try package.read(Self.file)
      for (old, new) in edits { text = text.replacing(old, with: new) }
      try package.save(Self.file, text)
      let swapped = try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(swapped.members["live"] as? Bool == true)
      try run.events.next("first-frame")
    }

    @Test("A save is told once that its lines have not run, if none of them has")
    func saves() throws {
      let (package, run) = try start()
      try save(run, package, ("rare: Int64 = 5", "rare: Int64 = 6"))
      try advance(package)
      let event = try run.events.next("literals-not-run")
      #expect("\(event)".contains("\"line\":3,\"path\":\"\(Self.file)\""), "\(event)")
      #expect(event["generation"] == 2)
      try advance(package)
      // One of two lines has run.
      try save(
        run, package, ("rare: Int64 = 6", "rare: Int64 = 7"), ("perTick: Int64 = 1", "perTick: Int64 = 2"))
      try advance(package)
      // A value that is initialised where the same code runs.
      try save(run, package, ("weight: Int64 = 3", "weight: Int64 = 4"))
      try advance(package)
      let last = try run.events.next("literals-not-run")
      #expect("\(last)".contains("\"line\":5,"), "\(last)")
      #expect(run.events.events.count { $0.name == "literals-not-run" } == 2)
      // Below 0 it runs.
      try save(
        run, package, ("perTick: Int64 = 2", "perTick: Int64 = -100000"),
        ("rare: Int64 = 7", "rare: Int64 = 8"))
      try advance(package)
      try save(run, package, ("rare: Int64 = 8", "rare: Int64 = 9"))
      try advance(package)
      #expect(!run.events.rest().contains { $0.name == "literals-not-run" })
      run.end()
    }

    @Test("A changed start is one hint, not two")
    func startOnly() throws {
      let (package, run) = try start()
      try package.edit(Self.game, "1...10", "1...12")
      try run.events.next("start-changed")
      try advance(package)
      try save(run, package, ("rare: Int64 = 5", "rare: Int64 = 6"))
      try advance(package)
      let event = try run.events.next("literals-not-run")
      #expect("\(event)".contains("\"path\":\"\(Self.file)\""), "\(event)")
      #expect(run.events.events.count { $0.name == "literals-not-run" } == 1)
      run.end()
    }

    @Test("A script can ask whether the code has run since a change")
    func script() throws {
      let (package, run) = try start()
      func hasRun(_ name: String) throws -> Bool? {
        try package.ctl("tweak get \(name)")["has-run"] as? Bool
      }
      _ = try package.ctl("tweak list")
      try advance(package, 2)
      #expect(try hasRun("Speed.perTick") == true)
      #expect(try hasRun("Speed.rare") == false)
      #expect(try package.ctl("tweak set Speed.perTick -100000")["has-run"] as? Bool == false)
      try advance(package, 2)
      #expect(try hasRun("Speed.perTick") == true)
      #expect(try hasRun("Speed.rare") == true)
      // The code that has this value comes with another copy.
      #expect(try package.ctl("tweak set Cargo.weight 9")["has-run"] as? Bool == false)
      try run.events.next("swapped") { $0.text("cause") == "tweak" }
      try advance(package, 2)
      while try hasRun("Cargo.weight") != true { try advance(package, 1) }
      #expect(try package.world("distance") > 0)
      run.end()
    }

    @Test("The panel marks a changed value whose code has not run, until it has")
    func panel() throws {
      let package = try TestPackage()
      try package.save(
        Self.file, "enum Speed {\n  static let perTick: Int64 = 1\n  static let pushing: Int64 = 5\n}\n")
      try package.edit(Self.game, "world.pushes += 1", "world.pushes = Int32(Speed.pushing)")
      let run = try TweakPanelRun(package)
      let (terminal, events) = (run.terminal, run.events)
      try run.open(filter: "pushing", shows: "static let pushing: Int64 =")
      try terminal.press("Right")
      try terminal.wait(for: "not run")
      try terminal.wait(for: "this line has not run since the change")
      #expect(try terminal.screen().contains("was 5"))
      // The key of the action that reads it.
      try terminal.press("C-e")
      try terminal.wait(until: "Tweak: ")
      try terminal.press("g")
      try terminal.wait(for: "pushes 6")
      try run.open(filter: "pushing", shows: "was 5")
      #expect(try !terminal.screen().contains("not run"))
      try terminal.press("C-c")
      try events.next("stopped")
    }
  }
}
