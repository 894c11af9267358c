import CGameABI
import Engine
import HotReload
import Synchronization
import WorldState

/// Worlds in files, for a control client. Files are read and written on the client's thread; the loop only copies.
extension ControlHandler {
  func path(_ request: ControlRequest) throws(ControlError) -> String {
    guard let path = request.argument, path.hasPrefix("/") else {
      throw ControlError("\(request.command.rawValue) takes the absolute path of a file")
    }
    return path
  }

  func saveWorld(to path: String) throws(ControlError) -> JSONValue {
    let box = SnapshotBox()
    let reply = onLoop { loop throws(ControlError) in
      do throws(SnapshotError) {
        guard let snapshot = try (loop.game as? ReloadableGame)?.snapshot() else { return .null }
        box.snapshot.withLock { $0 = snapshot }
      } catch { throw ControlError("\(error)") }
      return ["ok": true]
    }
    guard let snapshot = box.snapshot.withLock({ $0 }) else {
      if reply["ok"] == .bool(false) { return reply }
      throw ControlError("there is no world yet; the game is still being built, or does not build")
    }
    do throws(SnapshotError) { try snapshot.write(to: path) } catch { throw ControlError("\(error)") }
    return [
      "ok": true, "path": .string(path), "tick": .unsigned(snapshot.header.tick),
      "bytes": .integer(Int64(snapshot.bytes.count)),
    ]
  }

  func loadWorld(from path: String) throws(ControlError) -> JSONValue {
    let snapshot: Snapshot
    do throws(SnapshotError) { snapshot = try Snapshot(contentsOf: path) } catch {
      throw ControlError("\(error)")
    }
    return onLoop { loop throws(ControlError) in
      guard let game = loop.game as? ReloadableGame else { return .null }
      if let reason = game.load(snapshot, name: path) { throw ControlError(reason) }
      return ["ok": true, "tick": .unsigned(game.tick)]
    }
  }
}

private final class SnapshotBox: Sendable {
  let snapshot = Mutex<Snapshot?>(nil)
}
