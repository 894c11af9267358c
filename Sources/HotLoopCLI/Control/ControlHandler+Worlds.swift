import CGameABI
import Engine
import HotReload
import Timeline
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
    if let verb, [.set, .add, .remove].contains(verb) { return try changeWorld(verb, request).line }
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

  private func changeWorld(
    _ verb: ControlRequest.WorldVerb, _ request: ControlRequest
  ) throws(ControlError) -> JSONValue {
    let path: WorldPath
    do throws(WorldError) { path = try WorldPath(parsing: request.field ?? "") } catch {
      throw ControlError("\(error)")
    }
    let change: WorldRequest =
      switch verb {
      case .add: .add(path)
      case .remove: .remove(path)
      case .set, .get, .watch: .set(path, request.value ?? "")
      }
    return onGame { game throws(ControlError) in
      let answer = game.change(change)
      guard let change = answer.change else { throw ControlError(answer.refusal ?? "nothing was changed") }
      return [
        "ok": true, "path": .string(change.path.description), "before": .string(change.before),
        "after": .string(change.after), "tick": .unsigned(game.tick),
      ]
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
    let origin: String?
    do {
      if MomentFile.isMoment(path) {
        let moment = try SharedMoment(path)
        (snapshot, origin) = (moment.world, moment.about.game)
      } else {
        (snapshot, origin) = (try Snapshot(contentsOf: path), nil)
      }
    } catch {
      throw ControlError("\(error)")
    }
    return onGame { game throws(ControlError) in
      if let reason = game.load(snapshot, name: path, of: origin) { throw ControlError(reason) }
      return ["ok": true, "tick": .unsigned(game.tick)]
    }
  }
}
