import Engine
import Timeline
import WorldState

/// A recording in memory, with code to compute its ticks again. Confined to one thread.
public final class LoadedRecording {
  private let content: RecordedTimeline<StepContext>
  public let path: String
  public private(set) var end = RecordingReader.End.interrupted
  /// Why nothing was read after some entry; nil if everything was read.
  public private(set) var damage: RecordingError?

  /// Tells where and why a call crashed; nil to tell only how.
  public var investigator: CrashInvestigator?

  private let arena: Arena

  /// Reads a recording.
  /// - Parameters:
  ///   - maxBytes: of memory; the oldest part is forgotten where that is not enough.
  ///   - generation: what to run for a recorded code.
  /// - Throws: if nothing can be read. Where only the begin can be, `damage` says so.
  public init(
    _ path: String, maxBytes: Int, services: HostServices, generation: @escaping (RecordedCode) -> Generation
  ) throws(RecordingError) {
    self.path = path
    let contexts = RecordedContexts(services)
    guard
      let content = RecordedTimeline<StepContext>(
        path, maxBytes: maxBytes, worldBytes: RunMemory.defaultReservation,
        context: { recorded, content in
          contexts.context(recorded, of: content, generation(content.codes[Int(recorded.code)]))
        }),
      let arena = try? Arena(name: "hotloop recorded world", bytesReserved: RunMemory.defaultReservation)
    else { throw .file(path: path, call: "mmap", message: "there is not enough address space") }
    self.content = content
    self.arena = arena
    let reader = try RecordingReader(path)
    do throws(RecordingError) {
      while let entry = try reader.next() { try content.take(entry, at: reader.position) }
      end = reader.end ?? .interrupted
    } catch {
      if timeline.isEmpty { throw error }
      damage = error
    }
    if timeline.isEmpty || runs.isEmpty { throw .empty(path: path) }
  }

  /// Its last branch; the future that was left last, too.
  var timeline: Timeline<StepContext> { content.timeline }
  /// The run, and those that continued it.
  public var runs: [RecordedRun] { content.runs }
  public var codes: [RecordedCode] { content.codes }
  /// Those of the last branch.
  public var crashes: [RecordedCrash] { content.crashes }
  /// The files that the game saw, by number.
  var contents: [[UInt8]] { content.files }

  /// What a crash was, on one line.
  func describe(_ report: CrashReport, in generation: Generation) -> String {
    guard let investigator else { return "step crashed: \(report.headline)" }
    return investigator.investigate(report, in: .step, of: generation).details.wait().explanation(of: .step)
  }

  /// Why the recording does not have all of its run; nil if it has.
  var incompleteness: String? {
    if let damage { return "\(damage)" }
    return end == .complete
      ? nil : "it has no end: the program that recorded was killed, or is still recording"
  }

  /// Positions whose worlds all follow from the first, in order.
  var stretches: [Range<Int>] { content.stretches }

  /// The stretch that the world at a position is in; nil if it was forgotten.
  func stretch(of position: Int) -> Range<Int>? { stretches.last { $0.lowerBound <= position } }

  /// What `start` got for the first world; nil if that came from elsewhere, or is forgotten.
  var freshSeed: UInt64? { content.freshSeed }

  /// The code that was recorded for the world at a position.
  func code(at position: Int) -> RecordedCode {
    guard let recorded = timeline.context(at: position).recorded else {
      preconditionFailure("a context of a recording")
    }
    return codes[Int(recorded.code)]
  }

  /// Whether each world has the layout of the code that it runs in.
  var isOfItsLayouts: Bool {
    content.contexts.allSatisfy { recorded, context in
      codes[Int(recorded.code)].layout.hash == context.generation.image.layout.hash
    }
  }

  /// Why code cannot compute it, because it is of another game; nil if it may.
  public func foreignness(to generation: Generation) -> String? {
    WorldOrigin(game: runs.last?.game, layouts: codes.map(\.layout)).foreignness(
      to: generation.image.name, generation.image.layout)
  }

  /// Why it cannot be compared with another recording, because that is of another game; nil if it may.
  public func foreignness(to other: LoadedRecording) -> String? {
    guard let game = other.runs.last?.game, let layout = other.codes.last?.layout else { return nil }
    return WorldOrigin(game: runs.last?.game, layouts: codes.map(\.layout)).foreignness(to: game, layout)
  }

  /// A copy of the recorded world of a keyframe.
  func world(ofKeyframe position: Int) throws(SnapshotError) -> Snapshot {
    do throws(ArenaError) { try timeline.copyKeyframe(at: position, to: arena) } catch { throw .arena(error) }
    return try Snapshot(of: arena, layout: code(at: position).layout)
  }
}
