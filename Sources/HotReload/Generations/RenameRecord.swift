import WorldState

/// A `DeclaredRename` as text.
struct RenameRecord: Codable, Equatable {
  /// Nil for the rename of a struct.
  var owner: String?
  var from, to: String
  /// True if `owner` is an enum, and the names are those of constants.
  var isConstant: Bool?

  init(_ rename: DeclaredRename) {
    switch rename {
    case .constant(let owner, let from, let to):
      (self.owner, self.from, self.to, isConstant) = (owner, from, to, true)
    case .type(let from, let to): (owner, self.from, self.to) = (nil, from, to)
    case .field(let owner, let from, let to): (self.owner, self.from, self.to) = (owner, from, to)
    }
  }

  var rename: DeclaredRename {
    guard let owner else { return .type(from: from, to: to) }
    return isConstant == true
      ? .constant(owner: owner, from: from, to: to) : .field(owner: owner, from: from, to: to)
  }
}
