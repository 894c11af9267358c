import CGameABI
import Dispatch
import Engine
import HostSystem
import HotReload
import Synchronization
import WorldState

/// The world of the last run. It is written at every end and every few seconds of play, to files that no key and no
/// command of the player writes, so neither a closed window nor a loss of power costs more than that.
///
/// A run keeps the worlds of the runs before it: its first write renames them, unless it continues the last of them.
/// Files are read and written on a queue, in order.
final class LastWorld: Sendable {
  /// From the newest to the oldest, in the state folder.
  private static let names = ["last.world", "last-2.world", "last-3.world"]
  /// Seconds of play that a loss of power may cost.
  private static let interval: UInt64 = 10_000_000_000
  /// Larger worlds are written at the end only: the copy would be seen as a late tick. In bytes.
  private static let maxPeriodic = 8 << 20

  /// The state folder.
  private let folder: String
  private let gateway: LoopGateway<ReloadableGame>
  private let events: EventBus
  private let disk = DispatchQueue(label: "hotloop.lastworld", qos: .utility)
  private let state: Mutex<State>

  private struct State {
    /// Whether the next write is the first of a run that continues none of the kept worlds.
    var mustRotate: Bool
    /// The index of the world that the player may continue; nil if there is none.
    var offered: Int?
    var reportedFailure = false
  }

  /// - Parameters:
  ///   - folder: the state folder.
  ///   - continues: whether this run continues the last world, so that it may be written over.
  init(folder: String, continues: Bool, gateway: LoopGateway<ReloadableGame>, events: EventBus) {
    self.folder = folder
    self.gateway = gateway
    self.events = events
    // The newest is then this run's own.
    state = Mutex(State(mustRotate: !continues, offered: continues ? 1 : nil))
  }

  /// The file of the last run's world in a state folder; nil if there is none.
  static func newest(in folder: String) -> String? {
    names.map { folder + "/" + $0 }.first(where: DiskFile.exists)
  }

  /// Looks for the world of the last run, and reports it, or that it is damaged.
  /// - Parameter report: receives the tick of that world, on the queue.
  func offer(_ report: @escaping @Sendable (_ path: String, _ tick: UInt64) -> Void) {
    disk.async { [self] in
      guard let index = Self.names.firstIndex(where: { DiskFile.exists(folder + "/" + $0) }) else { return }
      do throws(SnapshotError) {
        let tick = try Snapshot(contentsOf: folder + "/" + Self.names[index]).header.tick
        state.withLock { $0.offered = index }
        report(".hotloop/" + Self.names[index], tick)
      } catch {
        events.emit(.lastWorldUnusable(reason: ".hotloop/\(Self.names[index]): \(error)"))
      }
    }
  }

  /// Reads the world of the last run, which then takes over from the running one.
  func read() {
    disk.async { [self] in
      guard let index = state.withLock({ $0.offered }) else {
        events.emit(.lastWorldUnusable(reason: "there is no world of an earlier run"))
        return
      }
      let name = Self.names[index]
      do throws(SnapshotError) {
        let snapshot = try Snapshot(contentsOf: folder + "/" + name)
        gateway.post { [self] in
          guard $0.load(snapshot, name: ".hotloop/" + name) == nil else { return }
          // Nothing is lost if the newest world is written over: this run continues it.
          if index == 0 { state.withLock { $0.mustRotate = false } }
        }
      } catch {
        events.emit(.lastWorldUnusable(reason: ".hotloop/\(name): \(error)"))
      }
    }
  }

  /// Writes a world in the background.
  func write(_ snapshot: Snapshot) { disk.async { [self] in store(snapshot) } }

  /// Writes the world at the end of the run. Waits until it is on the disk.
  func writeAtEnd(_ snapshot: Snapshot) {
    state.withLock { $0.reportedFailure = false }
    disk.sync { store(snapshot) }
  }

  private func store(_ snapshot: Snapshot) {
    if state.withLock({ $0.mustRotate }) { rotate() }
    do throws(SnapshotError) {
      try snapshot.write(to: folder + "/" + Self.names[0])
      state.withLock { $0.reportedFailure = false }
    } catch {
      let isKnown = state.withLock { state in
        defer { state.reportedFailure = true }
        return state.reportedFailure
      }
      if !isKnown { events.emit(.worldSaveFailed(reason: "\(error)")) }
    }
  }

  private func rotate() {
    if DiskFile.exists(folder + "/" + Self.names[0]) {
      for (newer, older) in zip(Self.names, Self.names.dropFirst()).reversed() {
        try? DiskFile.rename(folder + "/" + newer, to: folder + "/" + older)
      }
      state.withLock { state in state.offered = state.offered.map { min($0 + 1, Self.names.count - 1) } }
    }
    state.withLock { $0.mustRotate = false }
  }

  /// Decides, once per loop iteration, whether the world is written. Used on the loop's thread.
  struct Pace {
    private var next = monotonicNow + LastWorld.interval
    private var written: UInt64 = 0

    /// The world to write now; nil if it is not time, or if no tick ran since the last one.
    mutating func takeDue(from game: ReloadableGame) -> Snapshot? {
      let now = monotonicNow
      guard now >= next else { return nil }
      next = now + LastWorld.interval
      guard game.tick != written, game.worldSize <= LastWorld.maxPeriodic,
        // A world that cannot be copied is reported where its checkpoint fails.
        let snapshot = try? game.snapshot()
      else { return nil }
      written = game.tick
      return snapshot
    }
  }
}
