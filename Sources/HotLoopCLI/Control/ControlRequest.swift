import Engine
import HotReload

/// One command to a running host, with its argument.
struct ControlRequest: Sendable, Equatable {
  /// One of `HostCommand.controlCommands`.
  var command: HostCommand
  /// A number of ticks for `step`, an absolute path for `snapshot`, `load`, `screenshot` and `share`, the answer for
  /// `answer`, what to do for `tweak`, `time` and `crash`, the page for `attach`, the code for `eval`, `on` or `off` for `stop-on-crash` and `hold`.
  var argument: String?
  /// For `answer`: the field that it is about. For `tweak`: the literal, or what to list. For `world`: the path. For `eval`: the absolute path of a
  /// file of the game. For `attach`: the size of the window, such as `80x24`.
  var field: String?
  /// For `tweak set` and `world set`.
  var value: String?
  /// For `screenshot`: as the options of the same names.
  var color: String?
  var glyphs: String?

  /// Reads `{"command": NAME, "argument": …}`.
  static func parse(_ line: String) -> Result<ControlRequest, ControlError> {
    guard let value = JSONValue(parsing: line) else {
      return .failure(ControlError("not a line of JSON; send an object such as {\"command\": \"status\"}"))
    }
    guard let name = value["command"]?.string else {
      return .failure(
        ControlError("there is no \"command\"; send an object such as {\"command\": \"status\"}"))
    }
    guard let command = HostCommand.controlCommand(named: name) else {
      return .failure(ControlError(unknown(name)))
    }
    if let name = JSONMembers.repeated(in: line) {
      return .failure(ControlError("\"\(name)\" is there twice"))
    }
    if let problem = problem(in: value) { return .failure(ControlError(problem)) }
    let argument = value["argument"].flatMap { $0.string ?? $0.integer.map(String.init) }
    return .success(
      ControlRequest(
        command: command, argument: argument, field: value["field"]?.string,
        value: value["value"].flatMap { $0.string ?? $0.line }, color: value["color"]?.string,
        glyphs: value["glyphs"]?.string))
  }

  /// What is wrong with the members of a request: one that is not understood must not be carried out without it.
  private static func problem(in request: JSONValue) -> String? {
    let texts = ["command", "field", "color", "glyphs"]
    guard case .object(let members) = request else { return nil }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      // The system would end a path there, and a log is a text.
      if value.string?.unicodeScalars.contains("\0") == true { return "\"\(name)\" has U+0000 in it" }
      switch name {
      case _ where texts.contains(name):
        if value.string == nil { return "\"\(name)\" must be a string" }
      case "argument":
        if value.string == nil, value.integer == nil {
          return "\"argument\" must be a string or a whole number"
        }
      case "value":
        switch value {
        case .object, .array, .null: return "\"value\" must be a string, a number or a boolean"
        default: break
        }
      default:
        let known = (texts + ["argument", "value"]).sorted()
        return "there is no member \"\(name)\"; a request has \(known.joined(separator: ", "))"
      }
    }
    return nil
  }

  static func unknown(_ name: String) -> String {
    let known = HostCommand.controlCommands.map(\.rawValue)
    let suggestion = Suggestion.text(for: name, among: known)
    return "unknown command '\(name)'"
      + (suggestion.isEmpty ? "; the commands are \(known.joined(separator: ", "))" : suggestion)
  }

  /// What `parse` reads.
  var line: String {
    var members: [String: JSONValue] = ["command": .string(command.rawValue)]
    for (name, value) in [
      ("argument", argument), ("field", field), ("value", value), ("color", color), ("glyphs", glyphs),
    ] {
      if let value { members[name] = .string(value) }
    }
    return JSONValue.object(members).line
  }
}

/// A request that cannot be carried out.
struct ControlError: Error, Sendable {
  let message: String
  init(_ message: String) { self.message = message }

  static let loopTimeout = ControlError("the loop did not answer within five seconds")
  static let ending = ControlError("the run is ending")
  static let longLine = ControlError("the line is longer than 64 KiB")
  static let otherUser = ControlError("this hotloop belongs to another user")
  static let noWorld = ControlError(ReloadableGame.noWorld)

  var reply: JSONValue { ["ok": false, "error": .string(message)] }
}
