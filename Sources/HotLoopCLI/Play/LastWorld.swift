import CGameABI
import Dispatch
import Engine
import GameBuilder
import HostSystem
import HotReload
import Synchronization
import WorldState

/// The world of the last run. It is written at every end, to a file that no key and no command of the player writes. While the
/// run is recorded (`LastRun`), that is enough; otherwise it is also written every few seconds of play.
///
/// A run keeps the worlds and recordings of the runs before it: it renames them at its start, unless it continues the last of
/// them. Short runs do not drive out a long one.
/// Files are read and written on a queue, in order.
final class LastWorld: Sendable {
  /// From the newest to the oldest, in the state folder.
  private static let names = ["last.world", "last-2.world", "last-3.world"]
  /// Seconds of play that a loss of power may cost.
  private static let interval: UInt64 = 10_000_000_000
  /// Ticks of a run whose loss would be felt.
  private static let longRun: UInt64 = 1_800
  /// Larger worlds are written at the end only: the copy would be seen as a late tick. In bytes.
  private static let maxPeriodic = 8 << 20

  private let place: PackagePlace
  private let gateway: LoopGateway<ReloadableGame>
  private let events: EventBus
  private let disk = DispatchQueue(label: "hotloop.lastworld", qos: .utility)
  private let state: Mutex<State>
  /// Whether this run continues the last one.
  let isContinued: Bool

  private struct State {
    /// Whether the kept worlds are not this run's and have not been renamed yet.
    var mustRotate: Bool
    /// The index of the world that the player may continue; nil if there is none.
    var offered: Int?
    var reportedFailure = false
  }

  /// - Parameters:
  ///   - continues: whether this run continues the last world, so that it may be written over.
  init(place: PackagePlace, continues: Bool, gateway: LoopGateway<ReloadableGame>, events: EventBus) {
    self.place = place
    isContinued = continues
    self.gateway = gateway
    self.events = events
    // The newest is then this run's own.
    state = Mutex(State(mustRotate: !continues, offered: continues ? 1 : nil))
    disk.async { [self] in makeRoom() }
  }

  /// The file of the last run's world in a state folder; nil if there is none.
  static func newest(in folder: String) -> String? {
    LastRun.recoverWorld(in: folder)
    return names.map { folder + "/" + $0 }.first(where: DiskFile.exists)
  }

  /// The state folder, where it is now.
  private var folder: String { place.stateFolderOrOriginal }

  /// Looks for the world of the last run, and reports it, or that it is damaged.
  /// - Parameter report: receives the tick of that world, and that of the one before it if there is one; on the queue.
  func offer(_ report: @escaping @Sendable (_ path: String, _ tick: UInt64, _ earlier: UInt64?) -> Void) {
    disk.async { [self] in
      guard let index = firstIndex(from: 0) else { return }
      do throws(SnapshotError) {
        let tick = try Snapshot(contentsOf: folder + "/" + Self.names[index]).header.tick
        state.withLock { $0.offered = index }
        report(".hotloop/" + Self.names[index], tick, firstIndex(from: index + 1).flatMap(tick(at:)))
      } catch {
        events.emit(.lastWorldUnusable(reason: ".hotloop/\(Self.names[index]): \(error)"))
      }
    }
  }

  /// The index of the newest file, not newer than a given one.
  private func firstIndex(from start: Int) -> Int? {
    Self.names.indices.dropFirst(start).first { DiskFile.exists(folder + "/" + Self.names[$0]) }
  }

  /// Nil if it cannot be read.
  private func tick(at index: Int) -> UInt64? {
    try? Snapshot(contentsOf: folder + "/" + Self.names[index]).header.tick
  }

  /// Reads the world of the last run, which then takes over from the running one. The next call reads that of the run before.
  func read() {
    disk.async { [self] in
      do throws(UnusableWorld) {
        let kept = try readOffered()
        gateway.post { [self] in _ = take(kept, in: $0) }
      } catch {
        events.emit(.lastWorldUnusable(reason: error.reason))
      }
    }
  }

  /// The same for a caller that waits. Any thread but the loop's.
  /// - Returns: the tick of the world that runs now.
  func readAndWait(timeout: Double) throws(UnusableWorld) -> UInt64 {
    do throws(UnusableWorld) {
      let kept = try disk.sync { Result { () throws(UnusableWorld) in try readOffered() } }.get()
      let answer = gateway.call(timeout: timeout) { [self] game in
        (reason: take(kept, in: game), tick: game.tick)
      }
      guard let answer else { throw UnusableWorld(reason: "the loop did not answer") }
      if let reason = answer.reason { throw UnusableWorld(reason: reason) }
      return answer.tick
    } catch {
      events.emit(.lastWorldUnusable(reason: error.reason))
      throw error
    }
  }

  private struct Kept {
    let index: Int
    let name: String
    let snapshot: Snapshot
    /// The index of the one to read next; nil if there is none.
    let next: Int?
  }

  struct UnusableWorld: Error {
    let reason: String
  }

  /// On the queue.
  private func readOffered() throws(UnusableWorld) -> Kept {
    guard let index = state.withLock({ $0.offered }), DiskFile.exists(folder + "/" + Self.names[index]) else {
      throw UnusableWorld(reason: "there is no world of an earlier run")
    }
    let name = ".hotloop/" + Self.names[index]
    do throws(SnapshotError) {
      return Kept(
        index: index, name: name, snapshot: try Snapshot(contentsOf: folder + "/" + Self.names[index]),
        next: firstIndex(from: index + 1))
    } catch {
      throw UnusableWorld(reason: "\(name): \(error)")
    }
  }

  /// On the loop's thread.
  private func take(_ kept: Kept, in game: ReloadableGame) -> String? {
    if let reason = game.load(kept.snapshot, name: kept.name) { return reason }
    state.withLock { $0.offered = kept.next }
    return nil
  }

  /// Writes a world in the background.
  func write(_ snapshot: Snapshot) { disk.async { [self] in store(snapshot) } }

  /// Writes the world at the end of the run. Waits until it is on the disk.
  /// - Returns: where it was written if that is not the path from which the package was started.
  func writeAtEnd(_ snapshot: Snapshot) -> String? {
    state.withLock { $0.reportedFailure = false }
    return disk.sync {
      guard place.stateFolder == nil else {
        store(snapshot)
        return place.displacement == nil ? nil : folder + "/" + Self.names[0]
      }
      return storeElsewhere(snapshot)
    }
  }

  /// The package is nowhere: writes the world where the user's programs keep their data.
  private func storeElsewhere(_ snapshot: Snapshot) -> String? {
    let path = "\(UserData.folder)/hotloop/\(PathText.name(of: place.root)).world"
    do {
      try DiskFile.makeFolder(PathText.folder(of: path), permissions: 0o700)
      try snapshot.write(to: path)
      return path
    } catch {
      events.emit(.worldSaveFailed(reason: "\(error)"))
      return nil
    }
  }

  /// Another folder is the package now: its worlds are not this run's.
  func keepWorlds() { state.withLock { $0.mustRotate = true } }

  /// Returns when the files of a new run can be written.
  func prepare() { disk.sync { makeRoom() } }

  private func store(_ snapshot: Snapshot) {
    makeRoom()
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

  /// Makes room for the files of this run, once. The oldest ones go, or those of a short run that is newer.
  private func makeRoom() {
    guard state.withLock({ $0.mustRotate }) else { return }
    LastRun.recoverWorld(in: folder)
    if [Self.names[0], LastRun.names[0]].contains(where: { DiskFile.exists(folder + "/" + $0) }) {
      let dropped = isShorter(1, than: 2) ? 1 : 2
      for names in [Self.names, LastRun.names] {
        for newer in (0..<dropped).reversed() {
          let (old, new) = (folder + "/" + names[newer], folder + "/" + names[newer + 1])
          // A run may have only one of the two.
          if DiskFile.exists(old) { try? DiskFile.rename(old, to: new) } else { DiskFile.remove(new) }
        }
      }
      state.withLock { state in state.offered = state.offered.map { $0 < dropped ? $0 + 1 : $0 } }
    }
    state.withLock { $0.mustRotate = false }
  }

  /// A world that cannot be read is not short: somebody may still want to repair it.
  private func isShorter(_ one: Int, than other: Int) -> Bool {
    guard DiskFile.exists(folder + "/" + Self.names[other]), let ticks = tick(at: one) else { return false }
    return ticks < Self.longRun && tick(at: other).map { $0 > ticks } != false
  }

  /// Decides, once per loop iteration, whether the world of a run that is not recorded is written. Used on the loop's thread.
  struct Pace {
    private var next = monotonicNow + LastWorld.interval
    private var written: UInt64 = 0

    /// The world to write now; nil if it is not time, or if no tick ran since the last one.
    mutating func takeDue(from game: ReloadableGame) -> Snapshot? {
      let now = monotonicNow
      guard now >= next else { return nil }
      next = now + LastWorld.interval
      guard game.time.mode == .now, game.tick != written, game.worldSize <= LastWorld.maxPeriodic,
        // A world that cannot be copied is reported where its checkpoint fails.
        let snapshot = try? game.snapshot()
      else { return nil }
      written = game.tick
      return snapshot
    }
  }
}
