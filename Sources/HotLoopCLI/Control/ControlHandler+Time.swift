import Engine
import HotReload
import Timeline

/// Shows earlier ticks for a control client.
extension ControlHandler {
  func time(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    let asked = try request.time
    return onGame { game throws(ControlError) in
      if let wanted = try asked.request(in: game.time), let reason = game.travel(wanted) {
        throw ControlError(reason)
      }
      if asked == .status, let reason = game.recordingProblem { throw ControlError(reason) }
      return .object(game.time.members(tick: game.tick))
    }
  }
}

/// The arguments of `time`.
enum TimeArguments: Sendable, Equatable {
  case status, now, play, other
  /// A position.
  case show(Int)
  /// Ticks from the position that is shown.
  case move(Int)
  /// The last ticks before the position that is shown.
  case loopLast(Int)
  /// Two positions.
  case loop(Int, Int)
  case saves(atOnce: Bool)

  static let usage =
    "status | show POSITION | back TICKS | forward TICKS | play | now | loop [TICKS | FIRST LAST] | other "
    + "| saves at-once|next-round"

  /// Nil if nothing is to be done.
  func request(in status: TimeStatus) throws(ControlError) -> TimeRequest? {
    switch self {
    case .status: return nil
    case .now: return .now
    case .play: return .playOn
    case .other: return .exchangeFutures
    case .show(let position):
      guard status.reachable.contains(position) else {
        throw ControlError(
          "position \(position) cannot be shown; those from \(status.reachable.lowerBound) to "
            + "\(status.reachable.upperBound) can")
      }
      return .show(position)
    case .move(let ticks): return .show(status.position + ticks)
    case .loopLast(let ticks): return .loop(status.position - ticks..<status.position)
    case .loop(let first, let last): return .loop(first..<last)
    case .saves(let atOnce): return .takeSavesAtOnce(atOnce)
    }
  }
}

extension ControlRequest {
  var time: TimeArguments {
    get throws(ControlError) {
      switch (argument ?? "status", field, value) {
      case ("status", nil, nil): return .status
      case ("now", nil, nil): return .now
      case ("play", nil, nil): return .play
      case ("other", nil, nil): return .other
      case ("show", let text?, nil): return .show(try Self.number(text, "a position"))
      case ("back", let text?, nil): return .move(-(try Self.number(text, "a number of ticks")))
      case ("forward", let text?, nil): return .move(try Self.number(text, "a number of ticks"))
      case ("back", nil, nil), ("forward", nil, nil):
        throw ControlError("time \(argument ?? "") needs a number of ticks")
      case ("show", nil, nil): throw ControlError("time show needs a position")
      case ("loop", nil, nil): return .loopLast(300)
      case ("loop", let text?, nil): return .loopLast(try Self.number(text, "a number of ticks"))
      case ("loop", let first?, let last?):
        let (first, last) = (try Self.number(first, "a position"), try Self.number(last, "a position"))
        guard first < last else {
          throw ControlError("time loop needs the earlier position first, not \(first) and \(last)")
        }
        return .loop(first, last)
      case ("saves", "at-once", nil): return .saves(atOnce: true)
      case ("saves", "next-round", nil): return .saves(atOnce: false)
      default: throw ControlError("time needs one of: \(TimeArguments.usage)")
      }
    }
  }

  private static func number(_ text: String, _ what: String) throws(ControlError) -> Int {
    guard let number = Int(text), (0...Int(Int32.max)).contains(number) else {
      throw ControlError("time needs \(what), not '\(text)'")
    }
    return number
  }
}

extension TimeStatus {
  fileprivate func members(tick: UInt64) -> [String: JSONValue] {
    func range(_ first: Int, _ last: Int) -> JSONValue {
      ["first": .integer(Int64(first)), "last": .integer(Int64(last))]
    }
    var members: [String: JSONValue] = [
      "ok": true, "mode": .string(mode.rawValue), "position": .integer(Int64(position)),
      "first": .integer(Int64(reachable.lowerBound)), "last": .integer(Int64(reachable.upperBound)),
      "tick": .unsigned(tick),
      "saves": .string(loopTakesSavesAtOnce ? "at-once" : "next-round"),
      "marks": .array(
        marks.map { ["position": .integer(Int64($0.position)), "kind": .string($0.kind.rawValue)] }),
    ]
    members["other"] = leftFuture.map { range($0.lowerBound, $0.upperBound) }
    members["loop"] = loop.map { range($0.lowerBound, $0.upperBound) }
    return members
  }
}
