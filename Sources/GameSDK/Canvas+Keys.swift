extension Canvas {
  /// The names of the keys that the player has bound to an action, such as `["Space", "F"]`, in the order of `assets/keys.yaml`.
  ///
  /// They change when the player changes the keys. Empty if no key is bound, and where nobody plays: while a build is tried, and
  /// in pictures of recordings. Also of a game whose host is older than this function.
  ///
  ///     let key = canvas.keys(for: Action.again).first ?? "a click"
  public func keys(for action: some GameAction) -> [String] { Host.keyNames(action.rawValue) }
}
