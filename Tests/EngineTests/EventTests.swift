import Foundation
import JSONSchema
import Synchronization
import Testing
import WorldState

@testable import Engine

@Suite("Host events")
struct EventTests {
  private static let details: Deferred<HostEvent.CrashDetails> = {
    let details = Deferred<HostEvent.CrashDetails>()
    details.complete(.init(reason: "Fatal error", location: "Game/A.swift:3", backtrace: ["A.step"]))
    return details
  }()

  private static func crash(signal: Int32?) -> HostEvent.Crash {
    HostEvent.Crash(generation: 2, callback: "step", signal: signal, headline: "trap", details: details)
  }

  private static let stop = HostEvent.StoppedTick(
    generation: 2, callback: "step", cause: "crashed", tick: nil)

  private static let tweak = HostEvent.Tweak(
    path: "Game/A.swift", line: 3, declaration: "A.b", from: "1", to: "2")

  /// Every event of the log with its members: tools depend on these names.
  private static let table: [(HostEvent, String)] = [
    (.started(pid: 7, generation: 0), "started generation pid reason"),
    (
      .resumed(.init(pid: 7, death: "it was killed", blamed: 1, generation: 2, tick: 3)),
      "resumed blamed generation pid reason world-tick"
    ),
    (.stopped(pid: 7, generation: 1, reason: "quit"), "stopped generation pid reason"),
    (.saved(paths: ["a"]), "saved paths"),
    (.packageMoved(from: "/a", to: "/b", reason: "r", advice: "a"), "package-moved from reason to"),
    (.packageMoved(from: "/a", to: nil, reason: "r", advice: "a"), "package-moved from reason to"),
    (.packageReturned, "package-returned"),
    (.packageReplaced, "package-replaced"),
    (.unchanged(paths: ["a"], generation: 1), "unchanged generation paths"),
    (
      .buildStarted(.init(files: ["a"], isOptimised: false, isBackground: true)),
      "build-started files optimised"
    ),
    (
      .buildFinished(
        .init(
          files: [], isOptimised: true, isPartial: true, isReused: false, milliseconds: 3, isBackground: false
        )), "build-finished files ms optimised partial reused warnings"
    ),
    (
      .buildFailed(.init(reason: "r", diagnostics: [], isOptimised: false, isBackground: false)),
      "build-failed diagnostics optimised reason"
    ),
    (.preflight(.init(generation: 1, verdict: .ok)), "preflight generation ms stall_us ticks verdict"),
    (
      .preflight(
        .init(
          generation: 1, verdict: .crashed, callback: "step", reason: "r", location: "l", backtrace: ["b"])),
      "preflight backtrace callback generation location ms reason stall_us ticks verdict"
    ),
    (.rejected(.init(generation: 1, stage: "load", reason: "r")), "rejected generation reason stage"),
    (
      .worldRejected(path: "p", generation: 1, stage: "world", reason: "r"),
      "rejected generation reason stage"
    ),
    (.worldSaveFailed(reason: "r"), "rejected generation reason stage"),
    (.recordingFailed(path: "p", reason: "r"), "recording-failed path reason"),
    (.quickLoadFailed(reason: "r"), "rejected generation reason stage"),
    (
      .swapped(.init(generation: 2, from: 1, cause: .save, isOptimised: false)),
      "swapped cause files from generation migration migration_us optimised reset stall_us"
    ),
    (
      .swapped(.init(generation: 2, from: 1, cause: .save, isOptimised: false, heldSaves: 3)),
      "swapped cause files from generation held migration migration_us optimised reset stall_us"
    ),
    (
      .swapped(
        .init(
          generation: 2, from: 1, cause: .save, isOptimised: false, delay: .init(waited: 1, end: .limit))),
      "swapped cause delay_end delayed_ms files from generation migration migration_us optimised reset stall_us"
    ),
    (.reloadDelayed(.init(generation: 2, limit: 1)), "reload-delayed generation limit_ms"),
    (.buildRetry(.init(cause: "disk", attempt: 1, delay: 1)), "build-retry attempt cause delay_ms"),
    (.holdChanged(isHolding: true), "hold hold"),
    (.saveHeld(.init(generation: 2, count: 1)), "save-held count generation"),
    (.watchFailed(reason: "r"), "watch-failed reason"),
    (.watchPolls(folder: "/p/Game", fileSystem: nil), "watch-polls file_system folder"),
    (
      .serviceChanged(.init(service: "Game/s", kind: .started, generation: 2)),
      "service generation kind reason service"
    ),
    (
      .serviceChanged(.init(service: "Game/s", kind: .overflow, generation: nil, reason: "r")),
      "service kind reason service"
    ),
    (.oldThreads([.init(thread: 7, generation: 1, function: nil)]), "old-threads threads"),
    (.renameAsked(question, number: 1, count: 2), "rename-asked count from from_type number to to_type"),
    (
      .renameAnswered(question, .renamed, .init(restored: 1, total: 1)),
      "rename-answered answer from from_type restored to to_type total"
    ),
    (.renameWithdrawn(question), "rename-withdrawn from from_type to to_type"),
    (
      .renameDeclared(.init(text: "t", place: .init(path: "p", line: 3))),
      "rename-declared declaration line path reason"
    ),
    (.firstTick(generation: 1), "first-tick generation"),
    (.tweaked(tweak, generation: 1), "tweaked declaration from generation line path to"),
    (.tweaksWritten([tweak], generation: 1), "tweak-written generation tweaks"),
    (.tweaksNotWritten(reason: "r"), "tweak-not-written reason"),
    (
      .literalsNotRun([.init(path: "Game/A.swift", line: 4)], generation: 2),
      "literals-not-run generation places"
    ),
    (.tweaksReverted([tweak], cause: .crash), "tweak-reverted cause tweaks"),
    (.worldRestarted(generation: 1, tick: 9), "world-restarted generation world-tick"),
    (.startChanged(generation: 2), "start-changed generation"),
    (.timeBranched(tick: 7, left: 3), "time-branched left world-tick"),
    (.loopBegun(tick: 7, ticks: 300), "loop-begun ticks world-tick"),
    (.loopInputUnknown(actions: ["fire"]), "loop-input-unknown actions"),
    (.timeTravelFailed(reason: "r"), "time-travel-failed reason"),
    (.firstFrame(generation: 1), "first-frame generation"),
    (.firstFrameKept(generation: 1, reason: "r"), "first-frame-kept generation reason"),
    (.crashed(crash(signal: 11)), "crashed backtrace callback generation location reason signal"),
    (.crashed(crash(signal: nil)), "hung backtrace callback generation location reason signal"),
    (.rolledBack(from: 2, to: 1, cause: .crash(.crashed)), "rolled-back cause from to"),
    (.rolledBack(from: 2, to: 1, cause: .playerWithWorld), "rolled-back cause from to world"),
    (.sentFunctions(["f()"]), "sent-functions functions"),
    (
      .evaluated(.init(code: "1 + 1", outcome: .finished, text: "2", changesWorld: false)),
      "evaluated changes-world code outcome output text"
    ),
    (.tickStopped(stop), "tick-stopped callback cause generation world-tick"),
    (.tickResumed(stop, .skip), "tick-resumed callback cause generation how world-tick"),
    (.worldEdited(path: "p", before: "1", after: "2"), "world-edited after before path"),
    (.worldSaved(path: "p", tick: 1), "world-saved path world-tick"),
    (.momentShared(path: "p", tick: 1, ticks: 600), "moment-shared path ticks world-tick"),
    (
      .momentOpened(.init(path: "p", differences: [.init(path: "a", kind: .changed, added: 1, removed: 2)])),
      "moment-opened path problem sources stands ticks world-tick"
    ),
    (
      .momentReplayed(.init(path: "p", outcome: .different, tick: 3, reason: "r")),
      "moment-replayed outcome path reason world-tick"
    ),
    (
      .worldLoaded(path: "p", generation: 1, tick: 2, migration: .init()),
      "world-loaded generation migration migration_us path world-tick"
    ),
    (.assetReloaded(path: "assets/a"), "asset-reloaded path"),
    (.keysReloaded(path: "assets/keys.yaml"), "asset-reloaded path"),
    (
      .assetRejected(path: "assets/a", problem: .init(file: "assets/a", line: 1, message: "m")),
      "asset-rejected path reason"
    ),
    (.keysRejected(.init(file: "assets/keys.yaml", line: 1, message: "m")), "asset-rejected path reason"),
    (
      .storedRejected(.init(file: "/d/s.txt", line: 1, message: "m"), .init(copy: nil, obstacle: "o")),
      "stored-rejected copy path reason"
    ),
    (.storeFailed(path: "/d/s.txt", reason: "r"), "store-failed path reason"),
    (
      .callbackFailed(.init(generation: 1, callback: "before_reload", reason: nil)),
      "callback-failed callback count generation reason"
    ),
    (
      .callsFailing(.init(generation: 1, callback: "step", reason: "r")),
      "callback-failed callback count generation reason"
    ),
    (
      .callsFailingEnded(.init(generation: 1, callback: "step", reason: "r")),
      "callback-failed-end callback count generation reason"
    ),
    (
      .nondeterministic(.init(generation: 1, tick: 2)),
      "nondeterministic count differences failure gap generation location world-tick"
    ),
    (
      .stepChecked(.init(generation: 1, tick: 2, isSame: true, duration: 3)),
      "step-checked generation ms same world-tick"
    ),
    (.stepUnchecked(generation: 1, reason: "r"), "step-unchecked generation reason"),
    (.processRepaired(generation: 1, reason: "r"), "process-repaired generation reason"),
    (.pauseChanged(isPaused: true), "paused paused"),
    (.buildPreparing(reason: "r", isBackground: true), "preparing background reason"),
    (.buildBlocked(reason: "r", isBackground: false), "build-blocked reason"),
    (.watchRecovered, "watch-recovered"),
    (.lastWorldKept(path: "p", tick: 3, earlier: nil, key: nil), "last-world path world-tick"),
    (.liveLiterals(3, of: 4), "live-literals all live"),
    (.overrun(dropped: 3), "overrun dropped"),
    (.frames(.init()), "frames bytes cells compose_us encode_us shown skipped worst_us write_us"),
  ]

  @Test("Each event of the log has its documented name and members")
  func log() throws {
    for (event, expected) in Self.table {
      let entry = try #require(event.logEntry)
      #expect(([entry.name] + entry.members.keys.sorted()).joined(separator: " ") == expected)
    }
  }

  @Test("Each event of the log is what its schema says, and the schema and the document have all events")
  func schema() throws {
    let schema = try JSONSchema("event")
    let bus = EventBus()
    let lines = Mutex<[String]>([])
    bus.listen { stamped in lines.withLock { $0.append(stamped.logLine ?? "") } }
    for (event, _) in Self.table { bus.emit(event) }
    for line in lines.withLock({ $0 }) {
      #expect(throws: Never.self, "\(line)") { try schema.check(line) }
    }
    let names = Set(Self.table.compactMap { $0.1.split(separator: " ").first.map(String.init) })
    #expect(Set(schema.constants(of: "event")) == names)
    let document = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/events.md"), encoding: .utf8)
    for name in names { #expect(document.contains("`\(name)`"), "docs/events.md does not have \(name)") }
  }

  @Test("Events reach all listeners in order, with their time and tick")
  func bus() {
    let bus = EventBus()
    let seen = Mutex<[String]>([])
    bus.listen { stamped in seen.withLock { $0.append("a\(stamped.tick)@\(stamped.time)") } }
    bus.listen { stamped in seen.withLock { $0.append("b\(stamped.tick)@\(stamped.time)") } }
    bus.setTick(5)
    bus.emit(.firstTick(generation: 1), time: 9)
    bus.setTick(6)
    bus.emit(.firstTick(generation: 2), time: 10)
    #expect(seen.withLock { $0 } == ["a5@9", "b5@9", "a6@10", "b6@10"])
  }

  @Test("The log waits for the details of a crash and keeps the order of events")
  func lateDetails() throws {
    let path = NSTemporaryDirectory() + "hotloop-events-\(UUID().uuidString).jsonl"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let log = try EventLog(path: path)
    let bus = EventBus()
    bus.listen { log.write($0) }
    let details = Deferred<HostEvent.CrashDetails>()
    bus.emit(
      .crashed(
        HostEvent.Crash(generation: 1, callback: "draw", signal: 8, headline: "trap", details: details)))
    bus.emit(.rolledBack(from: 2, to: 1, cause: .crash(.hung)))
    details.complete(.init(reason: "Division by zero", location: "Game/A.swift:3", backtrace: []))
    log.flush()
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].contains("\"reason\":\"Division by zero\"") && lines[1].contains("rolled-back"))
  }
}
