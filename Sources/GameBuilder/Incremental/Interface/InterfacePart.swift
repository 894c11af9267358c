/// One declaration of a file, as far as other files can see it.
struct InterfacePart: Equatable, Sendable {
  enum Scope: Equatable, Sendable {
    /// Any file may depend on it: an import, an operator, anything that cannot be parsed.
    case everything
    /// Files that look up one of these names may depend on it.
    case names(Set<String>)
    /// Files that look up one of these types, or a member of one, may depend on it.
    case types(Set<String>)
  }

  let scope: Scope
  let hash: ContentHash
  /// The words in it, which name what it depends on in turn: the layout of a struct depends on the types of its fields.
  let mentions: Set<String>

  /// The names by which other parts mention it.
  var declares: Set<String> {
    switch scope {
    case .everything: []
    case .names(let names), .types(let names): names
    }
  }

  /// The parts of a file. Every change of its interface changes one of them, or their number.
  static func parts(of source: [UInt8]) -> [InterfacePart] {
    guard let reader = InterfaceFingerprint.read(source) else {
      return [InterfacePart(scope: .everything, hash: ContentHash(of: source), mentions: [])]
    }
    return InterfacePartReader(reader).parts()
      ?? [InterfacePart(scope: .everything, hash: ContentHash(of: reader.interface), mentions: [])]
  }
}
