import Engine
import GameBuilder
import Glibc
import HostSystem
import HotReload

/// Changes values of literals for a control client.
extension ControlHandler {
  func tweak(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    let verb = try request.tweakVerb
    try waitForLiterals()
    switch verb {
    case .list: return try list(matching: request.field)
    case .get:
      return try onItem(request) { game, item in
        .object(item.members(hasRun: game.hasRun(item.id)).merging(["ok": true]) { $1 })
      }
    case .set:
      return try onItem(request) { game, item throws(ControlError) in
        let value = item.quoted(request.value ?? "")
        let answer = game.tweak(.set(item.id, value))
        if answer.isRefusal { throw ControlError("\(item.place): \(answer.text)") }
        let changedItem = game.tweaks.items.first { $0.id == item.id }
        guard var changed = changedItem?.members(hasRun: game.hasRun(item.id)) else {
          throw ControlError("\(item.place) is not in the running source any more")
        }
        changed["ok"] = true
        changed["from"] = .string(item.text)
        changed["generation"] = .unsigned(game.generation)
        return .object(changed)
      }
    case .revert:
      guard request.field != nil else { return onGame { game in Self.revert(nil, game) } }
      return try onItem(request) { game, item in Self.revert(item.id, game) }
    case .write: return try write(request)
    }
  }

  private static func revert(_ id: TweakItem.ID?, _ game: ReloadableGame) -> JSONValue {
    let count = game.tweaks.unwritten
    _ = game.tweak(.revert(id))
    return ["ok": true, "reverted": .integer(Int64(count - game.tweaks.unwritten))]
  }

  /// Waits until the running code is one whose literals can change: it may have to be swapped in first.
  private func waitForLiterals() throws(ControlError) {
    let deadline = monotonicNow + UInt64(Self.timeout * 1e9)
    while true {
      let state = game.call(timeout: Self.timeout) { game -> (TweakList.State, TweakAnswer) in
        let answer = game.tweak(.prepare)
        return (game.tweaks.state, answer)
      }
      guard let (state, answer) = state else { throw .loopTimeout }
      if answer.isRefusal { throw ControlError("no value can be changed: \(answer.text)") }
      switch state {
      case .ready: return
      case .unavailable(let reason): throw ControlError("no value can be changed: \(reason)")
      case .preparing:
        guard monotonicNow < deadline else {
          throw ControlError(
            "the literals of the running source are still being prepared in the background; try again when "
              + "the event live-literals has come")
        }
        poll(nil, 0, 20)
      }
    }
  }

  private func list(matching text: String?) throws(ControlError) -> JSONValue {
    guard let tweaks = game.call(timeout: Self.timeout, { $0.tweaks }) else { throw .loopTimeout }
    let found = tweaks.indices(matching: text ?? "").map { tweaks.items[$0] }
    guard let haveRun = game.call(timeout: Self.timeout, { game in found.map { game.hasRun($0.id) } }) else {
      throw .loopTimeout
    }
    return [
      "ok": true, "count": .integer(Int64(found.count)), "unwritten": .integer(Int64(tweaks.unwritten)),
      "literals": .array(zip(found, haveRun).map { .object($0.members(hasRun: $1)) }),
    ]
  }

  private func onItem(
    _ request: ControlRequest,
    _ work: @escaping @Sendable (ReloadableGame, TweakItem) throws(ControlError) -> JSONValue
  ) throws(ControlError) -> JSONValue {
    let name = request.field ?? ""
    return onGame { game throws(ControlError) in
      try work(game, try Self.item(named: name, in: game.tweaks.items))
    }
  }

  /// - Parameter name: `Game/Player.swift:6:32`, or the same without the column or a declaration if that is unique.
  static func item(named name: String, in items: [TweakItem]) throws(ControlError) -> TweakItem {
    if let item = items.first(where: { $0.place == name }) { return item }
    let found = items.filter { "\($0.path):\($0.line)" == name || $0.declaration == name }
    guard let first = found.first else {
      throw ControlError("no literal is at \(name); hotloop ctl tweak list shows all")
    }
    guard found.count == 1 else {
      let places = found.prefix(5).map { "\($0.place) (\($0.text))" }.joined(separator: ", ")
      throw ControlError("\(found.count) literals are at \(name): \(places)\(found.count > 5 ? " …" : "")")
    }
    return first
  }

  private func write(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    let name = request.field
    let started = game.call(timeout: Self.timeout) {
      game -> Result<Deferred<TweakWriteOutcome>, ControlError> in
      do throws(ControlError) {
        let id = try name.map { name throws(ControlError) in
          try Self.item(named: name, in: game.tweaks.items).id
        }
        return game.writeTweaks(id).mapError { ControlError($0.description) }
      } catch {
        return .failure(error)
      }
    }
    guard let started else { throw .loopTimeout }
    guard let outcome = try started.get().wait(timeout: .seconds(Self.timeout)) else {
      throw ControlError("the files were not written within five seconds")
    }
    switch outcome {
    case .written(let tweaks):
      return ["ok": true, "written": .array(tweaks.map { .object($0.members) })]
    case .refused(let reason): throw ControlError("nothing was written: \(reason)")
    }
  }
}

extension TweakItem {
  fileprivate func members(hasRun: Bool?) -> [String: JSONValue] {
    var members: [String: JSONValue] = [
      "id": .string(place), "path": .string(path), "line": .integer(Int64(line)),
      "column": .integer(Int64(column)), "declaration": .string(declaration), "kind": .string(kind.rawValue),
      "type": .string(type), "value": .string(text), "written": .string(written), "once": .bool(isReadOnce),
    ]
    if let bounds {
      members["min"] = .number(bounds.lowerBound)
      members["max"] = .number(bounds.upperBound)
    }
    members["has-run"] = hasRun.map { .bool($0) }
    members["bounds-problem"] = boundsProblem.map { .string($0) }
    return members
  }

  /// A text from a command line has no quotes.
  fileprivate func quoted(_ value: String) -> String {
    kind == .text && !value.hasPrefix("\"") ? LiteralInput.encoded(value, like: text) : value
  }
}
