import Engine

/// The reason why a generation or a world may not run, and the stage at which it was found.
struct Rejection: Error, CustomStringConvertible {
  /// As the event log writes it: a callback's name, `migration` or `world`.
  var stage: String
  var reason: String
  /// The outcome of the callback, if the game's code failed.
  var outcome: CallOutcome?

  /// The running world is damaged, or another one cannot be laid out.
  static func world(_ reason: String) -> Rejection { Rejection(stage: "world", reason: reason) }
  static func migration(_ reason: String) -> Rejection { Rejection(stage: "migration", reason: reason) }

  init(stage: String, reason: String) {
    self.stage = stage
    self.reason = reason
  }

  init(_ callback: Callback, _ outcome: CallOutcome) {
    stage = callback.rawValue
    self.outcome = outcome
    switch outcome {
    case .crashed(let report): reason = report.headline
    case .failed(let reason?, _): self.reason = reason
    case .failed, .ok, .none: reason = "the callback returned an error, and logged no reason"
    }
  }

  /// What a generation that is rejected for this did.
  var fault: HostEvent.Fault { if case .crashed(let report) = outcome { report.fault } else { .rejected } }

  /// Where the error was thrown that the callback failed with.
  var thrown: CallStack? { if case .failed(_, let thrown) = outcome { thrown } else { nil } }

  var description: String { "\(stage): \(reason)" }
}
