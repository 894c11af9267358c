/// A literal whose value can change while its image runs.
public struct LiveLiteral: Sendable, Equatable {
  public struct ID: Hashable, Sendable {
    /// Absolute.
    public let path: String
    /// Among the literals of the file. It is the same in all versions of the file that differ in values of literals only.
    public let index: Int

    public init(path: String, index: Int) {
      self.path = path
      self.index = index
    }
  }

  public enum Kind: Sendable {
    case integer, float, boolean, text, color
  }

  public let id: ID
  public let kind: Kind
  public let type: LiteralType
  /// As it is in the source, with its sign.
  public let text: String
  /// Where it is in the source.
  public let range: Range<Int>
  /// Whether code that runs after a change sees it. Otherwise it was read when a variable was initialised, and only another copy
  /// of the image has the new value.
  public let isReadEachTime: Bool
  /// Whether a number without a fraction can get one: its declaration is written with the type Float or Double.
  public let mayHaveFraction: Bool
}

extension LiveLiteral.Kind {
  init(_ type: LiteralType) {
    switch type {
    case .float, .double: self = .float
    case .bool: self = .boolean
    case .string, .character, .scalar, .substring: self = .text
    case .color: self = .color
    default: self = .integer
    }
  }
}
