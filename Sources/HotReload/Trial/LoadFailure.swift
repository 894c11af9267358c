import GameBuilder
import Glibc
import HostSystem

/// The reason why this process must not load an image, found by a child that loaded it.
enum LoadFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// `printed`: the last lines it printed, and where in the image it was (see ``CrashOutput``).
  case crashed(signal: Int32, TrialStage, printed: String)
  /// The image's code called `exit`.
  case exited(status: Int32, TrialStage)
  case hung(seconds: Double, TrialStage)

  init(end: ProcessEnd, stage: TrialStage, printed: String) {
    switch end {
    case .exited(let status): self = .exited(status: status, stage)
    case .signalled(let signal): self = .crashed(signal: signal, stage, printed: printed)
    }
  }

  /// What happened, where, and what to do next.
  var description: String {
    switch self {
    case .crashed(let signal, let stage, let printed):
      "\(stage.loadPhrase) crashed: \(CrashReport.headline(signal: signal))\n"
        + (printed.isEmpty ? "" : printed + "\n") + "Fix it and save again."
    case .exited(let status, let stage):
      "\(stage.loadPhrase) ended the process with status \(status). Remove the exit and save again."
    case .hung(let seconds, let stage):
      "\(stage.loadPhrase) did not return within \(seconds.secondsText). Fix it and save again."
    }
  }
}

extension TrialStage {
  fileprivate var loadPhrase: String {
    self == .entry
      ? "The entry function, \(ImageFile.entrySymbol),"
      : "Code that runs when the library is loaded (a constructor, a C++ global)"
  }
}
