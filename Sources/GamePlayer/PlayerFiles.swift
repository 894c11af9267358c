import CGameABI
import CommandOptions
import Dispatch
import Engine
import HostSystem
import HotReload
import Synchronization
import WorldState

/// What a player keeps of a game: saved worlds, the last run, changed keys. They are in a folder beside the files that the
/// game stores by name, which no such name can mean. Files are read and written on a queue, in order. Any thread.
final class PlayerFiles: Sendable {
  /// Ticks of a run whose loss would be felt.
  private static let longRun: UInt64 = 1_800

  private let folder: String
  private let gateway: LoopGateway<ReloadableGame>
  private let events: EventBus
  private let disk = DispatchQueue(label: "hotloop.player")
  /// The world of the run before, read at the start: the file will be that of this run.
  private let last = Mutex<Snapshot?>(nil)

  /// - Parameter game: its name.
  init(game: String, gateway: LoopGateway<ReloadableGame>, events: EventBus) {
    folder = StoredFiles.folder(of: game, in: UserData.folder) + "/player"
    self.gateway = gateway
    self.events = events
  }

  var lastRun: String { folder + "/last.run" }
  private var lastWorld: String { folder + "/last.world" }
  private var quickWorld: String { folder + "/quick.world" }
  private var keys: String { folder + "/keys.yaml" }

  /// Waits until everything is written.
  func flush() { disk.sync {} }

  /// Makes the folder, and keeps the recording of the run before.
  func makeRoom() {
    do throws(FileError) {
      try DiskFile.makeFolder(folder, permissions: 0o700)
      if DiskFile.exists(lastRun) { try DiskFile.rename(lastRun, to: folder + "/last-2.run") }
    } catch {
      events.emit(.recordingFailed(path: lastRun, reason: "\(error)"))
    }
  }

  // MARK: Worlds

  /// The world to begin with; nil for a fresh one.
  func world(resume: Bool, from path: String?) throws -> (snapshot: Snapshot, name: String)? {
    guard let path = path ?? (resume ? lastWorld : nil) else { return nil }
    if resume, !DiskFile.exists(path) {
      throw CommandError("--resume: there is no run before this one (\(path) is missing)")
    }
    do throws(SnapshotError) {
      return (try Snapshot(contentsOf: path), String(PathText.name(of: path)))
    } catch {
      throw CommandError("\(path): \(error)")
    }
  }

  /// Tells the player once the game runs that the last run can be continued.
  func offerLast(in loop: LoopGateway<GameLoop>) {
    disk.async { [self] in
      let kept = try? Snapshot(contentsOf: lastWorld)
      last.withLock { $0 = kept }
    }
    events.onFirstFrame { [self] in
      disk.async { [self] in
        guard let tick = last.withLock({ $0?.header.tick }), tick >= Self.longRun else { return }
        loop.post { [self] in
          guard let key = $0.bindings.hints.lastWorld else { return }
          events.emit(.lastWorldKept(path: lastWorld, tick: tick, earlier: nil, key: key))
        }
      }
    }
  }

  func writeQuick(_ world: Snapshot) {
    disk.async { [self] in
      if write(world, to: quickWorld) {
        events.emit(.worldSaved(path: "quick.world", tick: world.header.tick))
      }
    }
  }

  func loadQuick() {
    disk.async { [self] in
      do throws(SnapshotError) {
        take(try Snapshot(contentsOf: quickWorld), name: "quick.world")
      } catch {
        events.emit(.quickLoadFailed(reason: "\(error)"))
      }
    }
  }

  func loadLast() {
    disk.async { [self] in
      guard let kept = last.withLock({ $0 }) else {
        return events.emit(.lastWorldUnusable(reason: "there is none"))
      }
      take(kept, name: "last.world")
    }
  }

  /// Keeps the world of this run, unless a longer one is kept that it does not continue. Waits until it is on the disk.
  func writeLast(_ world: Snapshot) {
    disk.sync {
      let kept = last.withLock { $0?.header.tick } ?? 0
      if world.header.tick >= min(kept, Self.longRun) { _ = write(world, to: lastWorld) }
    }
  }

  private func take(_ world: Snapshot, name: String) { gateway.post { _ = $0.load(world, name: name) } }

  private func write(_ world: Snapshot, to path: String) -> Bool {
    do {
      try DiskFile.makeFolder(folder, permissions: 0o700)
      try world.write(to: path)
      return true
    } catch {
      events.emit(.worldSaveFailed(reason: "\(error)"))
      return false
    }
  }

  // MARK: Keys

  /// The file of the keys, as a player would write it.
  var shownKeys: String {
    DiskFile.exists(keys) ? keys : KeyBinder.usualName
  }

  /// Uses the keys that the player has changed.
  /// - Returns: why they are not used.
  func applyKeys(to assets: AssetStore, actions: [String]) -> FileProblem? {
    guard let bytes = try? DiskFile.read(keys) else { return nil }
    do throws(FileProblem) {
      let text = String(decoding: bytes, as: UTF8.self)
      // The game may have other actions than the one that they were changed in.
      _ = try KeyBindingsFile(name: keys, text: text).bindings(gameActions: actions)
      _ = assets.apply([KeyBinder.path: AssetContent(bytes)])
      return nil
    } catch {
      return error
    }
  }

  func writeKeys(_ text: String) {
    disk.async { [self] in
      do throws(FileError) {
        try DiskFile.makeFolder(folder, permissions: 0o700)
        try DiskFile.write(Array(text.utf8), to: keys)
      } catch {
        events.emit(.keysNotSaved(reason: "\(error)"))
      }
    }
  }
}
