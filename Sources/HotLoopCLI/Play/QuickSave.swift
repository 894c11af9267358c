import CGameABI
import Dispatch
import Engine
import GameBuilder
import HotReload
import WorldState

/// The world that one key saves and another loads. The file is written and read off the loop's thread.
struct QuickSave: Sendable {
  let place: PackagePlace
  let gateway: LoopGateway<ReloadableGame>
  let events: EventBus

  private static let disk = DispatchQueue(label: "hotloop.quicksave")
  private static let name = ".hotloop/quick.world"

  private var path: String { place.stateFolderOrOriginal + "/quick.world" }

  func write(_ snapshot: Snapshot) {
    let tick = snapshot.header.tick
    Self.disk.async {
      do throws(SnapshotError) {
        try snapshot.write(to: path)
        events.emit(.worldSaved(path: Self.name, tick: tick))
      } catch {
        events.emit(.worldSaveFailed(reason: "\(error)"))
      }
    }
  }

  /// Waits until everything is written.
  static func flush() { disk.sync {} }

  func read() {
    Self.disk.async {
      do throws(SnapshotError) {
        let snapshot = try Snapshot(contentsOf: path)
        gateway.post { _ = $0.load(snapshot, name: Self.name) }
      } catch {
        events.emit(.quickLoadFailed(reason: "\(error)"))
      }
    }
  }
}
