/// One line of the help.
public struct HelpLine: Sendable, Equatable {
  public var keys: String
  public var text: String
}

extension KeyBindings {
  /// The help: the bindings in force, those of the game first.
  public var help: [HelpLine] {
    listed.map { entry in
      let keys = entry.keys.map(\.description).joined(separator: ", ")
      return HelpLine(keys: keys.isEmpty ? "—" : keys, text: entry.explanation ?? entry.name)
    }
  }
}
