import Engine
import Foundation
import GameBuilder
import Glibc
import HotReload

/// What a soak expected and did not find.
struct SoakFailure: Error {
  let expected: String
  let found: String
}

/// Edits a running game again and again, and looks whether the host bears it.
final class SoakRun {
  private let host: SoakHost
  private let callbacks: [SoakCallback]
  private var editor: SoakEditor
  private var random: SoakRandom
  private(set) var report = SoakReport()
  private let imageFolder: String
  /// What has been done last, for the account of a failure.
  private(set) var recent: [String] = []
  /// Whether the files are as they were when everything was found in order last.
  private var isSettled = false

  /// Longer than a build takes on a busy machine.
  private static let limit = 100.0

  init(workshop: SoakWorkshop, seed: UInt64) throws {
    random = SoakRandom(seed: seed)
    callbacks = workshop.callbacks
    editor = SoakEditor(workshop: workshop)
    imageFolder = workshop.path(".hotloop/images")
    _ = try editor.mend()
    host = try SoakHost(root: workshop.root)
  }

  /// Goes on until `edits` were done or `seconds` went by, whichever is given and comes first.
  func run(edits: Int?, seconds: Double?) throws {
    try waitForMark(editor.good.mark, because: "the first source was built")
    // Twice, so that everything that a build needs for the first time is there.
    for _ in 0..<2 { try settle() }
    report.begin(host)
    let start = Date()
    while !SoakInterruption.isAskedFor, edits.map({ report.edits < $0 }) ?? true,
      seconds.map({ -start.timeIntervalSinceNow < $0 }) ?? true
    {
      try oneEdit()
    }
    try settle()
    host.readEvents()
    report.end(host, largestImage: largestImage, seconds: -start.timeIntervalSinceNow)
    try checkMemory()
    host.quit()
  }

  /// How the host is, for the account of a failure.
  func hostAccount() -> String {
    host.readEvents()
    let events = host.story.filter { $0["event"] != "overrun" }
    return host.end + "\nlast events:\n" + events.suffix(8).map { "  " + $0.line }.joined(separator: "\n")
  }

  private func oneEdit() throws {
    let edit = SoakEdit.random(using: &random, callbacks: callbacks)
    // Nothing that is drawn may depend on how the host does, so that a seed can be played again.
    let isWatched = random.chance(60)
    let pause = UInt32.random(in: 0...250_000, using: &random)
    let settlesAfter = random.chance(8)
    if isWatched && !isSettled { try settle() }
    note(edit.kind + (isWatched ? ", watched" : ""))
    host.readEvents()
    let told = host.story.count
    let before = editor.good.mark
    let outcome = try editor.carryOut(edit, using: &random, host: host)
    report.count(edit)
    isSettled = false
    if isWatched {
      try expect(outcome, of: edit, since: told, before: before)
    } else {
      usleep(pause)
      try requireAlive(because: edit.kind)
    }
    if settlesAfter { try settle() }
  }

  private func note(_ text: String) {
    recent = recent.suffix(11) + ["\(report.edits + 1): \(text)"]
  }

  private func expect(_ outcome: SoakEdit.Outcome, of edit: SoakEdit, since told: Int, before: Int) throws {
    switch outcome {
    case .any: try checkWorld(mark: nil, because: edit.kind)
    case .runs(let mark): try waitForMark(mark, because: edit.kind)
    case .told(let names):
      try wait(for: "one of the events \(names.joined(separator: ", ")) after: \(edit.kind)") {
        host.readEvents()
        return host.story[told...].contains { names.contains($0["event"]?.string ?? "") }
      } found: {
        "these: " + self.host.story[told...].map(\.line).joined(separator: "\n  ")
      }
      try waitForMark(before, because: "\(edit.kind), which must not run")
    }
  }

  /// Puts the files in order, waits until they run, and looks at everything.
  private func settle() throws {
    note("all in order, and looked at")
    try waitForMark(try editor.mend(), because: "the files were put in order")
    try wait(for: "no problem on screen after everything was put in order") {
      self.host.ask("status")?["problems"] == .array([])
    } found: {
      self.host.ask("status")?.line ?? "no answer"
    }
    if let start = report.descriptorsAtStart {
      // Whether compilers wait, then or now, is chance.
      let most = start + GameCompiler.maxStandbyDescriptors
      try wait(for: "no more than \(most) file descriptors, as at the start") {
        self.host.descriptors <= most
      } found: {
        "\(self.host.descriptors)"
      }
      report.checks += 1
    }
    isSettled = true
  }

  // MARK: The world

  private func waitForMark(_ mark: Int, because reason: String) throws {
    var last: Int?
    try wait(for: "the source with mark \(mark) to run, because \(reason)") {
      last = try self.checkWorld(mark: nil, because: reason)
      return last == mark
    } found: {
      "mark \(last.map(String.init) ?? "none"); status: \(self.host.ask("status")?.line ?? "no answer")"
    }
    // It not only came, it stays, and time goes on.
    let tick = try self.tick()
    try wait(for: "ticks to go on after: \(reason)") {
      try self.tick() > tick + 1
    } found: {
      "tick \(tick)"
    }
    try checkWorld(mark: mark, because: reason)
  }

  private func tick() throws -> Int {
    host.ask("status")?["tick"]?.integer ?? 0
  }

  /// Looks whether the world is whole; gives the mark of the source that ran the last step.
  @discardableResult
  private func checkWorld(mark: Int?, because reason: String) throws -> Int? {
    try requireAlive(because: reason)
    guard let world = host.ask("world")?["world"], let tick = world["header"]?["tick"]?.integer,
      let ticks = world["soak_ticks"]?.integer, let check = world["soak_check"]?.integer
    else { return nil }
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      if !holds { throw SoakFailure(expected: "\(expected), after: \(reason)", found: found) }
    }
    try require(ticks == tick, "soak_ticks to be the number of ticks, \(tick)", "\(ticks)")
    try require(
      check == SoakSource.check(ticks: ticks), "soak_check to be that of \(ticks) ticks", "\(check)")
    let found = world["soak_mark"]?.integer
    if let mark { try require(found == mark, "the source with mark \(mark) to run", "mark \(found ?? -1)") }
    return found
  }

  private func requireAlive(because reason: String) throws {
    if !host.isAlive { throw SoakFailure(expected: "the host to live on after: \(reason)", found: host.end) }
  }

  // MARK: What it holds

  private func checkMemory() throws {
    guard report.growth <= report.growthAllowed else {
      throw SoakFailure(
        expected: "memory to grow by \(report.growthAllowed >> 20) MiB at most (\(report.memoryRule))",
        found: "\(report.growth >> 20) MiB")
    }
  }

  private var largestImage: Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: imageFolder)) ?? []
    return names.compactMap { name in
      (try? FileManager.default.attributesOfItem(atPath: imageFolder + "/" + name))?[.size] as? Int
    }.max() ?? 0
  }

  /// Looks again and again, because a host has no way to tell all of it by itself.
  private func wait(for expected: String, until holds: () throws -> Bool, found: () -> String) throws {
    let deadline = Date(timeIntervalSinceNow: Self.limit)
    while try !holds() {
      try requireAlive(because: "waiting for \(expected)")
      guard Date() < deadline else { throw SoakFailure(expected: expected, found: found()) }
      usleep(10_000)
    }
  }
}
