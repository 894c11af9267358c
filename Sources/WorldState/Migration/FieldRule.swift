/// How the value of a new field is derived from the old field that it matches.
enum FieldRule {
  /// Elements have the same representation.
  case copy(size: Int)
  case convert(from: Scalar, to: Scalar)
  /// Field by field. Indices of the old and the new struct.
  case structure(Int, Int)
  case pool(Int, Int)
  /// The old value cannot be carried over.
  case replace

  init(_ old: Layout.FieldType, _ new: Layout.FieldType) {
    switch (old, new) {
    case (.structure(let a), .structure(let b)): self = .structure(a, b)
    case (.pool(let a), .pool(let b)): self = .pool(a, b)
    default:
      guard let a = old.scalar, let b = new.scalar else {
        self = .replace
        return
      }
      self = a == b ? .copy(size: a.size) : .convert(from: a, to: b)
    }
  }
}

extension Layout.FieldType {
  /// The stored number, if the type is one.
  var scalar: Scalar? {
    switch self {
    case .scalar(let scalar), .enumeration(_, let scalar): scalar
    case .structure, .pool: nil
    }
  }
}
