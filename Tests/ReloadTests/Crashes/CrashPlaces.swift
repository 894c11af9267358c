import CGameABI
import Foundation
import HotReload
import Testing

/// Where a crash is reported to be, in unoptimised and optimised code, in this process.
extension Stories {
  @Suite("Crash locations", .serialized)
  struct CrashPlaces {
    @Test(
      "A crash is reported at its line, with the functions that called it; in optimised code, too",
      arguments: [false, true])
    func places(optimised: Bool) async throws {
      let images = try await TroubleImages("Places.swift", optimised: optimised) { package in
        try package.edit(
          "Game/World/include/world.h", "\n#endif\n",
          "\nint64_t sink(int64_t depth);\nint64_t ring(int64_t depth);\n\n#endif\n")
        try package.save(
          "Game/World/world.c",
          """
          #include "world.h"

          int64_t sink(int64_t depth) {
            volatile int64_t next = depth + 1;
            return sink(next) * 3 + next;
          }

          static int64_t (*volatile next_in_ring)(int64_t);
          static int64_t back(int64_t depth) { return next_in_ring(depth + 1) * 3 + depth; }
          int64_t ring(int64_t depth) {
            next_in_ring = ring;
            return back(depth + 1) * 5 + depth;
          }

          """)
      }
      defer { images.remove() }
      let source = try String(contentsOfFile: images.root + "/Game/Beacon.swift", encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
      nonisolated(unsafe) var failures: [String] = []
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        // Crash guard and watchdog are bound to a thread.
        Thread {
          for fault in faults {
            do { try expectPlace(of: fault, images, source) } catch {
              unsafe failures.append("\(fault), optimised \(optimised): \(error)")
            }
          }
          continuation.resume()
        }.start()
      }
      for failure in unsafe failures { Issue.record("\(failure)") }
    }

    @Test("A violation of exclusive access is found before the swap, with both places")
    func exclusivity() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.save("Game/Counter.swift", Self.counter)
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick",
        "counter.change { counter.value += 1 }; world.distance += Int64(counter.value)")
      let verdict = try run.events.next("preflight") { $0.text("verdict") != "ok" }
      let reason = verdict.text("reason") ?? ""
      #expect(reason.contains("access conflict") && reason.contains("Game/Counter.swift:5"), "\(verdict)")
      #expect(verdict.text("location")?.hasPrefix("Game/Beacon.swift:") == true, "\(verdict)")
      try package.edit("Game/Beacon.swift", "counter.change { counter.value += 1 }", "counter.change {}")
      #expect(try run.events.next("swapped")["from"] == 1)
    }

    private static let counter = """
      final class Counter: @unchecked Sendable {
        var value = 0

        @inline(never) func change(_ body: () -> Void) {
          modify(&value, body)
        }

        private func modify(_ value: inout Int, _ body: () -> Void) {
          value += 1
          body()
        }
      }

      let counter = Counter()

      """

    private let faults = [
      "index", "fatal", "overflow", "unwrap", "null", "wild call", "abort", "endless", "recursion",
      "exclusivity", "C recursion", "C ring",
    ]

    private func expectPlace(of fault: String, _ images: TroubleImages, _ source: [Substring]) throws {
      let host = try MatrixHost(images)
      defer { host.close() }
      try host.adopt(isGood: true)
      try host.adopt(isGood: false)
      try host.setFault(fault)
      // The good generation runs the tick in the end.
      try expect(host.game.step(input: InputSample(), dt: 0.1), "the tick runs")
      try expect(host.game.generation == 1, "generation 1 continues")
      let events = try host.events()
      guard let crash = events.first(where: { ["crashed", "hung"].contains($0["event"] as? String) }),
        let location = crash["location"] as? String, let backtrace = crash["backtrace"] as? [String]
      else { throw TestFailure("no crash with a location: \(events)") }
      let places =
        fault.hasPrefix("C ")
        ? (fault == "C ring" ? 9...12 : 4...5).map { "Game/World/world.c:\($0)" }
        : source.indices.filter { source[$0].hasSuffix("// " + fault) }.map {
          "Game/Beacon.swift:\($0 + 1)"
        }
      try expect(places.contains(location), "the location \(location) is one of \(places); \(crash)")
      for caller in ["World.stepPlayer Game/Beacon.swift:", "Places.step Game/Beacon.swift:"] {
        try expect(backtrace.contains { $0.hasPrefix(caller) }, "\(caller) is in the backtrace \(backtrace)")
      }
      try expect(backtrace.count <= 8, "it is short: \(backtrace)")
    }
  }
}
