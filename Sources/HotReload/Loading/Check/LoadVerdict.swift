import GameBuilder

/// What became of a process that loaded an image to see whether one can.
public enum LoadVerdict: Equatable, Sendable {
  /// Which code of the image ran last.
  public enum Stage: Equatable, Sendable {
    /// What the dynamic loader runs: `__attribute__((constructor))`, C++ globals.
    case constructors
    /// `hotloop_game` itself.
    case entry
  }

  /// Nothing speaks against it; if the loader refuses the image, it tells why when the host loads it.
  case harmless
  /// `said`: what was printed last, and where in the image it was (see ``LastWords``).
  case crashed(signal: Int32, Stage, said: String)
  /// It ended the process: `exit`.
  case exited(status: Int32, Stage)
  case hung(seconds: Double, Stage)
  /// There was no process to ask, or its task was cancelled: nobody is to blame for that.
  case unknown
}

extension LoadVerdict {
  /// Whether the host may load the image.
  var isHarmless: Bool {
    switch self {
    case .harmless, .unknown: true
    case .crashed, .exited, .hung: false
    }
  }

  /// What happened, where, and what to do next.
  var words: String {
    switch self {
    case .harmless, .unknown: "the game can be loaded"
    case .crashed(let signal, let stage, let said):
      "\(stage.words) crashed: \(CrashReport.headline(signal: signal))\n"
        + (said.isEmpty ? "" : said + "\n") + "Mend it and save again"
    case .exited(let status, let stage):
      "\(stage.words) ended the process, with status \(status); take the exit out and save again"
    case .hung(let seconds, let stage):
      "\(stage.words) did not come to an end within \(Int(seconds)) s; mend it and save again"
    }
  }
}

extension LoadVerdict.Stage {
  var words: String {
    switch self {
    case .constructors: "code that runs when the library is loaded (a constructor, a global of C++)"
    case .entry: "the entry function, \(ImageFile.entrySymbol),"
    }
  }
}
