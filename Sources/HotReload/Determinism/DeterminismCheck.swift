import CGameABI
import Engine
import HostSystem
import Synchronization
import Timeline
import WorldState

/// Steps some ticks of the running game a second time, in another process, and compares the worlds: rewinding and recordings
/// need a `step` that depends on the world, its input and the files that it reads through the SDK, and on nothing else.
///
/// The running game is not disturbed: the loop copies its world before and after such a tick, and nothing else. Confined to the
/// loop's thread.
public final class DeterminismCheck {
  /// How the ticks are chosen.
  public enum Pace: Sendable {
    /// About one in each second of play, as long as the other process keeps up.
    case besidePlay
    /// One in each second of play. The loop waits for the tick before to be compared: for runs that no clock drives.
    case waiting
  }

  /// Bytes. Copying a larger world would delay the loop by more than 2 ms.
  static let maxWorldBytes = min(4 << 20, RunMemory.defaultReservation)
  /// Seconds of play from one checked tick to the next. A check that takes long takes at most a tenth of the time.
  private static let interval = 1.0
  private static let restPerCheck = 10.0
  /// Between two calls of `keepAlive` while the loop waits.
  private static let patience = Duration.milliseconds(500)

  private let pace: Pace
  private let runner: DeterminismRunner
  private let events: EventBus
  /// Seconds of play since the last checked tick.
  private var elapsed = 0.0
  private var tooLarge: Set<UInt64> = []
  /// Called now and then while the loop waits.
  public var keepAlive: () -> Void = {}

  /// - Parameters:
  ///   - arguments: the subcommand of this program that calls ``DeterminismProgram``, with its options.
  ///   - callLimit: seconds that a call of the game may take in the other process; 0 for no limit.
  public init(
    arguments: [String], callLimit: Double, pace: Pace, events: EventBus
  ) throws {
    self.pace = pace
    self.events = events
    runner = try DeterminismRunner(arguments: arguments, callLimit: callLimit, events: events)
  }

  /// A tick that will be stepped a second time, if it finishes.
  struct Begun {
    fileprivate let tick: PlayedTick
    fileprivate let generation: Generation
    fileprivate let stored: StoredFiles.Contents
  }

  /// Before a tick: whether it is one to check.
  func begin(_ tick: PlayedTick, of generation: Generation) -> Begun? {
    elapsed += tick.dt
    // Half a tick more: a check in each 60th tick would never see what happens in each other one.
    var wait = Self.interval + tick.dt / 2
    if pace == .besidePlay { wait = max(wait, Self.restPerCheck * runner.lastDuration) }
    guard elapsed >= wait, isReady else { return nil }
    elapsed = 0
    return Begun(tick: tick, generation: generation, stored: generation.image.services.stored.present)
  }

  private var isReady: Bool {
    if pace == .besidePlay { return runner.isReady }
    finish()
    return true
  }

  /// After the tick has finished.
  func end(_ begun: Begun, in store: borrowing WorldStore) {
    let generation = begun.generation
    let size = max(store.checkpointArena.bytesUsed, store.world.bytesUsed)
    guard size <= Self.maxWorldBytes else {
      if tooLarge.insert(generation.number).inserted {
        let reason =
          "the world has \((size + (1 << 20) - 1) >> 20) MiB, and at most \(Self.maxWorldBytes >> 20) MiB are copied in a tick"
        events.emit(.stepUnchecked(generation: generation.number, reason: reason))
      }
      return
    }
    let services = generation.image.services
    runner.begin(
      DeterminismSubject(
        generation: generation.number, path: generation.image.path,
        modules: generation.image.modules, layout: generation.image.layout,
        tick: begun.tick, bytesReserved: store.world.bytesReserved, assets: services.assets.present,
        stored: services.stored.readable(in: begun.stored), literals: generation.image.literalValues),
      before: store.checkpointArena, after: store.world)
  }

  private func finish() {
    while !runner.waitUntilIdle(timeout: Self.patience) { keepAlive() }
  }

  /// Ends the other process, and reports nothing more.
  public func stop() {
    if pace == .waiting { finish() }
    runner.stop()
  }
}
