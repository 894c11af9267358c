/// Saves that were built and tried, and do not run yet.
public struct HeldSaves: Sendable, Equatable {
  /// The generation that they would be. The newest save contains the others.
  public var generation: UInt64
  /// The number of saves; at least 1.
  public var count: Int

  public init(generation: UInt64, count: Int) {
    self.generation = generation
    self.count = count
  }

  /// `1 save waits`, `3 saves wait`.
  public var text: String { count == 1 ? "1 save waits" : "\(count) saves wait" }
}
