import Engine

/// Whether saves wait, for a control client.
extension ControlHandler {
  func hold(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    let wanted = try request.onOrOff
    return onLoop { loop in
      if let wanted { loop.setHoldsSaves(wanted) }
      return .object(Self.hold(of: loop).merging(["ok": true]) { $1 })
    }
  }

  static func hold(of loop: GameLoop) -> [String: JSONValue] {
    let held = loop.game.heldSaves
    return ["hold": .bool(loop.game.holdsSaves), "held_saves": .integer(Int64(held?.count ?? 0))]
  }
}

extension DelayedReload {
  /// As `status` has it.
  var json: JSONValue {
    [
      "generation": .unsigned(generation), "seconds": .number(Double(waited) / 1e9),
      "limit": .number(Double(limit) / 1e9),
    ]
  }
}

extension ControlRequest {
  /// The argument of `hold` and `stop-on-crash`; nil if there is none.
  var onOrOff: Bool? {
    get throws(ControlError) {
      switch argument {
      case "on": return true
      case "off": return false
      case nil: return nil
      case let argument?: throw ControlError("\(command.rawValue) needs on or off, not '\(argument)'")
      }
    }
  }
}
