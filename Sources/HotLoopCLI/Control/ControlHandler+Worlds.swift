import CGameABI
import Engine
import HotReload
import WorldState

/// Saves and loads worlds for a control client. The client's thread accesses the file; the loop's thread only copies.
extension ControlHandler {
  func path(_ request: ControlRequest) throws(ControlError) -> String {
    guard let path = request.argument, path.hasPrefix("/") else {
      throw ControlError("\(request.command.rawValue) needs the absolute path of a file")
    }
    return path
  }

  /// The world as JSON, in one line. The loop's thread only copies it: formatting takes hundreds of times as long.
  func world() throws(ControlError) -> String {
    let snapshot = try copyOfWorld()
    do throws(WorldError) {
      return try snapshot.read { reader in #"{"ok":true,"world":\#(reader.json(indented: false))}"# }
    } catch {
      throw ControlError("\(error)")
    }
  }

  private func copyOfWorld() throws(ControlError) -> Snapshot {
    let answer = game.call(timeout: Self.timeout) { game in
      Result { () throws(SnapshotError) in try game.snapshot() }
    }
    guard let answer else { throw .loopTimeout }
    let copy: Snapshot?
    do throws(SnapshotError) { copy = try answer.get() } catch { throw ControlError("\(error)") }
    guard let copy else { throw .noWorld }
    return copy
  }

  func saveWorld(to path: String) throws(ControlError) -> JSONValue {
    let snapshot = try copyOfWorld()
    let size: Int
    do throws(SnapshotError) { size = try snapshot.write(to: path) } catch { throw ControlError("\(error)") }
    let tick = snapshot.header.tick
    loop.post { $0.events.emit(.worldSaved(path: path, tick: tick)) }
    return [
      "ok": true, "path": .string(path), "tick": .unsigned(snapshot.header.tick),
      "bytes": .integer(Int64(size)),
    ]
  }

  func loadWorld(from path: String) throws(ControlError) -> JSONValue {
    let snapshot: Snapshot
    do throws(SnapshotError) { snapshot = try Snapshot(contentsOf: path) } catch {
      throw ControlError("\(error)")
    }
    return onGame { game throws(ControlError) in
      if let reason = game.load(snapshot, name: path) { throw ControlError(reason) }
      return ["ok": true, "tick": .unsigned(game.tick)]
    }
  }
}
