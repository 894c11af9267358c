/// What the author says about a `RenameQuestion`. The raw values are those of `hotloop ctl answer`.
public enum RenameAnswer: String, Codable, Sendable {
  case renamed
  /// The old field is gone, and the other one has nothing to do with it.
  case new
}

/// A field that disappeared while a compatible one appeared in the same struct, and nothing says what became of it: it was
/// renamed, or the other one is new. Only the author knows.
public struct RenameQuestion: Hashable, Sendable {
  /// What an answer is remembered by: it holds for the two layouts, wherever a run or a rollback meets them again.
  public struct ID: Hashable, Codable, Sendable {
    /// The struct, by its present name.
    public var owner: String
    public var from: String
    public var to: String
    /// Hashes of the last layout with the one and of the first layout with the other.
    public var oldLayout: UInt64
    public var newLayout: UInt64
  }

  public private(set) var id: ID
  /// Such as `int32` and `float[4]`.
  public let oldType: String
  public let newType: String
  /// The field that disappeared, in its last layout.
  let field: Layout.Field
  let layout: Layout

  init(_ field: Layout.Field, of layout: Layout, to new: Layout.Field, of newLayout: Layout, owner: String) {
    id = ID(
      owner: owner, from: field.name, to: new.name, oldLayout: layout.hash, newLayout: newLayout.hash)
    oldType = layout.typeName(of: field)
    newType = newLayout.typeName(of: new)
    self.field = field
    self.layout = layout
  }

  /// `Creature.hp` and `Creature.health`.
  public var oldPath: String { "\(id.owner).\(id.from)" }
  public var newPath: String { "\(id.owner).\(id.to)" }

  /// The declaration that the answer "renamed" stands for.
  public var rename: DeclaredRename { .field(owner: id.owner, from: id.from, to: id.to) }

  /// Whether both cannot be true: a field was renamed once, and has one earlier name.
  public func excludes(_ other: RenameQuestion) -> Bool {
    id.owner == other.id.owner && (id.from == other.id.from || id.to == other.id.to)
  }

  /// The same question in a later layout, in which the struct or the new field may have another name.
  func renamed(owner: String, to: String) -> RenameQuestion {
    var question = self
    question.id.owner = owner
    question.id.to = to
    return question
  }
}
