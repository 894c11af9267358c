import Engine
import Foundation
import GameBuilder
import Glibc

/// The checks of a soak. Each waits until it holds, and throws a ``SoakFailure`` after the timeout.
struct SoakChecks {
  let host: SoakHost

  /// Seconds: longer than a build takes on a busy machine.
  private static let timeout = 100.0

  /// Waits until the source with this mark runs, and checks that it keeps running.
  func waitForMark(_ mark: Int, after action: String) throws {
    var last: Int?
    try wait(for: "the source with mark \(mark) to run, after: \(action)") {
      last = try checkWorld(after: action)
      return last == mark
    } found: {
      "mark \(last.map(String.init) ?? "none"); status: \(host.ask("status")?.line ?? "no answer")"
    }
    let tick = currentTick
    try wait(for: "ticks to continue after: \(action)") {
      currentTick > tick + 1
    } found: {
      "tick \(tick)"
    }
    try checkWorld(after: action, expectedMark: mark)
  }

  private var currentTick: Int { host.ask("status")?["tick"]?.integer ?? 0 }

  /// Waits for one of these events among those after the first `start`.
  func waitForEvent(_ names: [String], from start: Int, after action: String) throws {
    try wait(for: "one of the events \(names.joined(separator: ", ")) after: \(action)") {
      host.readEvents()
      return host.events[start...].contains { names.contains($0["event"]?.string ?? "") }
    } found: {
      "the events:\n  " + host.events[start...].map(\.line).joined(separator: "\n  ")
    }
  }

  func waitForNoProblems() throws {
    try wait(for: "no problem on screen after all files were restored") {
      host.ask("status")?["problems"] == .array([])
    } found: {
      host.ask("status")?.line ?? "no answer"
    }
  }

  /// - Parameter start: number of file descriptors at the start of the soak.
  func waitForDescriptors(start: Int) throws {
    // Standby compilers may be waiting or not, both at the start and now.
    let maximum = start + GameCompiler.maxStandbyDescriptors
    try wait(for: "at most \(maximum) file descriptors, as at the start") {
      host.descriptors <= maximum
    } found: {
      "\(host.descriptors)"
    }
  }

  /// Checks the counters in the world.
  /// - Returns: the mark of the source that ran the last step; nil if the world cannot be read now.
  @discardableResult
  func checkWorld(after action: String, expectedMark: Int? = nil) throws -> Int? {
    try requireAlive(after: action)
    guard let world = host.ask("world")?["world"], let tick = world["header"]?["tick"]?.integer,
      let ticks = world["soak_ticks"]?.integer, let check = world["soak_check"]?.integer
    else { return nil }
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      if !holds { throw SoakFailure(expected: "\(expected), after: \(action)", found: found) }
    }
    try require(ticks == tick, "soak_ticks to be the number of ticks, \(tick)", "\(ticks)")
    try require(
      check == SoakSource.check(ticks: ticks), "soak_check to be that of \(ticks) ticks", "\(check)")
    for item in world["soak_items"]?.array ?? [] {
      guard let id = item["id"]?.integer else {
        throw SoakFailure(expected: "an item to have an id, after: \(action)", found: item.line)
      }
      let kind = SoakItems.kind(ofItem: id)
      try require(item["kind"]?.string == kind, "the item with id \(id) to be a \(kind)", item.line)
      let check = item["check"]?.integer ?? 0
      try require(SoakItems.isCheck(check, ofItem: id), "the check of the item with id \(id)", item.line)
    }
    let found = world["soak_mark"]?.integer
    if let expectedMark {
      try require(
        found == expectedMark, "the source with mark \(expectedMark) to run", "mark \(found ?? -1)")
    }
    return found
  }

  func requireAlive(after action: String) throws {
    if !host.isAlive {
      throw SoakFailure(expected: "the host to keep running after: \(action)", found: host.endDescription)
    }
  }

  func requireMemory(_ report: SoakReport) throws {
    guard report.growth <= report.maxGrowth else {
      throw SoakFailure(
        expected: "memory to grow by at most \(report.maxGrowth >> 20) MiB (\(report.growthRule))",
        found: "\(report.growth >> 20) MiB")
    }
  }

  /// Polls, because the host does not report all of these conditions as events.
  private func wait(for expected: String, until holds: () throws -> Bool, found: () -> String) throws {
    let deadline = Date(timeIntervalSinceNow: Self.timeout)
    while try !holds() {
      try requireAlive(after: "waiting for \(expected)")
      guard Date() < deadline else { throw SoakFailure(expected: expected, found: found()) }
      usleep(10_000)
    }
  }
}
