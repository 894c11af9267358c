import Engine

/// What can be said about a request without the host. Client and host check it by the same rules.
extension ControlRequest {
  var takesFile: Bool { [.snapshot, .load, .screenshot].contains(command) }

  /// `hotloop ctl snapshot FILE`.
  var usage: String {
    let argument =
      switch command {
      case _ where takesFile: " FILE"
      case .step: " [TICKS]"
      case .answer: " \(Answer.names.joined(separator: "|")) [FIELD]"
      default: ""
      }
    let options = command == .screenshot ? " [--color COLOR] [--glyphs GLYPHS]" : ""
    return "hotloop ctl \(command.rawValue)\(argument)\(options)"
  }

  func check() throws(ControlError) {
    let name = command.rawValue
    if takesFile, argument?.isEmpty != false { throw ControlError("\(name) needs a file") }
    if command == .step {
      _ = try stepCount
    } else if command == .answer {
      _ = try answer
    } else if !takesFile, let argument {
      throw ControlError("\(name) takes no argument, but there is '\(argument)'")
    }
    if command != .answer, let field { throw ControlError("\(name) takes no '\(field)'") }
    if command != .screenshot, color != nil || glyphs != nil {
      throw ControlError("color and glyphs are for screenshot")
    }
    if command == .screenshot, let problem = argument.flatMap(Screenshot.problem) {
      throw ControlError(problem)
    }
  }

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

  /// The number of ticks for `step`.
  var stepCount: Int {
    get throws(ControlError) {
      guard let argument else { return 1 }
      guard let count = Int(argument), (1...1_000_000).contains(count) else {
        throw ControlError("step needs a number of ticks from 1 to 1000000, not '\(argument)'")
      }
      return count
    }
  }
}
