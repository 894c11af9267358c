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
      case .answer: " \(Self.answers.joined(separator: "|")) [FIELD]"
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
      if !Self.answers.contains(argument ?? "") {
        throw ControlError(
          "answer needs one of \(Self.answers.joined(separator: ", "))"
            + (argument.map { ", not '\($0)'" } ?? ""))
      }
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

  static let answers = ["renamed", "new", "later", "ask"]

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
