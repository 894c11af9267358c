/// Texts that both the screen and the text log use.
extension HostEvent {
  static func unknownInputText(_ actions: [String]) -> String {
    "The recorded input presses \(actions.joined(separator: ", ")), which this code does not have; it is left out"
  }
}

extension HostEvent {
  static func holdText(_ isHolding: Bool) -> String {
    isHolding ? "Saves are held from now on" : "Saves are applied at once"
  }
}

extension HostEvent.Swap {
  /// `3 held saves`; nil if none was held.
  var heldText: String? {
    heldSaves == 0 ? nil : heldSaves == 1 ? "1 held save" : "\(heldSaves) held saves"
  }

  /// `12 ms from save to frame`; nil if nobody saved or asked for it.
  func latencyText(at time: UInt64) -> String? {
    guard isPrompt, delay == nil, let savedAt, time > savedAt else { return nil }
    return "\((time - savedAt + 500_000) / 1_000_000) ms from \(heldSaves > 0 ? "request" : "save") to frame"
  }
}

extension HostEvent.RollbackRefusal {
  public var text: String {
    switch self {
    case .noGame: "No game runs yet"
    case .noEarlierGeneration: "There is no earlier generation to roll back to"
    case .newestAlreadyRuns(let generation): "Generation \(generation) is the newest"
    case .noRetainedWorld(let generation):
      "No world was retained from before generation \(generation)"
    case .quarantined(let generation, let fault):
      "Generation \(generation) \(fault.verb); it cannot run again"
    }
  }
}

extension HostEvent.Fault {
  /// `crashed`, `hung`, `was rejected`.
  public var verb: String {
    switch self {
    case .crashed: "crashed"
    case .hung: "hung"
    case .rejected: "was rejected"
    }
  }
}

extension HostEvent.CrashConsequence {
  var text: String {
    switch self {
    case .tickUndone(let successor?):
      "The world is as it was before the tick. Generation \(successor) continues; save to try again."
    case .tickUndone(nil): "The world is as it was before the tick, which the next save runs again."
    case .stateKept: "Code and world are as they were; what the game derives from the world may be missing."
    case .runEnded: "The run ends all the same."
    case .reloadContinued: "The reload continued without it."
    case .rejected(let running):
      "Rejected. Code and world are unchanged; "
        + (running > 0 ? "still running generation \(running)." : "nothing to run yet.")
    case .answerFailed: "The world is as it was before the answer; the question is still open."
    case .restartFailed: "The world is as it was before the restart."
    case .couldNotTakeOver: "It could not take over."
    }
  }
}

extension HostEvent.MigrationSummary {
  /// A frame of the usual rate (ns). A migration that took longer was seen.
  static let frame: UInt64 = 16_666_667

  /// `world: 1 added, 2 moved`, and how long the game stood still if that was more than a frame; nil if nothing changed.
  var text: String? {
    var parts = ["added", "restored", "dropped", "renamed", "retyped", "resized", "moved"].compactMap {
      change in
      changes[change].map { "\($0) \(change)" }
    }
    for change in ["added", "removed", "renamed", "renumbered"] {
      guard let count = changes["constant \(change)"] else { continue }
      parts.append(count == 1 ? "1 constant \(change)" : "\(count) constants \(change)")
    }
    if isMigrated, parts.isEmpty { parts = ["new layout"] }
    if versionSteps > 0 { parts.append("the game's own migration") }
    if !parts.isEmpty, duration > Self.frame {
      parts.append("the game stood still for \((duration + 500_000) / 1_000_000) ms")
    }
    return parts.isEmpty ? nil : "world: " + parts.joined(separator: ", ")
  }
}

extension HostEvent {
  static let packageReturnedText = "The package folder is back: saves are built again"
  static let packageReplacedText = "Another folder took the place of the package: it is played from now on"

  static func pollingText(_ folder: String, _ fileSystem: String?) -> String {
    let reason =
      fileSystem.map { "the file system (\($0)) does not report all changes" }
      ?? "a change came without a report of the system"
    return "\(folder): saves are looked for four times a second, because \(reason)"
  }
}

extension HostEvent.Swap {
  /// `Stats.shots and best start anew`; nil if there is nothing to say.
  var resetText: String? {
    guard let last = resetVariables.last else { return nil }
    let shown = resetVariables.count > 4 ? Array(resetVariables.prefix(3)) : resetVariables.dropLast()
    let rest = resetVariables.count > 4 ? "\(resetVariables.count - 3) more variables" : last
    if shown.isEmpty { return "\(last) starts anew" }
    return "\(shown.joined(separator: ", ")) and \(rest) start anew"
  }
}

extension [HostEvent.OldThread] {
  /// `2 threads still run code of generation 1 (closure in Beacon.afterReload). End them in beforeReload.`
  var text: String {
    if isEmpty { return "No thread runs code of an earlier generation any more" }
    let generations = Set(map(\.generation)).sorted().map(String.init)
    let functions = Set(compactMap(\.function)).sorted()
    return "\(count) thread\(count == 1 ? " still runs" : "s still run") code of "
      + "generation\(generations.count == 1 ? "" : "s") \(generations.joined(separator: ", "))"
      + (functions.isEmpty ? "" : " (\(functions.joined(separator: ", ")))")
      + ". End \(count == 1 ? "it" : "them") in beforeReload"
  }
}

extension HostEvent.Crash {
  /// `Generation 3 crashed in step`.
  public var title: String { "Generation \(generation) \(fault.verb) in \(callback)" }
}

extension HostEvent.Preflight {
  /// `Generation 3 crashed in step in preflight`, for verdicts that reject it.
  public var title: String {
    let verb =
      switch verdict {
      case .crashed: "crashed"
      case .hung: "hung"
      case .refused: "was rejected"
      case .died, .ok, .skipped: "ended the process"
      }
    return "Generation \(generation) \(verb)\(callback.map { " in \($0)" } ?? "") in preflight"
  }
}

extension HostEvent.CallFailure {
  public var message: String { reason ?? "it returned an error, and logged no reason" }
}

extension HostEvent.Diagnostic {
  /// `Game/A.swift:3:5: error: message`, the form that editors parse.
  var text: String {
    let position = (line > 0 ? ":\(line)" : "") + (column > 0 ? ":\(column)" : "")
    return (file.map { "\($0)\(position): " } ?? "") + "\(severity.rawValue): \(message)"
  }
}
