import Engine
import HotReload
import WorldState

/// The tick at which the run is stopped, for a control client.
extension ControlHandler {
  func crash(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    if let wanted = try request.crashRequest {
      return onGame { game throws(ControlError) in
        if let reason = game.resolve(wanted) { throw ControlError(reason) }
        return ["ok": true, "generation": .unsigned(game.generation), "tick": .unsigned(game.tick)]
      }
    }
    let state = game.call(timeout: Self.timeout) { ($0.stopsOnCrash, $0.tickStop) }
    guard let (stopsOnCrash, stop) = state else { throw .loopTimeout }
    // Here, not on the loop's thread: the stack is looked up.
    _ = stop?.details?.wait(timeout: .seconds(Self.timeout))
    var members: [String: JSONValue] = [
      "ok": true, "stop_on_crash": .bool(stopsOnCrash), "stopped": .bool(stop != nil),
    ]
    if let stop { members["stop"] = stop.json }
    return .object(members)
  }

  func stopOnCrash(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    let wanted = try request.stopsOnCrash
    return onLoop { loop in
      if wanted != loop.game.stopsOnCrash { loop.perform(.stopOnCrash) }
      return ["ok": true, "stop_on_crash": .bool(loop.game.stopsOnCrash)]
    }
  }
}

extension ControlRequest {
  /// The argument of `crash`; nil to show.
  var crashRequest: TickStopRequest? {
    get throws(ControlError) {
      guard let argument, argument != "show" else { return nil }
      guard let request = TickStopRequest(rawValue: argument) else {
        let known = TickStopRequest.allCases.map(\.rawValue).joined(separator: ", ")
        throw ControlError("crash takes one of show, \(known), not '\(argument)'")
      }
      return request
    }
  }

  /// The argument of `stop-on-crash`.
  var stopsOnCrash: Bool {
    get throws(ControlError) {
      guard let isOn = try onOrOff else { throw ControlError("stop-on-crash needs on or off") }
      return isOn
    }
  }
}

extension TickStop {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "cause": .string(cause.rawValue), "callback": .string(callback), "generation": .unsigned(generation),
      "reason": .string(reason), "frames": .array(frames.map(\.json)),
      "changes": .array(changes.listed.map(\.json)),
      "more_changes": .strings(changes.more), "input": input.json,
    ]
    members["tick"] = tick.map { .unsigned($0) }
    members["location"] = details?.value?.location.map { .string($0) }
    members["changes_problem"] = changes.problem.map { .string($0) }
    members["previous"] = previous.map { .unsigned($0) }
    return .object(members)
  }
}

extension HostEvent.CrashFrame {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = ["function": .string(function), "count": .integer(Int64(count))]
    if let file {
      members["file"] = .string(file)
      members["line"] = .integer(Int64(line))
    }
    if !source.isEmpty {
      members["first_line"] = .integer(Int64(firstLine))
      members["source"] = .strings(source)
    }
    return .object(members)
  }
}

extension WorldDifference {
  fileprivate var json: JSONValue {
    [
      "path": .string(path), "before": before.map { .string($0) } ?? .null,
      "after": after.map { .string($0) } ?? .null,
    ]
  }
}

extension TickStopInput {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "held": .strings(held), "pressed": .strings(pressed), "released": .strings(released),
      "buttons": .strings(buttons), "wheel": .integer(Int64(wheel)),
    ]
    members["mouse"] = mouse.map {
      ["column": .integer(Int64($0.column)), "row": .integer(Int64($0.row))]
    }
    members["text"] = text.map { .string($0) }
    return .object(members)
  }
}
