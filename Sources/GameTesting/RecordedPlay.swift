import CGameABI
import GameSDK
import Timeline
import WorldState

/// Plays a recording in a run of the present code. Used once.
final class RecordedPlay<G: Game> {
  private let recording: TestRecording
  private let run: GameRun<G>
  private let actions: [String]
  /// That of the last tick.
  private var context: UnboundContext?

  /// - Parameter run: has no world yet.
  init(_ recording: TestRecording, in run: GameRun<G>) {
    self.recording = recording
    self.run = run
    actions = run.actionNames
  }

  private var timeline: Timeline<UnboundContext> { recording.timeline }

  /// Plays it without comparing anything: what another code or tweaked literals did is refused.
  /// - Parameter tick: see ``GameRun``; nil for the end.
  func play(to tick: Int?) throws {
    for stretch in recording.stretches {
      try enter(stretch)
      for position in stretch {
        if run.tick == tick { return }
        try refuseOtherCode(at: position)
        try step(position)
      }
      if run.tick == tick { return }
      try refuseCrash(at: stretch.upperBound)
    }
    guard let tick else { return }
    throw UnplayableRecording(
      recording: recording.name, tick: nil, reason: "it has no tick \(tick): it ends before tick \(run.tick)")
  }

  /// Plays it and compares all worlds.
  func verify() throws {
    try compareStart()
    for stretch in recording.stretches { try verify(stretch) }
  }

  // MARK: Ticks

  /// Goes to the first world of a stretch.
  private func enter(_ stretch: Range<Int>) throws {
    // None at the begin, unless `start` made one.
    if run.arena.bytesUsed > 0 { try run.leave() }
    setFiles(at: stretch.lowerBound)
    try run.enter(recording.world(ofKeyframe: stretch.lowerBound))
  }

  private func setFiles(at position: Int) {
    let now = timeline.context(at: position)
    if now !== context { run.host.assets.replace(with: recording.files(at: position, \.assets)) }
    context = now
    // Also what the game stored in the tick before: the recorded run may have stored something else.
    run.host.stored.replace(with: recording.files(at: position, \.stored))
  }

  private func step(_ position: Int) throws {
    let tick = timeline.tick(at: position)
    let (input, missing) = tick.input.translated(from: recording.code(at: position).actions, to: actions)
    if let one = missing.min() {
      throw try recording.unplayable(
        at: position, "\(one) was pressed, which is no action of the game now; record another run")
    }
    setFiles(at: position)
    try run.compute(
      PlayedTick(tick: run.arena.header.tick, dt: tick.dt, input: input, messages: tick.messages))
  }

  private func refuseOtherCode(at position: Int) throws {
    guard let change = recording.codeChanges.first(where: { $0.position == position }) else { return }
    throw try recording.unplayable(
      at: position,
      "\(change.what), so what follows is not one run of the present code. Play it up to there (`to:`), compare all of "
        + "it (`verifying:`), or record a run without that")
  }

  /// A trap would end the process of the tests.
  private func refuseCrash(at position: Int) throws {
    guard let crash = recording.crash(at: position) else { return }
    throw try recording.unplayable(
      at: position,
      "it could not be finished when it was recorded (\(crash)), and might end the tests; computed by: "
        + "hotloop replay \(recording.name) --headless --verify")
  }

  // MARK: Comparison

  /// Whether `start` still makes the world that the recording begins with.
  private func compareStart() throws {
    guard let seed = recording.freshSeed else { return }
    setFiles(at: timeline.start)
    try run.start(seed: seed)
    let recorded = try recording.world(ofKeyframe: timeline.start)
    // Another layout has other fields, and its own values in them.
    guard recorded.layout.hash == run.layout.hash else { return }
    let fields = try fields(recorded, [])
    if !fields.isEmpty { throw difference(tick: nil, fields, at: nil) }
  }

  private func verify(_ stretch: Range<Int>) throws {
    try enter(stretch)
    let recorded = try recording.world(ofKeyframe: stretch.lowerBound)
    let hasRecordedLayout = recorded.layout.hash == run.layout.hash
    // Such as what `afterReload` changes.
    let ignored = hasRecordedLayout ? [] : Set(try fields(recorded, []).map(\.path))
    var hash = WorldHash()
    for position in stretch {
      if hasRecordedLayout {
        hash.update(run.arena)
        let expected = timeline.tick(at: position).worldHash
        // A run that was not recorded to a file has no hashes.
        if expected != 0, hash.short != expected {
          try fail(at: position, in: stretch, ignored)
        }
      } else {
        try compareKeyframe(at: position, in: stretch, ignored)
      }
      try step(position)
    }
    try compareKeyframe(at: stretch.upperBound, in: stretch, ignored)
    try refuseCrash(at: stretch.upperBound)
  }

  private func compareKeyframe(at position: Int, in stretch: Range<Int>, _ ignored: Set<String>) throws {
    guard isKeyframe(position, of: stretch) else { return }
    if try !fields(recording.world(ofKeyframe: position), ignored).isEmpty {
      try fail(at: position, in: stretch, ignored)
    }
  }

  /// Whether a world was recorded that follows from the first one of a stretch.
  private func isKeyframe(_ position: Int, of stretch: Range<Int>) -> Bool {
    timeline.keyframe(after: position) == position
      && (position < stretch.upperBound || !timeline.cuts.contains(position))
  }

  /// After a difference was found at a position.
  private func fail(at position: Int, in stretch: Range<Int>, _ ignored: Set<String>) throws -> Never {
    // The tick before made the difference.
    let tick = run.tick - (position > stretch.lowerBound ? 1 : 0)
    let changes = recording.codeChanges.filter { $0.position < position }
    var notes = try changes.map { "at tick \(try recording.tick(at: $0.position)), \($0.what)" }
    if recording.code(at: stretch.lowerBound).layout.hash != run.layout.hash {
      notes.append(
        "the world has another layout now: it was migrated, and the fields that both have are compared")
    }
    guard let keyframe = (position...stretch.upperBound).first(where: { isKeyframe($0, of: stretch) }) else {
      throw difference(
        tick: tick, [], at: nil, notes + ["the recording has no world after it that shows the fields"])
    }
    do {
      for position in position..<keyframe { try step(position) }
    } catch {
      throw difference(tick: tick, [], at: nil, notes + ["then it cannot be played any further: \(error)"])
    }
    let fields = try fields(recording.world(ofKeyframe: keyframe), ignored)
    let same = fields.isEmpty ? ["after tick \(run.tick - 1), the worlds are the same again"] : []
    throw difference(tick: tick, fields, at: fields.isEmpty ? nil : run.tick - 1, notes + same)
  }

  private func fields(_ recorded: Snapshot, _ ignored: Set<String>) throws -> [RecordingDifference.Field] {
    let found = try recorded.differences(from: run.snapshot(), ignoring: ignored)
    let isOfHeader = { (difference: WorldDifference) in difference.path.hasPrefix("header.") }
    return (found.filter { !isOfHeader($0) } + found.filter(isOfHeader)).map {
      RecordingDifference.Field(path: $0.path, recorded: $0.before, computed: $0.after)
    }
  }

  private func difference(
    tick: Int?, _ fields: [RecordingDifference.Field], at fieldsTick: Int?, _ notes: [String] = []
  ) -> RecordingDifference {
    RecordingDifference(
      recording: recording.name, tick: tick, fields: fields, fieldsTick: fieldsTick, notes: notes)
  }
}
