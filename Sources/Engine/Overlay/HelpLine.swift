/// One line of the help.
public struct HelpLine: Sendable, Equatable {
  public var keys: String
  public var text: String
}

extension KeyBindings {
  /// The help: the bindings in force, those of the game first.
  public var help: [HelpLine] {
    listed.map { entry in
      let text: String
      if case .host(let command) = entry.target {
        text = command.keyExplanation ?? entry.name
      } else {
        text = entry.name
      }
      let keys = entry.keys.map(\.description).joined(separator: ", ")
      return HelpLine(keys: keys.isEmpty ? "—" : keys, text: text)
    }
  }
}
