import Engine
import HostSystem
import HotReload

/// Runs code for a control client, whose thread waits for compiler and loop.
extension ControlHandler {
  func evaluate(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    if let file = request.field, !file.hasPrefix("/") {
      throw ControlError("eval needs the absolute path of a file, not '\(file)'")
    }
    do {
      if request.value == ControlRequest.forget {
        let count = try blocking { [evaluations] in await evaluations.forgetEvaluations() }
        return ["ok": true, "forgotten": .integer(Int64(count))]
      }
      return try blocking { [evaluations] in
        await evaluations.evaluate(request.argument ?? "", file: request.field)
      }.json
    } catch {
      throw ControlError("\(error)")
    }
  }
}

extension EvaluationResult {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = ["ok": false, "outcome": .string(outcome.rawValue)]
    switch self {
    case .finished(let value, let changesWorld):
      members["ok"] = true
      members["text"] = .string(value.text)
      members["value"] = JSONValue(parsing: value.json) ?? .null
      members["output"] = .string(value.output)
      members["changes_world"] = .bool(changesWorld)
    case .declared(let names):
      members["ok"] = true
      members["declared"] = .strings(names)
    case .redefined(let names):
      members["ok"] = true
      members["functions"] = .strings(names)
    case .rejected(let problems): members["problems"] = .array(problems.map(\.json))
    case .failed(_, let output): members["output"] = .string(output)
    case .crashed(let details, let output):
      members["output"] = .string(output)
      members["location"] = details.location.map { .string($0) } ?? .null
      members["backtrace"] = .strings(details.backtrace)
    case .refused: break
    }
    if members["ok"] == false { members["error"] = .string(summary) }
    return .object(members)
  }
}
