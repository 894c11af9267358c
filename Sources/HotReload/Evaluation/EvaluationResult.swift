import Engine

/// What became of code that was sent to the running game.
public enum EvaluationResult: Sendable {
  /// It ran.
  case finished(EvaluatedValue, changesWorld: Bool)
  /// It only declares something, which later code can use: such as `func half`.
  case declared([String])
  /// These functions of the game are replaced until their files are saved.
  case redefined([String])
  /// The compiler does not accept it.
  case rejected([HostEvent.Diagnostic])
  /// It threw an error. The world is as it was before.
  case failed(reason: String, output: String)
  /// It crashed or took too long. The world is as it was before.
  case crashed(HostEvent.CrashDetails, output: String)
  /// It was not run.
  case refused(String)

  public var outcome: HostEvent.Evaluation.Outcome {
    switch self {
    case .finished: .finished
    case .declared: .declared
    case .redefined: .redefined
    case .rejected: .rejected
    case .failed: .failed
    case .crashed: .crashed
    case .refused: .refused
    }
  }

  /// The value, or what is wrong; empty if there is nothing to say.
  public var summary: String {
    switch self {
    case .finished(let value, _): value.text
    case .declared(let names), .redefined(let names): names.joined(separator: ", ")
    case .rejected(let problems):
      (problems.first { $0.severity == .error } ?? problems.first).map { problem in
        (problem.file.map { $0 + (problem.line > 0 ? ":\(problem.line):\(problem.column): " : ": ") } ?? "")
          + problem.message
      } ?? "the code does not compile"
    case .failed(let reason, _), .refused(let reason): reason
    case .crashed(let details, _): details.reason + (details.location.map { " (\($0))" } ?? "")
    }
  }

  func event(for code: String) -> HostEvent.Evaluation {
    let output =
      switch self {
      case .finished(let value, _): value.output
      case .failed(_, let output), .crashed(_, let output): output
      default: ""
      }
    let changesWorld = if case .finished(_, let changesWorld) = self { changesWorld } else { false }
    return HostEvent.Evaluation(
      code: code, outcome: outcome, text: summary, output: output, changesWorld: changesWorld)
  }
}
