/// What the player or a control client asks for: values of literals of the running code.
public enum TweakRequest: Sendable, Equatable {
  /// Make the values changeable. The answer comes as a new list.
  case open
  case close
  /// As `open`, for one that does not watch.
  case prepare
  case step(TweakItem.ID, TweakStep)
  /// The text is Swift source.
  case set(TweakItem.ID, String)
  /// Back to the value in the source; all of them without an item.
  case revert(TweakItem.ID?)
  /// Into the source; all of them without an item.
  case write(TweakItem.ID?)
  case undo, redo
}

/// A step from a value to a neighbour.
public struct TweakStep: Sendable, Equatable {
  public enum Size: Sendable { case fine, normal, coarse }

  public var isUp: Bool
  public var size: Size
  /// Of a colour: its brightness instead of its hue.
  public var isBrightness: Bool

  public init(isUp: Bool, _ size: Size = .normal, isBrightness: Bool = false) {
    self.isUp = isUp
    self.size = size
    self.isBrightness = isBrightness
  }
}

/// What became of a request.
public struct TweakAnswer: Sendable, Equatable {
  /// For the player; may be empty.
  public var text: String
  public var isRefusal: Bool

  public init(_ text: String = "", isRefusal: Bool = false) {
    self.text = text
    self.isRefusal = isRefusal
  }

  public static func refusal(_ text: String) -> TweakAnswer { TweakAnswer(text, isRefusal: true) }
}
