import GameSDK

extension Canvas {
  /// The first key that the player has bound to an action, as hints write it: `enter`, `Q`.
  /// - Parameter usual: where nobody plays, such as in the picture of a recording.
  func key(_ action: Action, usual: String) -> String {
    guard let name = keys(for: action).first else { return usual }
    return name.count == 1 ? name.uppercased() : name.lowercased()
  }

  /// The keys that move the player.
  var moveKeys: String {
    let usual: [(Action, [String])] = [
      (.up, ["up", "w"]), (.left, ["left", "a"]), (.down, ["down", "s"]), (.right, ["right", "d"]),
    ]
    var names: [String] = []
    var isUsual = true
    for (action, usual) in usual {
      let bound = keys(for: action).map { $0.lowercased() }
      if !bound.isEmpty, bound != usual { isUsual = false }
      names.append(key(action, usual: "–"))
    }
    return isUsual ? "arrows or WASD" : names.joined(separator: " ")
  }
}
