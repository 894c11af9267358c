import Synchronization
import WorldState

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
  /// How a world of the generation that was built before this one becomes one of this; nil where their layouts are
  /// equal. Made on the thread that loads, so that the loop need not.
  let plan: MigrationPlan?
  /// For a host that is started after this one died.
  let record: [UInt8]
  private let quarantined = Atomic(false)

  /// - Parameter previous: the generation whose world this one will most likely take over.
  public init(number: UInt64, image: GameImage, built: BuiltImage, after previous: Generation?) {
    self.number = number
    self.image = image
    sources = built.sources
    sourceHash = built.sourceHash
    isOptimised = built.optimised
    record =
      GenerationRecord(
        number: number, path: image.path, sourceHash: sourceHash, isOptimised: isOptimised, sources: sources
      ).bytes
    // One that cannot be made is made again at the safe point, which tells why it cannot.
    plan = previous.flatMap { image.layout == $0.image.layout ? nil : try? $0.image.plan(to: image) }
  }

  /// One that ran in a host that died.
  init(_ record: GenerationRecord, image: GameImage, after previous: Generation?) {
    number = record.number
    self.image = image
    sources = record.sources
    sourceHash = record.sourceHash
    isOptimised = record.isOptimised
    self.record = record.bytes
    plan = previous.flatMap { image.layout == $0.image.layout ? nil : try? $0.image.plan(to: image) }
  }

  /// Whether it may not run again: it crashed or hung. Set on the loop's thread, and never taken back.
  public var isQuarantined: Bool { quarantined.load(ordering: .acquiring) }

  func quarantine() { quarantined.store(true, ordering: .releasing) }
}
