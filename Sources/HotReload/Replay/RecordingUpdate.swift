import CGameABI
import Engine
import Timeline
import WorldState

/// Computes a recording again and writes it with the worlds that came of it: an intended change of the game is accepted.
public struct RecordingUpdate {
  /// Why a recording cannot be updated.
  public struct Failure: Error, CustomStringConvertible { public let description: String }

  private let recording: LoadedRecording
  private let run: ReplayRun
  private let writer: RecordingWriter

  /// On the calling thread, which has entered the crash guard.
  /// - Parameter path: the file to write.
  public static func write(_ recording: LoadedRecording, to path: String) throws {
    if let incompleteness = recording.incompleteness { throw Failure(description: incompleteness) }
    let update = RecordingUpdate(
      recording: recording, run: try ReplayRun(recording), writer: try RecordingWriter(creating: path))
    do {
      try update.write()
    } catch let failure as ReplayRun.Failure {
      throw Failure(
        description: "tick \(update.run.world.header.tick) cannot be computed: \(failure.reason)")
    }
  }

  private var timeline: Timeline<StepContext> { recording.timeline }

  private func write() throws {
    guard let first = recording.runs.first else { throw Failure(description: "it has no run") }
    try writer.append(.run(first))
    let generation = timeline.context(at: timeline.start).generation
    try writer.append(
      .code(
        RecordedCode(
          generation: 1, sourceHash: generation.sourceHash, isOptimised: generation.isOptimised,
          isTweaked: false, actions: generation.image.actions, layout: generation.image.layout)))
    for content in recording.contents { try writer.append(.file(content)) }
    for stretch in recording.stretches {
      try run.enter(stretch, fresh: recording.freshSeed)
      try write(stretch)
    }
    try writer.append(.end)
    try writer.sync()
  }

  private func write(_ stretch: Range<Int>) throws {
    var context: StepContext?
    var ticks: [RecordedTick] = []
    var begin = stretch.lowerBound
    func flush() throws {
      if !ticks.isEmpty { try writer.append(.ticks(position: begin, ticks)) }
      ticks = []
      begin = run.position
    }
    while true {
      let isEnd = run.position == stretch.upperBound
      // The next stretch begins there.
      if isEnd, run.position != timeline.end { break }
      if timeline.context(at: run.position) !== context {
        try flush()
        context = timeline.context(at: run.position)
        if let recorded = context?.recorded {
          try writer.append(
            .context(RecordedContext(code: 0, assets: recorded.assets, stored: recorded.stored)))
        }
      }
      if isEnd || timeline.keyframe(after: run.position) == run.position {
        try flush()
        try writer.append(
          .keyframe(
            RecordedKeyframe(
              position: run.position, isCut: run.position == stretch.lowerBound,
              world: try run.snapshot().bytes)))
      }
      if isEnd { break }
      var tick = timeline.tick(at: run.position)
      tick.worldHash = WorldHash(of: run.world).short
      tick.input = run.input(of: tick)
      try run.step()
      ticks.append(tick)
    }
    try flush()
    for var crash in recording.crashes where crash.position == stretch.upperBound {
      do throws(ReplayRun.Failure) { try run.step(crashed: crash) } catch {
        crash.reason = error.reason
        try writer.append(.crash(crash))
      }
    }
  }
}
