import GameSDK

extension Canvas {
  /// The first key that the player has bound to an action, as hints write it: `enter`, `Q`.
  /// - Parameter usual: where nobody plays, such as in the picture of a recording.
  func key(_ action: Action, usual: String) -> String {
    guard let name = keys(for: action).first else { return usual }
    return name.count == 1 ? name.uppercased() : name.lowercased()
  }
}
