import GameBuilder
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
  private let verdict: Verdict

  /// What is known of the source, whichever image of it runs.
  private final class Verdict: Sendable {
    let isQuarantined = Atomic(false)
  }

  /// - Parameter previous: the generation whose world this one will most likely take over.
  public convenience init(number: UInt64, image: GameImage, built: BuiltImage, after previous: Generation?) {
    let record = GenerationRecord(
      number: number, path: image.path, sourceHash: built.sourceHash, isOptimised: built.optimised,
      sources: built.sources)
    self.init(record, image: image, after: previous)
  }

  /// One that ran in a host that died.
  convenience init(_ record: GenerationRecord, image: GameImage, after previous: Generation?) {
    // One that cannot be made is made again at the safe point, which tells why it cannot.
    let plan = previous.flatMap { image.layout == $0.image.layout ? nil : try? $0.image.plan(to: image) }
    self.init(record, image: image, plan: plan, verdict: Verdict())
  }

  /// Another image of the same source: one and the same generation to everybody.
  convenience init(_ earlier: Generation, with image: GameImage, built: BuiltImage) {
    let record = GenerationRecord(
      number: earlier.number, path: image.path, sourceHash: earlier.sourceHash, isOptimised: built.optimised,
      sources: earlier.sources)
    self.init(record, image: image, plan: earlier.plan, verdict: earlier.verdict)
  }

  private init(_ record: GenerationRecord, image: GameImage, plan: MigrationPlan?, verdict: Verdict) {
    number = record.number
    self.image = image
    sources = record.sources
    sourceHash = record.sourceHash
    isOptimised = record.isOptimised
    self.record = record.bytes
    self.plan = plan
    self.verdict = verdict
  }

  /// Whether it may not run again: it crashed or hung. Set on the loop's thread, and never taken back.
  public var isQuarantined: Bool { verdict.isQuarantined.load(ordering: .acquiring) }

  func quarantine() { verdict.isQuarantined.store(true, ordering: .releasing) }
}
