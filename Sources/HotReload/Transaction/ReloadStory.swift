import CGameABI
import Engine

/// What the player and the event log are told of reloads.
extension ReloadableGame {
  public func firstFrameShown(generation number: UInt64, time: UInt64) {
    guard let swap = unseenSwap, swap.generation.number == number else { return }
    unseenSwap = nil
    let files = swap.changedFiles.isEmpty ? "nothing changed" : summary(of: swap.changedFiles)
    switch swap.cause {
    case ReloadCauseSave where swap.savedAt == nil:
      board.post("generation \(number) runs\(swap.worldNote)", .good)
    case ReloadCauseRollback: board.post("generation \(number) runs again\(swap.worldNote)", .plain)
    case ReloadCauseForce:
      board.post(
        "generation \(number) · forced · \(files)\(swap.worldNote)\(duration(since: swap.savedAt, until: time))",
        .good)
    default:
      board.post(
        "generation \(number) · \(files)\(swap.worldNote)\(duration(since: swap.savedAt, until: time))", .good
      )
    }
  }

  private func duration(since saved: UInt64?, until shown: UInt64) -> String {
    guard let saved, shown > saved else { return "" }
    return " · \((shown - saved + 500_000) / 1_000_000) ms from save to frame"
  }

  private func summary(of files: [String]) -> String {
    let names = files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    return names.count <= 3 ? names.joined(separator: ", ") : "\(names.count) files"
  }

  /// A generation that may not run. One whose code refused, or that never ran, is not tried again.
  func reject(_ generation: Generation, _ refusal: Refusal) {
    if refusal.outcome != nil || !history.contains(generation) { generation.quarantine() }
    let running = history.current.map { "generation \($0.number) goes on" } ?? "there is nothing to run yet"
    let isCrash = if case .crashed = refusal.outcome { true } else { false }
    if let outcome = refusal.outcome, isCrash {
      report(
        outcome, in: Callback(rawValue: refusal.stage) ?? .afterReload, of: generation,
        outcome: "Refused; \(running). Code and world are as they were.")
    }
    recordRejection(of: generation, refusal)
    // The crash has its panel.
    if isCrash { return }
    board.overlay.raise(
      .init(
        source: "reload", title: "generation \(generation.number) refused (\(refusal.stage)); \(running)",
        lines: refusal.reason.split(separator: "\n").map { .init(String($0)) }
          + [.init("Code and world are as they were.", .dim)]))
  }

  func recordRejection(of generation: Generation, _ refusal: Refusal) {
    events.record(
      "rejected",
      [
        "generation": .unsigned(generation.number), "stage": .string(refusal.stage),
        "reason": .string(refusal.reason),
      ])
  }

  /// Brings the status line and the banner up to date with the history.
  func updateGenerationFacts() {
    guard let current = history.current else { return }
    board.overlay.hud.flavour = current.isOptimised ? "optimised" : ""
    if isStopped {
      board.overlay.banner =
        "stopped: generation \(current.number) crashed and no earlier one can take over. Save to go on."
    } else if let newest = history.newest, let later = history.later {
      let direction = later.number == newest.number ? "" : " (next: \(later.number))"
      board.overlay.banner =
        "rolled back: generation \(current.number) runs; the files on disk are newer (generation \(newest.number))\(direction)"
    } else {
      board.overlay.banner = nil
    }
  }

  func assetWasRead(path: String, revision: UInt64, problem: FileProblem?) {
    guard assetReports[path]?.revision != revision || assetReports[path]?.problem != problem else { return }
    let isFirst = assetReports[path] == nil
    assetReports[path] = (revision, problem)
    if let problem {
      events.record("asset-rejected", ["path": .string("assets/" + path), "reason": .string("\(problem)")])
      board.overlay.raise(
        .init(
          source: "asset:" + path, title: "assets/\(path) has an error; the last good one stays in use",
          lines: [.init("\(problem.file):\(problem.line)", .location), .init(problem.message)]))
    } else {
      board.overlay.clearProblem(source: "asset:" + path)
      if !isFirst {
        events.record("asset-reloaded", ["path": .string("assets/" + path)])
        board.post("assets/\(path) reloaded", .good, seconds: 2)
      }
    }
  }
}
