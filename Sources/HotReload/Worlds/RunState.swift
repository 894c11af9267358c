import Timeline

/// The state of the run.
enum RunState {
  /// No generation has made a world yet.
  case empty
  /// - Parameter retry: a tick that crashed in every generation and is run again, with its input, by this one.
  case running(retry: PlayedTick? = nil)
  /// The generation that ran could not finish a tick, and no other took over. The world is at the start of the tick to retry.
  case stopped(retry: PlayedTick?)

  var isEmpty: Bool { if case .empty = self { true } else { false } }
  var isRunning: Bool { if case .running = self { true } else { false } }
  var isStopped: Bool { if case .stopped = self { true } else { false } }

  /// The tick to run again; nil if there is none.
  var retry: PlayedTick? {
    switch self {
    case .empty: nil
    case .running(let retry), .stopped(let retry): retry
    }
  }
}
