import CGameABI
import Engine
import Foundation
import GameBuilder
import Glibc
import HostSystem
import Synchronization
import WorldState

/// What a child does: it plays a new generation for a few ticks, in a copy of the world, and tells how that went.
///
/// Used on one thread, on which crashes are guarded.
public final class Rehearsal {
  /// So many ticks are run, however long they take; more, up to all that are recorded, as long as there is time.
  private static let leastTicks = 2
  /// Nanoseconds.
  private static let time: UInt64 = 3_000_000

  private let channel: PreflightChannel
  private let services: HostServices
  private let game: ReloadableGame
  private let log: RehearsalLog
  private let root: String
  private let assets: AssetFolder
  /// Each stage as a line that is ready to be sent.
  private let stageLines: [PreflightStage: Data]
  private var ticks = 0

  /// - Parameters:
  ///   - root: the package's folder.
  ///   - assets: the folder of its assets.
  ///   - symbolizer: the toolchain's `llvm-symbolizer`.
  public init(
    channel: PreflightChannel, root: String, assets: String, symbolizer: String, output: any GameOutput
  ) throws {
    self.channel = channel
    self.root = root
    let log = RehearsalLog()
    self.log = log
    services = HostServices(assets: AssetStore()) { level, text in log.note(level, text) }
    let clock = MonotonicClock()
    let events = EventLog()
    let story = CrashStory(
      root: root, symbolizer: symbolizer, events: events, queue: SafePointQueue(clock: clock), output: output)
    game = ReloadableGame(
      services: services, events: events, board: OverlayBoard(clock: clock), crashStory: story,
      packageRoot: root, seed: 0, memory: try RunMemory())
    self.assets = AssetFolder(root: assets)
    stageLines = try Dictionary(
      uniqueKeysWithValues: PreflightStage.allCases.map { stage in
        (stage, try JSONEncoder().encode(PreflightMessage.stage(stage)) + [UInt8(ascii: "\n")])
      })
    // What decoding and reading folders need is loaded at its first use, which is not to be when the host waits.
    _ = self.assets.readAll()
    _ = try JSONDecoder().decode(PreflightJob.self, from: try JSONEncoder().encode(PreflightJob.sample))
  }

  /// Waits for the job, does it, and answers.
  /// - Parameter world: the memory file that the world is in.
  public func run(world: Int32) {
    guard case .line(let line) = channel.receive(within: nil) else { return }
    let answer: PreflightMessage
    do {
      let job = try JSONDecoder().decode(PreflightJob.self, from: line)
      _ = services.assets.apply(assets.readAll())
      let snapshot = try job.layout.map { try Snapshot(encodedLayout: $0, bytes: job.worldBytes, of: world) }
      answer = .verdict(try verdict(on: job, snapshot))
    } catch {
      answer = .unable((error as? PreflightFailure)?.reason ?? "\(error)")
    }
    _ = channel.send(answer)
  }

  /// Throws where nothing can be said of the game's code, or where the host is to say it.
  private func verdict(on job: PreflightJob, _ snapshot: Snapshot?) throws -> PreflightVerdict {
    enter(.load)
    let image = try GameImage.load(path: job.image, services: services)
    let generation = Generation(rehearsed: image, number: job.generation)
    do throws(Refusal) {
      if let snapshot {
        enter(.takeover)
        try game.rehearseTakeover(of: snapshot, by: generation, job)
      } else {
        enter(.start)
        try game.rehearseStart(of: generation, seed: job.seed)
      }
    } catch {
      return verdict(on: error, generation)
    }
    if let (callback, crash) = play(generation, job) { return verdict(on: crash, in: callback, generation) }
    return PreflightVerdict(kind: .ok, ticks: ticks)
  }

  /// Ticks and then a picture, which costs as much as many ticks, until one crashes.
  private func play(_ generation: Generation, _ job: PreflightJob) -> (Callback, CrashReport)? {
    let rate = job.ticksPerSecond ?? generation.image.ticksPerSecond ?? GameLoop.defaultRate
    // Bits that stood for other actions say nothing to this code.
    let recorded = job.actions == generation.image.actions ? job.inputs.map(\.sample) : []
    let idle = InputSample(
      held: 0, pressed: 0, released: 0, mouse_column: -1, mouse_row: -1, mouse_buttons: 0)
    let inputs = recorded + Array(repeating: idle, count: max(0, Self.leastTicks - recorded.count))
    let start = MonotonicClock.now()
    for input in inputs {
      if ticks >= Self.leastTicks, MonotonicClock.now() - start > Self.time { break }
      enter(.step)
      if let crash = game.rehearseStep(generation, input, dt: 1 / Double(rate)) { return (.step, crash) }
      ticks += 1
    }
    enter(.draw)
    var picture = CellBuffer(size: CellSize(columns: job.columns, rows: job.rows))
    guard case .crashed(let crash) = game.callDraw(generation, into: &picture, top: 0, alpha: 0) else {
      return nil
    }
    return (.draw, crash)
  }

  private func verdict(on refusal: Refusal, _ generation: Generation) -> PreflightVerdict {
    if case .crashed(let crash) = refusal.outcome, let callback = Callback(rawValue: refusal.stage) {
      return verdict(on: crash, in: callback, generation)
    }
    let said = log.lastError
    return PreflightVerdict(
      kind: .refused, callback: refusal.stage,
      reason: refusal.outcome == .failed ? said ?? refusal.reason : refusal.reason)
  }

  private func verdict(
    on crash: CrashReport, in callback: Callback, _ generation: Generation
  ) -> PreflightVerdict {
    enter(.investigation)
    let (trace, reason) = game.crashStory.investigate(crash, in: callback, of: generation).wait()
    return PreflightVerdict(
      kind: crash.signal == nil ? .hung : .crashed, ticks: ticks, callback: callback.rawValue, reason: reason,
      location: trace.location(relativeTo: root), backtrace: trace.lines(relativeTo: root))
  }

  private func enter(_ stage: PreflightStage) {
    if let line = stageLines[stage] { _ = channel.send(line: line) }
  }
}

extension ReloadableGame {
  /// The same as when a reload takes the world over, but for what the old code would do before.
  fileprivate func rehearseTakeover(
    of snapshot: Snapshot, by next: Generation, _ job: PreflightJob
  ) throws(Refusal) {
    let notice = ReloadNotice(
      cause: ReloadCause(rawValue: job.cause), from: job.from, to: next.number, changedFiles: job.changedFiles
    )
    settle(try carry(snapshot, into: next, notice: notice, renames: job.renames.map(\.rename)))
  }

  fileprivate func rehearseStart(of first: Generation, seed: UInt64) throws(Refusal) {
    try makeFreshWorld(in: first, seed: seed)
  }

  fileprivate func rehearseStep(_ generation: Generation, _ input: InputSample, dt: Double) -> CrashReport? {
    let tick = TickInfo(tick: world.header.tick, dt: dt, input: input)
    let outcome = unsafe GameCalls(image: generation.image).step(world.headerPointer, tick)
    if case .crashed(let crash) = outcome { return crash }
    world.header.tick = tick.tick + 1
    return nil
  }
}

extension Generation {
  /// One that is loaded only to be tried out.
  fileprivate convenience init(rehearsed image: GameImage, number: UInt64) {
    let record = GenerationRecord(
      number: number, path: image.path, sourceHash: "", isOptimised: false, sources: SourceTree(files: [:]))
    self.init(record, image: image, after: nil)
  }
}

extension Snapshot {
  /// Reads what the host put into the memory file.
  fileprivate init(encodedLayout: Data, bytes count: Int, of file: Int32) throws {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let read = unsafe pread(file, buffer.baseAddress! + filled, count - filled, off_t(filled))
        if read < 0 && errno == EINTR { continue }
        guard read > 0 else { return }
        filled += read
      }
    }
    try self.init(layout: try Layout(encoded: Array(encodedLayout)), bytes: bytes)
  }
}

extension PreflightJob {
  /// One of every kind of value.
  fileprivate static var sample: PreflightJob {
    PreflightJob(
      image: "", generation: 0, from: 0, cause: 0, changedFiles: [""], layout: Data([0]), worldBytes: 0,
      seed: 0,
      renames: [PreflightRename(.field(owner: "", from: "", to: ""))],
      inputs: [PreflightInput(InputSample())], actions: [""], ticksPerSecond: 60, columns: 1, rows: 1)
  }
}

/// What the game wrote to the log. Any thread.
private final class RehearsalLog: Sendable {
  private let error = Mutex<String?>(nil)

  var lastError: String? { error.withLock { $0 } }

  func note(_ level: LogLevel, _ text: String) {
    if level == LogLevelError { error.withLock { $0 = text } }
  }
}
