import Engine

/// What the player and the event log are told of a generation that was tried out.
extension BuildStory {
  func tell(_ account: Preflight.Account, number: UInt64) {
    let verdict = account.verdict
    var fields: [String: JSONValue] = [
      "generation": .unsigned(number), "verdict": .string(verdict.kind.rawValue),
      "ticks": .integer(Int64(verdict.ticks)), "ms": .number(Double(account.duration) / 1e6),
      "stall_us": .number(Double(account.stall) / 1000),
    ]
    if let callback = verdict.callback { fields["callback"] = .string(callback) }
    if let reason = verdict.reason { fields["reason"] = .string(reason) }
    if let location = verdict.location { fields["location"] = .string(location) }
    if !verdict.backtrace.isEmpty { fields["backtrace"] = .array(verdict.backtrace.map { .string($0) }) }
    events.record("preflight", fields)
    if verdict.kind == .skipped {
      let reason = verdict.reason ?? ""
      queue.post { loop in
        (loop.game as? ReloadableGame)?.logLine("generation \(number) was not tried out: \(reason)")
      }
    }
    if verdict.isRejection { tellRejected(verdict, number: number) }
  }

  private func tellRejected(_ verdict: PreflightVerdict, number: UInt64) {
    let reason = verdict.reason ?? "no reason was given"
    events.record(
      "rejected",
      ["generation": .unsigned(number), "stage": "preflight", "reason": .string(reason)])
    var lines: [Overlay.Problem.Line] = []
    if let location = verdict.location { lines.append(.init(location, .location)) }
    lines += reason.split(separator: "\n").map { .init(String($0)) }
    lines += verdict.backtrace.prefix(8).map { .init("  " + $0, .code) }
    let place = verdict.callback.map { " in \($0)" } ?? ""
    let title = "generation \(number) \(verdict.verb)\(place) before it was swapped in"
    queue.post { [lines] loop in
      let running = loop.game.generation
      let goesOn = running > 0 ? "generation \(running) plays on" : "there is nothing to play yet"
      loop.board.overlay.hud.build = "refused"
      loop.board.overlay.hud.buildIsBad = true
      loop.board.overlay.raise(
        .init(
          source: "reload", title: "\(title); \(goesOn)",
          lines: lines + [.init("It never touched the world. Save to try again.", .dim)]))
      loop.onBuildFailure(loop, "\(title): \(reason)")
    }
  }
}

extension PreflightVerdict {
  fileprivate var verb: String {
    switch kind {
    case .crashed: "crashed"
    case .hung: "hung"
    case .refused: "was refused"
    case .died, .ok, .skipped: "ended the process"
    }
  }
}
