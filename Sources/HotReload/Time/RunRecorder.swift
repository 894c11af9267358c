import Engine
import Timeline

/// Writes what happens to a timeline to a file. The loop's thread; the file is written on another.
public final class RunRecorder {
  /// Who began it.
  public enum Owner: Sendable {
    /// The last run, which is always recorded.
    case host
    /// `hotloop play --record`
    case player
    /// `hotloop ctl record`
    case client
  }

  /// Seconds of play that are written at once.
  private static let batch = 0.5
  /// Ticks between two attempts to write after a failure, such as a full disk.
  private static let retryTicks = 600
  /// Ticks from one keyframe in the file to the next at least, for each MiB that the last one had.
  private static let ticksPerMiB = 30

  let owner: Owner
  private let file: RecordingFile
  /// Bytes, beyond which the file begins anew; nil for any size.
  private let maxBytes: Int?
  /// Whether the world before the first tick is one that the game's `start` made.
  private let isFresh: Bool
  private let seed: UInt64
  private let assets: AssetStore
  private var hasBegun = false
  private var codes: [(context: StepContext, isTweaked: Bool)] = []
  /// The numbers of files. The contents are kept: another object could get the address of a freed one.
  private var contents: [ObjectIdentifier: (content: AssetContent, number: UInt32)] = [:]
  private var context: StepContext?
  private var ticks: [RecordedTick] = []
  private var firstTick = 0
  private var seconds = 0.0
  private var lastKeyframe = 0
  /// The first position of the part of the file that is being written.
  private var firstPosition = 0
  /// Whether the file has an earlier part, whose positions are not those of the timeline.
  private var isAppended = false
  /// The position at which writing failed, or was tried again last.
  private var lastAttempt: Int?

  init(
    to file: RecordingFile, by owner: Owner, maxBytes: Int?, isFresh: Bool, seed: UInt64, assets: AssetStore
  ) {
    self.file = file
    self.owner = owner
    self.maxBytes = maxBytes
    self.isFresh = isFresh
    self.seed = seed
    self.assets = assets
  }

  var path: String { file.path }

  func receive(_ change: TimelineChange<StepContext>, _ timeline: Timeline<StepContext>) {
    if case .keyframe(let position, let isCut, let context) = change {
      return receiveKeyframe(at: position, isCut, context, timeline)
    }
    // A recording begins with a world.
    guard hasBegun else { return }
    switch change {
    case .tick(let tick, let context):
      begin(context)
      if ticks.isEmpty { firstTick = timeline.end - 1 }
      ticks.append(tick)
      seconds += tick.dt
      if seconds >= Self.batch { flush() }
    case .mark(let mark): write(.mark(mark))
    case .branch(let position):
      if isAppended, position < firstPosition { return startOver(appending: true) }
      lastKeyframe = min(lastKeyframe, position)
      write(.branch(position: position))
    case .exchange:
      if isAppended { return startOver(appending: true) }
      write(.exchange)
    case .keyframe: break
    }
  }

  /// The tick at the end of the timeline could not be finished.
  func crashed(_ tick: RecordedTick, _ context: StepContext, at position: Int, _ reason: String) {
    guard hasBegun else { return }
    begin(context)
    write(.crash(RecordedCrash(position: position, tick: tick, reason: reason)))
  }

  /// Where and why the tick at a position crashed.
  func explained(crashAt position: Int, _ explanation: String) {
    // Positions before it mean other ticks in the file.
    guard hasBegun, position >= firstPosition else { return }
    write(.explanation(position: position, explanation))
  }

  /// - Parameter timeline: what was recorded.
  /// - Returns: the file, which is closed when everything is written.
  func end(_ timeline: Timeline<StepContext>?) -> RecordingFile {
    if hasBegun {
      if let timeline { keepLastWorld(of: timeline) }
      write(.end)
    }
    file.close()
    return file
  }

  /// It may have been left out, as others are; now there is no next one.
  private func keepLastWorld(of timeline: Timeline<StepContext>) {
    let position = timeline.end
    guard !timeline.isEmpty, lastKeyframe != position, timeline.keyframe(before: position) == position else {
      return
    }
    writeWorld(at: position, isCut: false, timeline)
  }

  private func writeWorld(at position: Int, isCut: Bool, _ timeline: Timeline<StepContext>) {
    flush()
    lastKeyframe = position
    file.append(timeline.shareKeyframe(at: position), at: position, isCut: isCut)
  }

  private func receiveKeyframe(
    at position: Int, _ isCut: Bool, _ context: StepContext, _ timeline: Timeline<StepContext>
  ) {
    if let maxBytes, file.byteCount > maxBytes { startOver() }
    if takeRetryDue(at: position) { startOver(appending: true) }
    let isNeeded = isCut || !hasBegun
    let distance = file.lastKeyframeBytes / (1 << 20) * Self.ticksPerMiB
    guard isNeeded || !file.isBehind && position - lastKeyframe >= distance else { return }
    if !hasBegun { beginFile(at: position, context) }
    begin(context)
    writeWorld(at: position, isCut: isNeeded, timeline)
  }

  private func beginFile(at position: Int, _ context: StepContext) {
    hasBegun = true
    firstPosition = position
    file.begin(
      game: context.generation.image.name, isFresh: isFresh && position == 0, seed: seed, at: position,
      appends: isAppended)
  }

  /// Whether to try to write again, after a failure. Only for the last run: other recordings are reported as incomplete.
  private func takeRetryDue(at position: Int) -> Bool {
    guard owner == .host, file.hasFailed else {
      lastAttempt = nil
      return false
    }
    // The player may have gone back.
    if let lastAttempt, position >= lastAttempt, position < lastAttempt + Self.retryTicks { return false }
    defer { lastAttempt = position }
    return lastAttempt != nil
  }

  /// The next world begins the file again, or another part of it.
  private func startOver(appending: Bool = false) {
    flush()
    isAppended = appending
    hasBegun = false
    (codes, contents, context) = ([], [:], nil)
  }

  private func write(_ entry: RecordingEntry) {
    flush()
    file.append(entry)
  }

  /// Writes the ticks that wait.
  private func flush() {
    seconds = 0
    if ticks.isEmpty { return }
    file.append(.ticks(position: firstTick, ticks))
    ticks.removeAll(keepingCapacity: true)
  }

  // MARK: What is recorded already

  /// Writes a stretch of a timeline.
  /// - Parameter stretch: begins with a keyframe.
  func write(_ stretch: Range<Int>, of timeline: Timeline<StepContext>) {
    let cuts = Set(timeline.cuts)
    var marks = timeline.marks.filter { stretch.contains($0.position) }[...]
    for position in stretch {
      let context = timeline.context(at: position)
      if timeline.keyframe(before: position) == position {
        // All of them: nobody plays meanwhile, and from each the reader can go on.
        let isCut = cuts.contains(position) || !hasBegun
        if !hasBegun { beginFile(at: position, context) }
        begin(context)
        writeWorld(at: position, isCut: isCut, timeline)
      }
      while marks.first?.position == position, let mark = marks.popFirst() { write(.mark(mark)) }
      begin(context)
      if ticks.isEmpty { firstTick = position }
      ticks.append(timeline.tick(at: position))
    }
    flush()
  }

  /// Writes a world after that.
  func write(_ world: [UInt8], at position: Int, isCut: Bool, _ context: StepContext) {
    if !hasBegun { beginFile(at: position, context) }
    begin(context)
    write(.keyframe(RecordedKeyframe(position: position, isCut: isCut, world: world)))
  }

  // MARK: Contexts

  private func begin(_ context: StepContext) {
    if context === self.context { return }
    self.context = context
    write(
      .context(
        RecordedContext(
          code: number(of: context), assets: files(assets.files(of: context.assets)),
          stored: files(context.stored.existing))))
  }

  private func number(of context: StepContext) -> UInt32 {
    let isTweaked = context.isTweaked
    let known = codes.lastIndex {
      $0.context.generation === context.generation && $0.isTweaked == isTweaked
    }
    if let known { return UInt32(known) }
    codes.append((context, isTweaked))
    let (generation, image) = (context.generation, context.generation.image)
    write(
      .code(
        RecordedCode(
          generation: generation.number, sourceHash: generation.sourceHash,
          isOptimised: generation.isOptimised, isTweaked: isTweaked, actions: image.actions,
          layout: image.layout)))
    return UInt32(codes.count - 1)
  }

  private func files(_ files: [String: AssetContent]) -> [RecordedContext.File] {
    files.sorted { $0.key < $1.key }.map { name, content in
      RecordedContext.File(name: name, content: number(of: content))
    }
  }

  private func number(of content: AssetContent) -> UInt32 {
    if let known = contents[ObjectIdentifier(content)] { return known.number }
    let number = UInt32(contents.count)
    contents[ObjectIdentifier(content)] = (content, number)
    file.append(content)
    return number
  }
}
