import Glibc
import Synchronization

/// The errors that the game logs while it is called: by the contract, a callback that fails logs the reason.
///
/// GameSDK does so with a line such as `step failed: no such level`, once per failed call. The failure is reported with its
/// reason, so this line is not logged as well: it would be one line per tick.
final class CallErrors: @unchecked Sendable {
  /// The thread that is in a call; 0 if none. The other members belong to that thread.
  private let thread = Atomic<UInt>(0)
  private var last: String?
  /// The line of GameSDK, which is logged only if the call does not fail.
  private var held: String?

  private static let marks = ["step failed: ", "draw failed: "]

  /// Whether the calling thread is in a call.
  var isCalling: Bool { thread.load(ordering: .relaxed) == Self.current }

  func beginCall() {
    last = nil
    held = nil
    thread.store(Self.current, ordering: .relaxed)
  }

  /// Receives an error that the game logs. Any thread.
  /// - Returns: whether the line must not be logged now.
  func take(_ text: String) -> Bool {
    guard isCalling else { return false }
    last = text
    guard held == nil, Self.marks.contains(where: text.hasPrefix) else { return false }
    held = text
    return true
  }

  /// - Returns: the reason of the failure, and a line that is still to be logged.
  func endCall(hasFailed: Bool) -> (reason: String?, unlogged: String?) {
    thread.store(0, ordering: .relaxed)
    guard hasFailed else { return (nil, held) }
    let reason = last.map { text in
      // `afterReload failed: …`: reports name the callback themselves.
      text.firstRange(of: " failed: ").map { range in
        text[..<range.lowerBound].allSatisfy(\.isLetter) ? String(text[range.upperBound...]) : text
      } ?? text
    }
    return (reason, held == last ? nil : held)
  }

  private static var current: UInt { UInt(pthread_self()) }
}
