/// A save that was built and tried, and waits because the game says that it must.
public struct DelayedReload: Sendable, Equatable {
  /// The generation that it would be.
  public var generation: UInt64
  /// How long it has waited, in nanoseconds.
  public var waited: UInt64
  /// How long it may, in nanoseconds.
  public var limit: UInt64

  public init(generation: UInt64, waited: UInt64 = 0, limit: UInt64) {
    self.generation = generation
    self.waited = waited
    self.limit = limit
  }

  /// `waits for the game: 3 s of 10 s`.
  var text: String { "waits for the game: \(waited.wholeSeconds) s of \(limit.secondsText)" }

  /// `generation 3 is ready; the game delays it, for at most 10 s`.
  var beginText: String {
    "generation \(generation) is ready; the game delays it, for at most \(limit.secondsText)"
  }
}

extension HostEvent {
  /// How long the game kept a save from being swapped in, and why it was then.
  public struct SwapDelay: Sendable, Equatable {
    /// The raw value is what the event log writes.
    public enum End: String, Sendable {
      /// The game said yes.
      case game
      /// The game still said no.
      case limit
      /// Somebody asked for it.
      case request
    }

    /// In nanoseconds.
    public var waited: UInt64
    public var end: End

    public init(waited: UInt64, end: End) {
      self.waited = waited
      self.end = end
    }

    /// `the game delayed it for 3 s`.
    var text: String {
      "the game delayed it for \(waited.secondsText)" + (end == .limit ? ", which is the limit" : "")
    }
  }
}

extension UInt64 {
  fileprivate var wholeSeconds: UInt64 { self / 1_000_000_000 }

  /// Nanoseconds as `10 s` or, below ten seconds, as `2.5 s`.
  fileprivate var secondsText: String {
    let tenths = (self + 50_000_000) / 100_000_000
    return tenths >= 100 || tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
  }
}
