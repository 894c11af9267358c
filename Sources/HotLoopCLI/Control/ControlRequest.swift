import Engine

/// One command to a running host.
struct ControlRequest: Sendable, Equatable {
  enum Command: String, CaseIterable, Sendable {
    case status, reload, rollback, forward
    case rollbackWorld = "rollback-world"
    case pause, resume, step, world, snapshot, load, screenshot, quit

    /// For `hotloop ctl --help` and for the reply to an unknown command.
    var explanation: String {
      switch self {
      case .status: "which generation runs, the tick, the state of the build"
      case .reload: "rebuild everything and swap it in"
      case .rollback: "back to the generation before"
      case .forward: "forward to the generation after"
      case .rollbackWorld: "back, with the world as it was before that reload"
      case .pause: "stop the ticks"
      case .resume: "let the ticks go on"
      case .step: "one tick, or as many as given, while paused"
      case .world: "the whole world, by its layout"
      case .snapshot: "write the world to the file that is given"
      case .load: "go on from the world in the file that is given"
      case .screenshot: "write what is on the screen to the file that is given (.svg, .ansi or text)"
      case .quit: "end the run"
      }
    }
  }

  var command: Command
  /// What follows the command: a number of ticks for `step`, an absolute path for `snapshot`, `load` and `screenshot`.
  var argument: String?

  /// Reads `{"command": NAME, "argument": …}`.
  static func parse(_ line: String) -> Result<ControlRequest, ControlError> {
    guard let value = JSONValue(parsing: line) else {
      return .failure(ControlError("not a line of JSON; send an object such as {\"command\": \"status\"}"))
    }
    guard let name = value["command"]?.string else {
      return .failure(
        ControlError("there is no \"command\"; send an object such as {\"command\": \"status\"}"))
    }
    guard let command = Command(rawValue: name) else {
      let known = Command.allCases.map(\.rawValue).joined(separator: ", ")
      return .failure(ControlError("unknown command '\(name)'; there are \(known)"))
    }
    let argument = value["argument"].flatMap { $0.string ?? $0.integer.map(String.init) }
    return .success(ControlRequest(command: command, argument: argument))
  }

  var line: String {
    var members: [String: JSONValue] = ["command": .string(command.rawValue)]
    if let argument { members["argument"] = .string(argument) }
    return JSONValue.object(members).line
  }
}

/// A request that cannot be carried out.
struct ControlError: Error, Sendable {
  let message: String
  init(_ message: String) { self.message = message }

  var reply: JSONValue { ["ok": false, "error": .string(message)] }
}
