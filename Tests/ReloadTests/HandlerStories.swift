import Foundation
import Testing

/// What the author of a game sees of the images of a save: handlers, static variables, trials.
extension Stories {
  @Suite("Handlers and variables", .serialized)
  struct HandlerStories {
    private let game = "Game/Beacon.swift"
    /// A number that no earlier run used: an image that exists is not built again.
    private let fresh = Int(Date().timeIntervalSince1970 * 1000) % 1_000_000_000

    /// Counts its ticks in variables of several kinds, and shows one of the counts in the world.
    private func packageWithVariables() throws -> TestPackage {
      let package = try TestPackage()
      try package.edit(
        game, "    world.distance += Speed.perTick\n",
        """
            world.distance += Speed.perTick
            Stats.shots += 1
            Hull.strength += Int(\(fresh)) - Int(\(fresh))
            privateCount += 1
            globalCount += Stats.step
            world.pushes = Int32(Stats.shots)

        """)
      try package.save(
        game,
        package.read(game) + """

          enum Stats {
            nonisolated(unsafe) static var shots = 0
            static let step = 1
            static var twice: Int { shots * 2 }
          }
          final class Hull { nonisolated(unsafe) fileprivate(set) static var strength = 5 }
          nonisolated(unsafe) private var privateCount: Int? = 0
          nonisolated(unsafe) var globalCount = 0
          nonisolated(unsafe) let table = [1, 2, 3]
          private func += (count: inout Int?, number: Int) { count = (count ?? 0) + number + table[0] - 1 }

          """)
      return package
    }

    @Test(
      "Handlers run once for each save, and variables are reset once, whatever is built in the background")
    func once() throws {
      let package = try packageWithVariables()
      let run = try HeadlessRun(package, optimises: true)
      try run.events.next("build-finished") { $0["optimised"] == 1 }
      let early = try package.world("pushes")
      #expect(early > 0)
      // A body, a constant, and a forced build: with and without a patch image.
      try package.edit(game, "sum = nil", "sum = Optional<Int>.none")
      let first = try run.events.next("swapped")
      #expect(first.text("cause") == "save" && first["generation"] == 2)
      try run.events.next("build-finished") { $0["optimised"] == 1 }
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" && $0["generation"] == 3 }
      try run.events.next("build-finished") { $0["optimised"] == 1 }
      _ = try package.ctl("reload")
      try run.events.next("swapped") { $0.text("cause") == "force" }
      try run.events.next("build-finished") { $0["optimised"] == 1 }
      // What was built last would be swapped in before the loop carries out these requests.
      _ = try package.ctl("step 3")
      #expect(try package.world("before_reloads") == 3)
      #expect(try package.world("after_reloads") == 3)
      #expect(run.events.events.filter { $0.name == "swapped" }.count == 4)
      #expect(try package.ctl("status")["optimised"] as? Bool == false)
    }

    @Test("A reload names the variables that it resets, in the event, in the log and on the screen")
    func named() throws {
      let package = try packageWithVariables()
      let run = try HeadlessRun(package)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh + 1)\n")
      let swap = try run.events.next("swapped") { $0.text("cause") == "save" }
      let names = ["Hull.strength", "Stats.shots", "globalCount", "privateCount"]
      #expect(swap.list("reset") == names)
      // The images of generations that ran before keep their variables.
      _ = try package.ctl("rollback")
      #expect(try run.events.next("swapped") { $0.text("cause") == "rollback" }.list("reset").isEmpty)
      _ = try package.ctl("quit")
      #expect(run.waitForEnd() == 0)
      let log = try package.read(".hotloop/hotloop.log")
      #expect(log.contains("Hull.strength, Stats.shots, globalCount and privateCount start anew"), "\(log)")
    }

    @Test("A rollback that restores the world, too, tells what differs")
    func restoredWorld() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh + 2)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      _ = try package.ctl("rollback-world")
      try run.events.next("rolled-back")
      #expect(try package.world("from") == 0 && package.world("to") == 1)
      #expect(try package.world("changed_files") == 1)
      run.end()
    }

    @Test("The next run starts with the optimised image, which is tried before")
    func nextRun() throws {
      let package = try packageWithVariables()
      do {
        let run = try HeadlessRun(package, optimises: true)
        try run.events.next("build-finished") { $0["optimised"] == 1 }
        run.end()
      }
      let run = try HeadlessRun(package, optimises: true, waits: false)
      #expect(run.events.events.contains { $0.name == "preflight" && $0.text("verdict") == "ok" })
      #expect(try package.ctl("status")["optimised"] as? Bool == true)
    }

    @Test(
      "A build that needs what the running game holds is refused with a hint, and passes if it asks in trials only"
    )
    func resource() throws {
      let package = try TestPackage()
      // Held by a descriptor, as a port is.
      try package.edit(game, "import GameSDK\n", "import GameSDK\nimport Glibc\n")
      try package.edit(
        game, "    sum = total(world)\n    world.after",
        """
            descriptor = open("/tmp/hotloop-\(fresh).lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 { throw Taken() }
            sum = total(world)
            world.after
        """)
      try package.edit(game, "    sum = nil\n", "    sum = nil\n    close(descriptor)\n")
      try package.edit(game, "reload: Reload) {\n    descriptor", "reload: Reload) throws {\n    descriptor")
      try package.save(
        game,
        package.read(game)
          + "\nnonisolated(unsafe) var descriptor: Int32 = -1\nstruct Taken: Error, CustomStringConvertible { let description = \"7777 is taken\" }\n"
      )
      defer { unsafe unlink("/tmp/hotloop-\(fresh).lock") }
      let run = try HeadlessRun(package)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("swapped") { $0["generation"] == 2 }
      try package.edit("Game/Speed.swift", "= \(fresh)\n", "= \(fresh + 1)\n")
      let refused = try run.events.next("preflight")
      #expect(refused.text("verdict") == "refused" && refused.text("callback") == "after_reload")
      #expect(refused.text("reason")?.contains("7777 is taken") == true, "\(refused)")
      #expect(refused.text("reason")?.contains("Trial.isRunning") == true, "\(refused)")
      let problems = try package.problems()
      #expect(
        problems.contains { ($0["message"] as? String)?.contains("Trial.isRunning") == true }, "\(problems)")
      // Both images must agree: the running one closes it in any case.
      try package.edit(game, "if flock", "if !Trial.isRunning, flock")
      for number in 3...4 {
        try run.events.next("swapped") { $0.text("cause") == "save" }
        #expect(try package.world("after_reloads") == number - 1)
        try package.edit("Game/Speed.swift", "= \(fresh + number - 2)\n", "= \(fresh + number - 1)\n")
      }
      try run.events.next("swapped") { $0.text("cause") == "save" }
    }

    @Test("Threads that a replaced image left behind are counted, and none is if beforeReload ends them")
    func threads() throws {
      let package = try TestPackage()
      try package.edit(game, "import GameSDK\n", "import GameSDK\nimport Glibc\nimport Synchronization\n")
      try package.edit(
        game, "    sum = total(world)\n    world.after",
        "    begin()\n    sum = total(world)\n    world.after")
      try package.save(
        game,
        package.read(game) + """

          let isEnding = Mutex(false)

          func begin() {
            var thread = pthread_t()
            pthread_create(&thread, nil, { _ in
              while !isEnding.withLock({ $0 }) { usleep(1000) }
              return nil
            }, nil)
          }

          """)
      let run = try HeadlessRun(package)
      for number in 1...3 {
        try package.edit(
          "Game/Speed.swift", "= \(number == 1 ? 1 : fresh + number - 1)\n", "= \(fresh + number)\n")
        try run.events.next("swapped") { $0.text("cause") == "save" }
        if number == 1 { continue }
        let found = try run.events.next("old-threads")
        let threads = try #require(found.members["threads"] as? [[String: Any]])
        #expect(threads.count == number - 1, "\(found)")
        #expect(threads.allSatisfy { ($0["function"] as? String)?.contains("begin") == true }, "\(found)")
        #expect(Set(threads.compactMap { $0["generation"] as? Int }) == Set(2...number), "\(found)")
        let problem = try #require(package.problems().first { $0["kind"] as? String == "threads" })
        #expect(problem["count"] as? Int == number - 1)
      }
      // From here on each image ends its own; those of the first images have no end.
      try package.edit(game, "    sum = nil\n", "    sum = nil\n    isEnding.withLock { $0 = true }\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      let left = try run.events.next("old-threads")
      #expect((left.members["threads"] as? [Any])?.count == 3)
      try package.edit("Game/Speed.swift", "= \(fresh + 3)\n", "= \(fresh + 4)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      _ = try package.ctl("quit")
      #expect(run.waitForEnd() == 0)
      #expect(run.events.rest().allSatisfy { $0.name != "old-threads" })
    }

    @Test("The lines of a crash are those of the present source, also in functions that the save only moved")
    func lines() throws {
      let package = try TestPackage()
      try package.edit(
        game, "  private func total",
        "  private func check(_ list: [Int]) -> Int { list[greeting.value.count] }\n\n  private func total")
      try package.edit(
        game, "if tick.held(.go) { world.pushes += 1 }", "world.pushes += Int32(check([0, 0, 0, 0, 0, 0, 0]))"
      )
      try package.save("assets/greeting.txt", "short")
      let run = try HeadlessRun(package)
      try package.edit(
        game, "world.pushes += Int32(", "// \(fresh)\n\n\n    world.pushes += \(fresh) * Int32(")
      let built = try run.events.next("build-finished")
      #expect(built["partial"] == 1)
      try run.events.next("swapped")
      try run.events.next("build-finished") { $0["partial"] == 0 }
      // After `wholeImage` was set.
      try package.edit("assets/keys.yaml", "mark: m", "mark: n")
      try run.events.next("asset-reloaded")
      try package.save("assets/greeting.txt", "longer than the list")
      let crashed = try run.events.next("crashed")
      let number = try package.read(game).split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.contains("func check") }
      #expect(crashed.text("location") == "Game/Beacon.swift:\(try #require(number) + 1)", "\(crashed)")
      #expect(
        crashed.list("backtrace").contains { $0.hasPrefix("Beacon.step Game/Beacon.swift:") }, "\(crashed)")
    }
  }
}
