/// Finds the file that an editor opens, among everything that programs open.
///
/// An editor opens one file at a time, long before its user saves it. Compilers, searches and indexers open many within a
/// moment; which of them is the first means nothing.
struct OpenedFile {
  // Nanoseconds.
  /// Who opens many files opens the second one within this time. A language server, which an editor tells about the file, opens
  /// others later.
  private static let timeAlone: UInt64 = 20_000_000
  /// After this time without a report, the next file is looked at again.
  private static let quietTime: UInt64 = 300_000_000

  private enum State {
    /// Until the time, the file may turn out to be one of many.
    case alone(String, until: UInt64)
    /// Others are ignored until nothing is reported for a while.
    case settled
  }

  private var state: State?
  private var lastReport: UInt64 = 0

  /// A program opened a file.
  mutating func note(_ path: String, at time: UInt64) {
    switch state {
    case .settled where time < lastReport + Self.quietTime: break
    case .alone(let first, until: let end) where time < end: if first != path { state = .settled }
    case .alone: break
    default: state = .alone(path, until: time + Self.timeAlone)
    }
    lastReport = time
  }

  /// A program writes the file: a save is reported in another way.
  mutating func forget(_ path: String) {
    if case .alone(path, _) = state { state = .settled }
  }

  /// When ``take(at:)`` has something to return; nil if it has not.
  var end: UInt64? {
    if case .alone(_, until: let end) = state { end } else { nil }
  }

  /// The file that was opened alone, once.
  mutating func take(at time: UInt64) -> String? {
    guard case .alone(let path, until: let end) = state, time >= end else { return nil }
    state = .settled
    return path
  }
}
