/// How the value of an old field becomes that of the new field it is matched with.
enum FieldRule {
  /// The bytes of each element are the same.
  case copy(size: Int)
  case convert(from: Scalar, to: Scalar)
  /// Field by field; the structs of the elements, old and new.
  case structure(Int, Int)
  case pool(Int, Int)
  /// Nothing of the old value can be carried over.
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
  /// The number that is stored, where the type is one.
  var scalar: Scalar? {
    switch self {
    case .scalar(let scalar), .enumeration(_, let scalar): scalar
    case .structure, .pool: nil
    }
  }
}
