import Engine
import Timeline
import WorldState

/// A recording in memory, with code to compute its ticks again. Confined to one thread.
public final class LoadedRecording {
  /// Its last branch; the future that was left last, too.
  let timeline: Timeline<StepContext>
  public let path: String
  /// The run, and those that continued it.
  public private(set) var runs: [RecordedRun] = []
  public private(set) var codes: [RecordedCode] = []
  /// Those of the last branch.
  public private(set) var crashes: [RecordedCrash] = []
  public private(set) var end = RecordingReader.End.interrupted
  /// Why nothing was read after some entry; nil if everything was read.
  public private(set) var damage: RecordingError?

  /// Tells where and why a call crashed; nil to tell only how.
  public var investigator: CrashInvestigator?

  private let services: HostServices
  private let generation: (RecordedCode) -> Generation
  private let arena: Arena
  /// The files that the game saw, by number.
  private(set) var contents: [AssetContent] = []
  private var revisions: [ObjectIdentifier: UInt64] = [:]
  private var context: StepContext?
  private var contexts: [RecordedContext: StepContext] = [:]

  /// Reads a recording.
  /// - Parameters:
  ///   - maxBytes: of memory; the oldest part is forgotten where that is not enough.
  ///   - generation: what to run for a recorded code.
  /// - Throws: if nothing can be read. Where only the begin can be, `damage` says so.
  public init(
    _ path: String, maxBytes: Int, services: HostServices, generation: @escaping (RecordedCode) -> Generation
  ) throws(RecordingError) {
    self.path = path
    self.services = services
    self.generation = generation
    var limits = Timeline<StepContext>.Limits()
    limits.maxBytes = maxBytes
    guard let timeline = Timeline<StepContext>(limits: limits),
      let arena = try? Arena(name: "hotloop recorded world", bytesReserved: RunMemory.defaultReservation)
    else { throw .file(path: path, call: "mmap", message: "there is not enough address space") }
    self.timeline = timeline
    self.arena = arena
    let reader = try RecordingReader(path)
    do throws(RecordingError) {
      while let entry = try reader.next() { try take(entry, at: reader.position) }
      end = reader.end ?? .interrupted
    } catch {
      if timeline.isEmpty { throw error }
      damage = error
    }
    if timeline.isEmpty || runs.isEmpty { throw .empty(path: path) }
  }

  /// What a crash was, on one line.
  func describe(_ report: CrashReport, in generation: Generation) -> String {
    guard let investigator else { return "step crashed: \(report.headline)" }
    let details = investigator.investigate(report, in: .step, of: generation).details.wait()
    return "step crashed" + (details.location.map { " at \($0)" } ?? "") + ": \(details.reason)"
  }

  /// Why the recording does not have all of its run; nil if it has.
  var incompleteness: String? {
    if let damage { return "\(damage)" }
    return end == .complete
      ? nil : "it has no end: the program that recorded was killed, or is still recording"
  }

  private func take(_ entry: RecordingEntry, at byte: Int) throws(RecordingError) {
    func require(_ condition: Bool, _ reason: String) throws(RecordingError) {
      if !condition { throw .damaged(path: path, byte: byte, reason: reason) }
    }
    switch entry {
    case .run(let run): runs.append(run)
    case .code(let code): codes.append(code)
    case .file(let bytes): contents.append(AssetContent(bytes))
    case .context(let recorded):
      let files = (recorded.assets + recorded.stored).map(\.content)
      try require(files.allSatisfy { $0 < contents.count }, "a file is missing")
      try require(recorded.code < codes.count, "a code is missing")
      context = context(recorded)
    case .keyframe(let keyframe):
      guard let context else { return try require(false, "a world has no code") }
      try require(
        timeline.isEmpty || keyframe.position == timeline.end, "a world does not follow the tick before")
      let layout = codes[Int(context.recorded?.code ?? 0)].layout
      do throws(SnapshotError) { _ = try Snapshot(layout: layout, bytes: keyframe.world) } catch {
        try require(false, "\(error)")
      }
      do throws(ArenaError) { try arena.copy(from: keyframe.world) } catch { try require(false, "\(error)") }
      timeline.restore(arena, at: keyframe.position, isCut: keyframe.isCut, context)
    case .ticks(let position, let ticks):
      guard let context, !timeline.isEmpty else { return try require(false, "ticks have no world") }
      try require(position == timeline.end, "ticks do not follow the tick before")
      for tick in ticks { timeline.restore(tick, context) }
    case .mark(let mark): timeline.mark(mark.kind)
    case .branch(let position):
      try require(position <= timeline.end, "a branch begins after the end")
      // Older ticks were forgotten.
      if position < timeline.start { return timeline.forget() }
      timeline.branch(at: position)
      crashes.removeAll { $0.position >= position }
    case .exchange: timeline.exchangeFuture()
    case .crash(let crash): crashes.append(crash)
    case .end: break
    }
  }

  private func context(_ recorded: RecordedContext) -> StepContext {
    if let known = contexts[recorded] { return known }
    func files(_ files: [RecordedContext.File]) -> [String: AssetContent] {
      Dictionary(files.map { ($0.name, contents[Int($0.content)]) }) { first, _ in first }
    }
    let new = StepContext(
      recorded: recorded, generation(codes[Int(recorded.code)]),
      assets: services.assets.contents(of: files(recorded.assets), &revisions),
      stored: services.stored.contents(of: files(recorded.stored)))
    contexts[recorded] = new
    return new
  }

  /// Positions whose worlds all follow from the first, in order.
  var stretches: [Range<Int>] {
    let cuts = timeline.cuts
    return zip(cuts, cuts.dropFirst() + [timeline.end]).map { $0..<$1 }
  }

  /// The stretch that the world at a position is in; nil if it was forgotten.
  func stretch(of position: Int) -> Range<Int>? { stretches.last { $0.lowerBound <= position } }

  /// What `start` got for the first world; nil if that came from elsewhere, or is forgotten.
  var freshSeed: UInt64? {
    guard let first = runs.first, first.isFresh, timeline.start == 0 else { return nil }
    return first.seed
  }

  /// The code that was recorded for the world at a position.
  func code(at position: Int) -> RecordedCode {
    guard let recorded = timeline.context(at: position).recorded else {
      preconditionFailure("a context of a recording")
    }
    return codes[Int(recorded.code)]
  }

  /// Whether each world has the layout of the code that it runs in.
  var isOfItsLayouts: Bool {
    contexts.allSatisfy { recorded, context in
      codes[Int(recorded.code)].layout.hash == context.generation.image.layout.hash
    }
  }

  /// A copy of the recorded world of a keyframe.
  func world(ofKeyframe position: Int) throws(SnapshotError) -> Snapshot {
    do throws(ArenaError) { try timeline.copyKeyframe(at: position, to: arena) } catch { throw .arena(error) }
    return try Snapshot(of: arena, layout: code(at: position).layout)
  }
}
