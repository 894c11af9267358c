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

  /// The world or a part of it as JSON, in one line, or the outcome of a change. The loop's thread only copies the world:
  /// formatting takes hundreds of times as long.
  func world(_ request: ControlRequest) throws(ControlError) -> String {
    let verb = try request.worldVerb
    if verb == .set { return try changeWorld(request).line }
    let snapshot = try copyOfWorld()
    let tick = snapshot.header.tick
    do throws(WorldError) {
      return try snapshot.read { reader throws(WorldError) in
        // `get`, or `watch`, which a client sends again and again.
        guard verb != nil, let path = request.field else {
          return #"{"ok":true,"world":\#(reader.json(indented: false))}"#
        }
        let value = try reader.json(at: path)
        return #"{"ok":true,"path":\#(JSONValue.string(path).line),"tick":\#(tick),"value":\#(value)}"#
      }
    } catch {
      throw ControlError("\(error)")
    }
  }

  private func changeWorld(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    guard let path = request.field, let value = request.value else {
      throw ControlError("world set needs a path and a value")
    }
    return onGame { game throws(ControlError) in
      do throws(ReloadableGame.Refusal) {
        let edit = try game.edit(path, to: value)
        return [
          "ok": true, "path": .string(path), "before": .string(edit.before), "after": .string(edit.after),
          "tick": .unsigned(game.tick),
        ]
      } catch {
        throw ControlError(error.description)
      }
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
