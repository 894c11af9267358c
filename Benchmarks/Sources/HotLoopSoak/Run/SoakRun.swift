import Engine
import Foundation
import Glibc

/// Edits a running game many times, and checks the host.
final class SoakRun {
  private let host: SoakHost
  private let checks: SoakChecks
  private let callbacks: [SoakCallback]
  private var editor: SoakEditor
  private var random: SoakRandom
  private(set) var report = SoakReport()
  private let imageFolder: String
  /// The last actions, for the description of a failure.
  private(set) var recentActions: [String] = []
  /// Whether all checks passed since the last edit.
  private var isVerified = false

  init(package: SoakPackage, program: String, seed: UInt64) throws {
    random = SoakRandom(seed: seed)
    callbacks = package.callbacks
    editor = SoakEditor(package: package)
    imageFolder = package.path(".hotloop/images")
    _ = try editor.restore()
    host = try SoakHost(program: program, root: package.root)
    checks = SoakChecks(host: host)
  }

  /// Runs until `edits` were made or `seconds` passed, whichever is given and comes first.
  func run(edits: Int?, seconds: Double?) throws {
    try checks.waitForMark(editor.good.mark, after: "the first build")
    // Twice, so that everything that is created on demand exists before the report starts.
    for _ in 0..<2 { try restoreAndVerify() }
    report.begin(host)
    let start = Date()
    while !SoakInterruption.isRequested, edits.map({ report.edits < $0 }) ?? true,
      seconds.map({ -start.timeIntervalSinceNow < $0 }) ?? true
    {
      try applyRandomEdit()
    }
    try restoreAndVerify()
    host.readEvents()
    report.end(host, largestImage: largestImage, seconds: -start.timeIntervalSinceNow)
    try checks.requireMemory(report)
    host.quit()
  }

  /// The host's state and last events, for the description of a failure.
  func hostDescription() -> String {
    host.readEvents()
    let events = host.events.filter { $0["event"] != "overrun" }.suffix(8).map { "  " + $0.line }
    return host.endDescription + "\nlast events:\n" + events.joined(separator: "\n")
  }

  private func applyRandomEdit() throws {
    let edit = SoakEdit.random(using: &random, callbacks: callbacks)
    // All random numbers are drawn independently of the host's behaviour, so that a seed is reproducible.
    let verifiesOutcome = random.chance(60)
    let pause = UInt32.random(in: 0...250_000, using: &random)
    let restoresAfter = random.chance(8)
    if verifiesOutcome && !isVerified { try restoreAndVerify() }
    record(edit.kind + (verifiesOutcome ? ", outcome verified" : ""))
    host.readEvents()
    let eventCount = host.events.count
    let markBefore = editor.good.mark
    let outcome = try editor.apply(edit, using: &random, host: host)
    report.count(edit)
    isVerified = false
    if verifiesOutcome {
      try verify(outcome, of: edit, eventsFrom: eventCount, markBefore: markBefore)
    } else {
      usleep(pause)
      try checks.requireAlive(after: edit.kind)
    }
    if restoresAfter { try restoreAndVerify() }
  }

  private func record(_ action: String) {
    recentActions = recentActions.suffix(11) + ["\(report.edits + 1): \(action)"]
  }

  private func verify(
    _ outcome: SoakEdit.Outcome, of edit: SoakEdit, eventsFrom start: Int, markBefore: Int
  ) throws {
    switch outcome {
    case .any: try checks.checkWorld(after: edit.kind)
    case .runs(let mark): try checks.waitForMark(mark, after: edit.kind)
    case .reports(let names):
      try checks.waitForEvent(names, from: start, after: edit.kind)
      try checks.waitForMark(markBefore, after: "\(edit.kind), which must not run")
    }
  }

  /// Restores all files, waits until they run, and makes all checks.
  private func restoreAndVerify() throws {
    record("all files restored, all checks")
    try checks.waitForMark(try editor.restore(), after: "all files were restored")
    try checks.waitForNoProblems()
    if let start = report.descriptorsAtStart {
      try checks.waitForDescriptors(start: start)
      report.checks += 1
    }
    isVerified = true
  }

  /// Bytes of the largest image on disk.
  private var largestImage: Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: imageFolder)) ?? []
    return names.compactMap { name in
      (try? FileManager.default.attributesOfItem(atPath: imageFolder + "/" + name))?[.size] as? Int
    }.max() ?? 0
  }
}
