/// Why a run cannot go on.
public struct GameFailure: Error, CustomStringConvertible {
  /// The callback that failed, such as `step`; nil if none did.
  public let callback: String?
  /// The tick in which it failed.
  public let tick: Int
  public let reason: String

  public var description: String {
    guard let callback else { return reason }
    return "tick \(tick): \(reason.isEmpty ? "\(callback) failed" : reason)"
  }
}
