import Engine
import HotReload

/// The kept values, for a control client.
extension ControlHandler {
  func kept(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    guard let key = try request.deletedKey else {
      return onLoop { loop throws(ControlError) in
        let items = loop.game.keptValues
        return [
          "ok": true, "kept": .array(items.map(\.json)),
          "bytes": .integer(Int64(items.reduce(0) { $0 + $1.bytes })),
          "max_bytes": .integer(Int64(KeptStore.maxBytes)),
        ]
      }
    }
    return onGame { game throws(ControlError) in
      do throws(KeptSelectionError) {
        return ["ok": true, "deleted": .string(try game.deleteKept(key).description)]
      } catch {
        throw ControlError(error.description)
      }
    }
  }
}
