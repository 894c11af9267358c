import Synchronization

/// One loaded build of the game.
public final class Generation: Sendable {
  /// Counted from 1, in the order in which they were loaded.
  public let number: UInt64
  public let image: GameImage
  /// The files it was built from.
  public let sources: SourceTree
  /// Two images of one hash are one generation of the game.
  public let sourceHash: String
  public let isOptimised: Bool
  private let quarantined = Atomic(false)

  init(number: UInt64, image: GameImage, built: BuiltImage) {
    self.number = number
    self.image = image
    sources = built.sources
    sourceHash = built.sourceHash
    isOptimised = built.optimised
  }

  /// Whether it may not run again: it crashed or hung. Set on the loop's thread, and never taken back.
  public var isQuarantined: Bool { quarantined.load(ordering: .acquiring) }

  func quarantine() { quarantined.store(true, ordering: .releasing) }
}
