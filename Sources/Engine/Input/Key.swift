/// A key of the keyboard with its modifiers, as a terminal reports it.
public struct Key: Hashable, Sendable {
  public var code: Code
  public var modifiers: Modifiers

  public init(_ code: Code, _ modifiers: Modifiers = []) {
    self.code = code
    self.modifiers = modifiers
  }

  /// The character that the key types, U+0008 for backspace; nil for any other key.
  public var text: Unicode.Scalar? {
    switch code {
    case .character(let scalar) where modifiers.isEmpty: scalar
    case .backspace where modifiers.isEmpty: "\u{8}"
    default: nil
    }
  }

  public enum Code: Hashable, Sendable {
    /// A character key, named by the character it types with no modifier but shift: `a`, `A`, `?`, `é`.
    /// Shift is part of the character and not among the modifiers.
    case character(Unicode.Scalar)
    case up, down, left, right
    case home, end, pageUp, pageDown, insert, delete
    case enter, escape, tab, backspace
    /// `.function(1)` is F1.
    case function(Int)
  }

  public struct Modifiers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let shift = Modifiers(rawValue: 1)
    public static let alt = Modifiers(rawValue: 2)
    public static let control = Modifiers(rawValue: 4)
  }
}

/// What a key did. A terminal that does not report releases reports each repeat as a press.
public enum KeyPhase: Hashable, Sendable {
  case press, `repeat`, release
}
