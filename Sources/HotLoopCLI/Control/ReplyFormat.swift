import ArgumentParser
import Engine

/// How `hotloop ctl problems` and `hotloop ctl kept` print.
enum ReplyFormat: String, ExpressibleByArgument, CaseIterable {
  case json, gcc, text

  /// The commands that it is for.
  var commands: [HostCommand] {
    switch self {
    case .json: [.problems, .kept]
    case .gcc: [.problems]
    case .text: [.kept]
    }
  }

  /// `/home/ada/my-game/Game/Rules.swift:6:32: error: cannot find 'x' in scope`. Editors find the place, whatever their folder.
  /// - Parameters:
  ///   - problem: as the host describes it.
  ///   - root: the package of the host, to which files are relative.
  static func line(_ problem: JSONValue, root: String) -> String {
    // An editor would take a word without a file for one.
    var place = root + "/Package.swift"
    if let file = problem["file"]?.string {
      place = file.hasPrefix("/") ? file : root + "/" + file
      // A column without a line says nothing. They count from 1; 0 stands for one that is not known.
      let numbers = [problem["line"], problem["column"]].map { $0?.integer ?? 0 }.prefix { $0 > 0 }
      for number in numbers { place += ":\(number)" }
    }
    let severity = problem["severity"]?.string ?? "error"
    // One line each: what follows the first would be taken for another message.
    let message = (problem["message"]?.string ?? "").split(whereSeparator: \.isNewline).joined(
      separator: "; ")
    return "\(place): \(severity): \(message)"
  }
}
