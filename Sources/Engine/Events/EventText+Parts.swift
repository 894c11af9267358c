extension EventText {
  static func lines(_ event: HostEvent.Resumption) -> [LogLine] {
    let blame = event.blamed.map { " Generation \($0) is blamed and may not run again." } ?? ""
    let outcome =
      event.generation > 0
      ? "generation \(event.generation) continues from tick \(event.tick)"
      : "no generation can continue; the next save continues from tick \(event.tick)"
    return [
      LogLine("the host died: \(event.death).\(blame)", .error),
      LogLine("process \(event.pid) resumes: \(outcome)"),
    ]
  }

  static func lines(_ trial: HostEvent.Preflight) -> [LogLine] {
    let generation = "generation \(trial.generation)"
    switch trial.verdict {
    case .ok:
      return [
        LogLine("\(generation) passed its trial: \(trial.ticks) ticks, \(milliseconds(trial.duration))")
      ]
    case .skipped: return block("\(generation) was not tried: \(trial.reason ?? "")", .warning)
    case .crashed, .hung, .refused, .died:
      let location = trial.location.map { "at " + $0 }
      return block(
        "\(trial.title): \(trial.reason ?? "no reason was given")", .error,
        (location.map { [$0] } ?? []) + trial.backtrace)
    }
  }

  static func lines(_ rejection: HostEvent.Rejection) -> [LogLine] {
    let text = "generation \(rejection.generation) rejected (\(rejection.stage))"
    // The verdict or the crash was written with its reason.
    if rejection.stage == "preflight" || rejection.crash != nil { return [LogLine(text, .error)] }
    return block("\(text): \(rejection.reason)", .error, places(rejection.details))
  }

  static func lines(_ failure: HostEvent.CallFailure) -> [LogLine] {
    block(
      "generation \(failure.generation): \(failure.callback) failed: \(failure.message)", .error,
      places(failure.details))
  }

  /// Waits for the details.
  private static func places(_ details: Deferred<HostEvent.CrashDetails>?) -> [String] {
    guard let details = details?.wait() else { return [] }
    return (details.location.map { ["at " + $0] } ?? []) + details.backtrace
  }

  static func text(_ swap: HostEvent.Swap) -> String {
    let reset = swap.resetText.map { ", \($0)" } ?? ""
    if swap.from == swap.generation, swap.cause == .optimised {
      return "generation \(swap.generation): optimised image swapped in\(reset)"
    }
    if swap.from == swap.generation, swap.cause == .tweak {
      return "generation \(swap.generation): swapped in with changeable literals\(reset)"
    }
    var facts = ["cause: \(swap.cause.rawValue)"]
    if !swap.changedFiles.isEmpty { facts.append(list(swap.changedFiles)) }
    if let held = swap.heldText { facts.append(held) }
    switch swap.live {
    case nil, .compiled(because: nil): break
    case .live: facts.append("without the compiler")
    case .compiled(let reason?): facts.append("compiled because \(reason)")
    }
    if let tick = swap.restoredTick { facts.append("with its world of tick \(tick)") }
    if let migrated = swap.migration.text { facts.append(migrated) }
    if swap.stall > 0 { facts.append("\(milliseconds(swap.stall)) in the loop") }
    let from = swap.from > 0 ? " after \(swap.from)" : ""
    return "generation \(swap.generation) runs\(from), \(facts.joined(separator: ", "))\(reset)"
  }

  static func line(from: UInt64, to: UInt64, _ cause: HostEvent.RollbackCause) -> LogLine {
    switch cause {
    case .player:
      LogLine(
        to < from
          ? "rolled back from generation \(from) to \(to)" : "forward from generation \(from) to \(to)")
    case .playerWithWorld: LogLine("rolled back from generation \(from) to \(to), with its world")
    case .crash(let fault):
      LogLine("generation \(to) takes over from generation \(from), which \(fault.verb)", .warning)
    }
  }

  /// Waits for the details.
  static func lines(_ crash: HostEvent.Crash) -> [LogLine] {
    block("\(crash.title): \(crash.details.wait().reason)", .error, places(crash.details))
  }

  /// With one decimal.
  private static func milliseconds(_ nanoseconds: UInt64) -> String {
    let tenths = (nanoseconds + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10) ms"
  }
}

extension HostEvent.BuildStart {
  var what: String { HostEvent.build(files, isOptimised: isOptimised, isBackground: isBackground) }
}

extension HostEvent.BuildResult {
  var lines: [LogLine] {
    let duration = "\(Int(milliseconds.rounded())) ms"
    if isReused { return [LogLine("an earlier image has this source, found in \(duration)")] }
    let kind = isPartial ? ", changed bodies only" : ""
    let what = HostEvent.build(files, isOptimised: isOptimised, isBackground: isBackground)
    let count = warnings.isEmpty ? "" : ", \(warnings.count) warning\(warnings.count == 1 ? "" : "s")"
    let text = "built\(what) in \(duration)\(kind)\(count)"
    // The optimised build of a source repeats the warnings of the first one.
    return [LogLine(text)] + (isOptimised && isBackground ? [] : warnings.flatMap(\.lines))
  }
}

extension HostEvent.BuildFailure {
  var lines: [LogLine] {
    let errors = diagnostics.count { $0.severity == .error }
    let what = HostEvent.build([], isOptimised: isOptimised, isBackground: isBackground)
    let details =
      diagnostics.isEmpty
      ? reason.split(whereSeparator: \.isNewline).map { LogLine("  " + $0) } : diagnostics.flatMap(\.lines)
    return [LogLine("build failed\(what), \(errors) error\(errors == 1 ? "" : "s")", .error)] + details
  }
}

extension HostEvent {
  /// ` Game/A.swift (optimised, in the background)`.
  fileprivate static func build(_ files: [String], isOptimised: Bool, isBackground: Bool) -> String {
    let kinds = (isOptimised ? ["optimised"] : []) + (isBackground ? ["in the background"] : [])
    // Whole builds name every file of the game.
    let names = files.count <= 6 ? files.joined(separator: ", ") : "\(files.count) files"
    return (files.isEmpty ? "" : " " + names) + (kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))")
  }
}

extension HostEvent.Diagnostic {
  fileprivate var lines: [LogLine] {
    (EventText.block(text, .info) + notes.flatMap { EventText.block("  note: \($0)", .info) }).map {
      LogLine("  " + $0.text)
    }
  }
}
