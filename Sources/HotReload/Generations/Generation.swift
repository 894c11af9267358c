import Engine
import GameBuilder
import Synchronization
import WorldState

/// One loaded build of the game.
public final class Generation: Sendable {
  /// From 1, in the order in which they were loaded.
  public let number: UInt64
  public let image: GameImage
  /// The files it was built from.
  public let sources: SourceTree
  /// Two images with one hash are one generation.
  public let sourceHash: String
  public let isOptimised: Bool
  /// See `BuiltImage.start`.
  let start: ContentHash?
  /// The migration from the generation that was built before this one; nil if their layouts are equal. Computed on the
  /// loading thread, so that the loop does not have to.
  let plan: MigrationPlan?
  /// The entry in the journal, for a host that continues the run after this one died.
  let record: [UInt8]
  /// Whether its image was entered with values of literals that are not in its sources.
  let isTweaked: Bool
  private let verdict: Verdict
  private let whole = Mutex<String?>(nil)

  /// The verdict on the source, shared by all its images.
  private final class Verdict: Sendable {
    /// The raw value of the fault; 0 for none.
    let fault = Atomic<UInt8>(0)
  }

  /// - Parameter previous: the generation whose world this one will probably take over.
  public convenience init(number: UInt64, image: GameImage, built: BuiltImage, after previous: Generation?) {
    let record = GenerationRecord(
      number: number, image: image, sourceHash: built.sourceHash, isOptimised: built.optimised,
      sources: built.sources)
    self.init(record, image: image, after: previous, start: built.start)
  }

  /// A generation that ran in a host that died.
  convenience init(
    _ record: GenerationRecord, image: GameImage, after previous: Generation?, start: ContentHash? = nil
  ) {
    // If planning fails, the transaction plans again and reports why.
    let plan = previous.flatMap { image.layout == $0.image.layout ? nil : try? $0.image.plan(to: image) }
    self.init(record, image: image, plan: plan, start: start, verdict: Verdict())
  }

  /// Another image of the same source: the same generation.
  convenience init(_ earlier: Generation, with image: GameImage, built: BuiltImage) {
    let record = GenerationRecord(
      number: earlier.number, image: image, sourceHash: earlier.sourceHash, isOptimised: built.optimised,
      sources: earlier.sources)
    self.init(
      record, image: image, plan: earlier.plan, start: earlier.start ?? built.start, verdict: earlier.verdict)
  }

  /// A live image of the same source, possibly with other values of literals. If it is quarantined, the earlier image is not,
  /// because these values may be the cause; after the death of the host the earlier image continues.
  convenience init(_ earlier: Generation, tweakable image: GameImage) {
    self.init(
      earlier, image: image, plan: earlier.plan, start: earlier.start, verdict: Verdict(),
      isTweaked: image.live?.entered.values.isEmpty == false)
  }

  /// The same image, after its sources got the values that it runs with.
  convenience init(_ earlier: Generation, written built: BuiltImage) {
    let record = GenerationRecord(
      number: earlier.number, image: earlier.image, sourceHash: built.sourceHash, isOptimised: false,
      sources: built.sources)
    self.init(
      record, image: earlier.image, plan: earlier.plan, start: built.start ?? earlier.start,
      verdict: earlier.verdict)
  }

  private init(
    _ earlier: Generation, image: GameImage, plan: MigrationPlan?, start: ContentHash?, verdict: Verdict,
    isTweaked: Bool
  ) {
    number = earlier.number
    self.image = image
    sources = earlier.sources
    sourceHash = earlier.sourceHash
    isOptimised = false
    record = earlier.record
    self.plan = plan
    self.start = start
    self.verdict = verdict
    self.isTweaked = isTweaked
    image.generation = number
    image.modules = sources.modules.map(\.name)
  }

  private init(
    _ record: GenerationRecord, image: GameImage, plan: MigrationPlan?, start: ContentHash?, verdict: Verdict
  ) {
    isTweaked = false
    number = record.number
    self.image = image
    sources = record.sources
    sourceHash = record.sourceHash
    isOptimised = record.isOptimised
    self.record = record.bytes
    self.plan = plan
    self.start = start
    self.verdict = verdict
    image.generation = number
    image.modules = sources.modules.map(\.name)
  }

  /// The file of an image of the same source in which whole files were compiled, if this one has only changed bodies
  /// compiled; nil as long as it is not built. Its functions have the same code, and their present lines. It is not loaded.
  var wholeImage: String? {
    get { whole.withLock { $0 } }
    set { whole.withLock { $0 = newValue } }
  }

  /// Why it may not run again; nil if it may. Set on the loop's thread; reset only if the player lets it run on.
  public var fault: HostEvent.Fault? { HostEvent.Fault(rawValue: verdict.fault.load(ordering: .acquiring)) }
  public var isQuarantined: Bool { fault != nil }

  /// For the journal, while its code runs for the first time.
  var suspect: Suspect {
    // The source is not to blame for values that it does not have.
    Suspect(
      number: number, sourceHash: sourceHash + (isTweaked ? " tweaked" : ""), isOptimised: isOptimised)
  }

  func quarantine(_ fault: HostEvent.Fault) { verdict.fault.store(fault.rawValue, ordering: .releasing) }

  /// The player lets it run on. Its next crash quarantines it again.
  func pardon() { verdict.fault.store(0, ordering: .releasing) }
}
