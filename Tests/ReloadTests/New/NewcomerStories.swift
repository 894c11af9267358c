import Foundation
import Glibc
import Testing

extension Stories {
  @Suite("A newcomer's hour", .serialized)
  struct NewcomerStories {
    @Test(
      "hotloop new, the steps of the tutorial in one run, a change of one's own, tests, export",
      .enabled(if: Namespace.isAllowed, "needs unshare and permission to mount"))
    func hour() throws {
      let tutorial = try Tutorial("SnakeTutorial", type: "MyGame")
      #expect(
        tutorial.steps.count == 8 && tutorial.steps.count { !$0.picture.isEmpty } == 7, "\(tutorial.steps)")
      let package = try NewPackage.make("empty")
      let run = try HeadlessRun(package, appliesLive: true)
      var (generation, tick) = (1, 0)
      for step in tutorial.steps {
        try apply(step, in: package)
        if step.changesCode {
          generation = try #require(
            try run.events.next("first-frame") { $0["generation"].map { $0 > generation } == true }[
              "generation"])
        } else if step.files.contains(where: { $0.hasPrefix("assets/") }) {
          try run.events.next("asset-reloaded")
        }
        if !step.picture.isEmpty { try wait(for: step.picture, in: package, step) }
        let status = try package.ctl("status")
        let now = try #require(status["tick"] as? Int)
        #expect(now > tick, "the world is not restarted: \(step)")
        tick = now
        let problems = try package.problems()
        #expect(problems.isEmpty, "\(step): \(problems)")
      }
      // One's own, once the literals of the last step can change.
      let events = run.events.events
      let swap = try #require(events.lastIndex { $0.name == "swapped" })
      if events[swap].members["live"] as? Bool != true,
        !events[swap...].contains(where: { $0.name == "live-literals" })
      {
        try run.events.next("live-literals")
      }
      try package.edit("Game/MyGame.swift", "world.countdown = 0.1", "world.countdown = 0.07")
      #expect(try run.events.next("swapped").members["live"] as? Bool == true)
      #expect(run.events.events.count { $0.name == "started" } == 1)
      run.end()

      let tests = try package.shell("timeout 500 swift test")
      #expect(tests.status == 0 && tests.output.contains(/Test run with 3 tests .*passed/), "\(tests.output)")
      let export = try package.shell("timeout 500 \(TestPackage.hotloop) export")
      #expect(export.status == 0 && export.output.contains("export/my-game/my-game"), "\(export.output)")
      let (status, output) = try BareRoot.run(
        "my-game", "--headless --ticks 300 --seed 1 --print-frame",
        of: package.root.appending(path: "export/my-game"))
      #expect(status == 0 && output.contains("game over: space"), "\(output)")
    }

    /// As an editor does that writes a new file and renames it.
    private func apply(_ step: Tutorial.Step, in package: TestPackage) throws {
      try package.save(".step.diff", step.diff)
      defer { unsafe unlink(package.path(".step.diff")) }
      // Not relative to the repository of HotLoop, which the package is in.
      let (status, output) = try package.shell(
        "GIT_CEILING_DIRECTORIES=$(dirname $PWD) git apply -p0 .step.diff")
      guard status == 0 else { throw TestFailure("\(step): the diff does not fit: \(output)") }
    }

    /// A picture is not an event, so this polls, with a generous timeout.
    private func wait(for wanted: String, in package: TestPackage, _ step: Tutorial.Step) throws {
      let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
      let file = wanted.hasPrefix("#") ? ".step.svg" : ".step.txt"
      defer { unsafe unlink(package.path(file)) }
      while true {
        _ = try package.ctl("screenshot \(file)")
        let picture = try package.read(file)
        if picture.lowercased().contains(wanted.lowercased()) { return }
        guard Date() < deadline else { throw TestFailure("\(step): no \(wanted) in\n\(picture)") }
        poll(nil, 0, 50)
      }
    }
  }
}
