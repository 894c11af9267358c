import Foundation
import Testing

/// Work that the game began in a thread of its own, and that goes on in a replaced image.
extension Stories {
  @Suite("Threads of the game", .serialized)
  struct ThreadStories {
    private static let game = "Game/Beacon.swift"
    /// A number that no earlier run used: an image that exists is not built again.
    private let fresh = Int(Date().timeIntervalSince1970 * 1000) % 1_000_000_000

    @Test("Threads of every kind are counted, whichever callback began them and whatever they do")
    func kinds() throws {
      let package = try TestPackage()
      try package.edit(Self.game, "import GameSDK\n", "import GameSDK\nimport Foundation\nimport Dispatch\n")
      try package.edit(
        Self.game, "    sum = total(world)\n    world.after", "    beginThread()\n    world.after")
      try package.edit(
        Self.game, "if tick.pressed(.askReload) { tick.requestReload() }",
        "if !hasBegun { hasBegun = true; beginQueue(); begin_in_c(); beginComputing() }")
      try package.save(
        Self.game,
        package.read(Self.game) + """

          nonisolated(unsafe) private var hasBegun = false

          @inline(never) func beginThread() {
            Thread.detachNewThread { while true { Thread.sleep(forTimeInterval: 0.001); print("still here") } }
          }

          @inline(never) func beginQueue() {
            DispatchQueue(label: "game").async { DispatchSemaphore(value: 0).wait() }
          }

          @inline(never) func beginComputing() {
            Thread.detachNewThread {
              var number: UInt64 = 1
              while number != 0 { number = number &* 6_364_136_223_846_793_005 | 1 }
            }
          }

          """)
      try package.edit("Game/World/include/world.h", "#endif", "void begin_in_c(void);\n#endif")
      try package.save(
        "Game/World/world.c",
        """
        #include "world.h"
        #include <pthread.h>
        #include <unistd.h>

        static void *wait_in_c(void *nothing) {
          for (;;) pause();
          return nothing;
        }

        void begin_in_c(void) {
          pthread_t thread;
          pthread_create(&thread, 0, wait_in_c, 0);
        }

        """)
      let run = try HeadlessRun(package)
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      var functions = try left(run, 3)
      #expect(has(functions, "beginQueue", 1) && has(functions, "wait_in_c", 1), "\(functions)")
      #expect(has(functions, "beginComputing", 1), "\(functions)")
      // Nothing is swapped in unseen: with the next save there are twice as many, and the first of afterReload.
      try package.edit("Game/Speed.swift", "= \(fresh)\n", "= \(fresh + 1)\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      functions = try left(run, 7)
      #expect(has(functions, "beginThread", 1) && has(functions, "wait_in_c", 2), "\(functions)")
      // The images of a rollback are those of before.
      _ = try package.ctl("rollback")
      try run.events.next("rolled-back")
      let problem = try #require(package.problems().first { $0["kind"] as? String == "threads" })
      #expect((problem["message"] as? String)?.contains("beforeReload") == true, "\(problem)")
    }

    /// The functions of the threads that are reported, once there are so many.
    private func left(_ run: HeadlessRun, _ count: Int) throws -> [String] {
      let found = try run.events.next("old-threads") { ($0.members["threads"] as? [Any])?.count == count }
      return (found.members["threads"] as? [[String: Any]] ?? []).compactMap { $0["function"] as? String }
    }

    private func has(_ functions: [String], _ name: String, _ count: Int) -> Bool {
      functions.count { $0.contains(name) } == count
    }
  }
}
