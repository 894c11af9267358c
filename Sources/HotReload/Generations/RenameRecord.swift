import WorldState

/// A `DeclaredRename` as text.
struct RenameRecord: Codable, Equatable {
  /// Nil for the rename of a struct.
  var owner: String?
  var from, to: String

  init(_ rename: DeclaredRename) {
    switch rename {
    case .type(let from, let to): (owner, self.from, self.to) = (nil, from, to)
    case .field(let owner, let from, let to): (self.owner, self.from, self.to) = (owner, from, to)
    }
  }

  var rename: DeclaredRename {
    owner.map { .field(owner: $0, from: from, to: to) } ?? .type(from: from, to: to)
  }
}
