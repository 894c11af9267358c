import CGameABI
import Dispatch
import Engine
import HotReload
import WorldState

/// The world that a key saves and another loads. The file is written and read off the loop's thread.
struct QuickSave: Sendable {
  let path: String
  let queue: SafePointQueue<GameLoop>
  let events: EventLog

  private static let disk = DispatchQueue(label: "hotloop.quicksave")
  private static let name = ".hotloop/quick.world"

  func write(_ snapshot: Snapshot) {
    let tick = snapshot.header.tick
    Self.disk.async {
      do throws(SnapshotError) {
        try snapshot.write(to: path)
        events.record("world-saved", ["path": .string(Self.name), "world-tick": .unsigned(tick)])
        queue.post { $0.board.post("world of tick \(tick) saved to \(Self.name)", .good) }
      } catch {
        raise("the world was not saved", "\(error)")
      }
    }
  }

  func read() {
    Self.disk.async {
      do throws(SnapshotError) {
        let snapshot = try Snapshot(contentsOf: path)
        queue.post { loop in
          _ = (loop.game as? ReloadableGame)?.load(snapshot, name: Self.name)
        }
      } catch {
        raise("there is no saved world that can be loaded", "\(error)")
      }
    }
  }

  private func raise(_ title: String, _ reason: String) {
    events.record("rejected", ["generation": 0, "stage": "snapshot", "reason": .string(reason)])
    queue.post { $0.board.post("\(title): \(reason)", .bad, seconds: 8) }
  }
}
