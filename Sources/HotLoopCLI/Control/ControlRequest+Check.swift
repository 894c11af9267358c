import Engine

/// What can be said about a request without the host. Client and host check it by the same rules.
extension ControlRequest {
  var takesFile: Bool { [.snapshot, .load, .screenshot, .record, .share].contains(command) }
  private var needsFile: Bool { takesFile && command != .record }

  /// `hotloop ctl snapshot FILE`.
  var usage: String {
    let argument =
      switch command {
      case .record: " [FILE]"
      case _ where takesFile: " FILE"
      case .step: " [TICKS]"
      case .press: " ACTION [TICKS]"
      case .stopOnCrash: " on|off"
      case .hold: " [on|off]"
      case .reload: " [--wait]"
      case .crash: " [show|retry|skip|previous]"
      case .eval: " CODE [FILE]"
      case .attach: " [\(WindowPage.allCases.map(\.rawValue).joined(separator: "|"))] [COLUMNSxROWS]"
      case .world: " [get PATH | set PATH VALUE | add POOL | remove ELEMENT | watch PATH]"
      case .kept: " [delete KEY]"
      case .tweak: " list [TEXT] | get ID | set ID VALUE | write [ID] | revert [ID]"
      case .time: " \(TimeArguments.usage)"
      case .answer: " \(Answer.names.joined(separator: "|")) [FIELD]"
      default: ""
      }
    let options =
      switch command {
      case .screenshot: " [--color COLOR] [--glyphs GLYPHS]"
      case .problems: " [--format json|gcc]"
      case .kept: " [--format json|text]"
      default: ""
      }
    return "hotloop ctl \(command.rawValue)\(argument)\(options)"
  }

  func check() throws(ControlError) {
    let name = command.rawValue
    if needsFile, argument?.isEmpty != false { throw ControlError("\(name) needs a file") }
    if command == .step {
      _ = try stepCount
    } else if command == .answer {
      _ = try answer
    } else if command == .tweak {
      try checkTweak()
    } else if command == .time {
      _ = try time
    } else if command == .world {
      try checkWorld()
    } else if command == .press {
      _ = try press
    } else if command == .eval {
      try checkEvaluation()
    } else if command == .attach {
      _ = try window
    } else if command == .crash {
      _ = try crashRequest
    } else if command == .kept {
      _ = try deletedKey
    } else if command == .stopOnCrash {
      _ = try stopsOnCrash
    } else if command == .hold {
      _ = try onOrOff
    } else if command == .reload {
      guard [nil, Self.wait].contains(argument) else {
        throw ControlError("reload takes 'wait' or nothing, but there is '\(argument ?? "")'")
      }
    } else if !takesFile, let argument {
      throw ControlError("\(name) takes no argument, but there is '\(argument)'")
    }
    if ![.answer, .tweak, .time, .world, .press, .eval, .attach, .kept].contains(command), let field {
      throw ControlError("\(name) takes no '\(field)'")
    }
    if ![.tweak, .time, .world, .eval].contains(command), let value {
      throw ControlError("\(name) takes no '\(value)'")
    }
    if command != .screenshot, color != nil || glyphs != nil {
      throw ControlError("color and glyphs are for screenshot")
    }
    if command == .screenshot, let problem = argument.flatMap(Screenshot.problem) {
      throw ControlError(problem)
    }
  }

  /// The argument of `reload` that delays the answer to the first frame of the new code.
  static let wait = "wait"

  /// The argument of `answer`.
  enum Answer: String, CaseIterable {
    case renamed, new
    /// Take the question off the screen, or bring it back. It stays open.
    case later, ask

    static var names: [String] { allCases.map(\.rawValue) }
  }

  var answer: Answer {
    get throws(ControlError) {
      guard let answer = argument.flatMap(Answer.init) else {
        throw ControlError(
          "answer needs one of \(Answer.names.joined(separator: ", "))"
            + (argument.map { ", not '\($0)'" } ?? ""))
      }
      return answer
    }
  }

  /// The argument of `tweak`.
  enum TweakVerb: String, CaseIterable {
    case list, get, set, write, revert
  }

  var tweakVerb: TweakVerb {
    get throws(ControlError) {
      guard let verb = argument.flatMap(TweakVerb.init) else {
        let known = TweakVerb.allCases.map(\.rawValue).joined(separator: ", ")
        throw ControlError("tweak needs one of \(known)" + (argument.map { ", not '\($0)'" } ?? ""))
      }
      return verb
    }
  }

  private func checkTweak() throws(ControlError) {
    let verb = try tweakVerb
    if [.get, .set].contains(verb), field?.isEmpty != false {
      throw ControlError("tweak \(verb.rawValue) needs a literal, such as Game/Player.swift:6:32")
    }
    if verb == .set, value == nil { throw ControlError("tweak set needs a value") }
    if verb != .set, let value { throw ControlError("tweak \(verb.rawValue) takes no '\(value)'") }
  }

  /// The argument of `world`.
  enum WorldVerb: String, CaseIterable {
    case get, set
    /// An element of a pool.
    case add, remove
    /// The same as `get` for the host; `hotloop ctl` asks again and again.
    case watch
  }

  var isWatch: Bool { command == .world && argument == WorldVerb.watch.rawValue }

  /// Nil for the whole world.
  var worldVerb: WorldVerb? {
    get throws(ControlError) {
      guard let argument else { return nil }
      guard let verb = WorldVerb(rawValue: argument) else {
        throw ControlError("world takes get, set, add, remove or watch, not '\(argument)'")
      }
      return verb
    }
  }

  private func checkWorld() throws(ControlError) {
    guard let verb = try worldVerb else { return }
    guard field?.isEmpty == false else {
      let example =
        switch verb {
        case .add: "creatures"
        case .remove: "creatures[3]"
        case .get, .set, .watch: "creatures[3].position.x"
        }
      throw ControlError("world \(verb.rawValue) needs a path, such as \(example)")
    }
    if verb == .set, value == nil { throw ControlError("world set needs a value") }
    if verb != .set, let value { throw ControlError("world \(verb.rawValue) takes no '\(value)'") }
  }

  /// The key of the kept value that `kept` deletes; nil if it lists all.
  var deletedKey: String? {
    get throws(ControlError) {
      guard let argument else {
        if let field { throw ControlError("kept takes 'delete KEY' or nothing, but there is '\(field)'") }
        return nil
      }
      guard argument == "delete" else { throw ControlError("kept takes delete, not '\(argument)'") }
      guard let field, !field.isEmpty else { throw ControlError("kept delete needs a key") }
      return field
    }
  }

  /// The value of `eval` that forgets what earlier code has declared, in place of code.
  static let forget = "forget"

  private func checkEvaluation() throws(ControlError) {
    if let value, value != Self.forget { throw ControlError("eval takes no '\(value)'") }
    if value == nil, argument?.allSatisfy(\.isWhitespace) != false {
      throw ControlError("eval needs code, such as 'world.header.tick'")
    }
  }

  /// The number of ticks for `step`.
  var stepCount: Int {
    get throws(ControlError) { try ticks(argument) }
  }

  /// The arguments of `press`.
  var press: (action: String, ticks: Int) {
    get throws(ControlError) {
      guard let argument, !argument.isEmpty else { throw ControlError("press needs an action of the game") }
      return (argument, try ticks(field))
    }
  }

  private func ticks(_ text: String?) throws(ControlError) -> Int {
    guard let text else { return 1 }
    guard let count = Int(text), (1...1_000_000).contains(count) else {
      throw ControlError(
        "\(command.rawValue) needs a number of ticks from 1 to 1000000, not '\(text)'")
    }
    return count
  }
}
