/// How the value of a new field is derived from the old field that it matches.
enum FieldRule {
  /// Elements have the same representation.
  case copy(size: Int)
  case convert(from: Scalar, to: Scalar)
  /// An enum of which the constants changed: by their names.
  case constants(ConstantMap)
  /// Field by field. Indices of the old and the new struct.
  case structure(Int, Int)
  case pool(Int, Int)
  /// The old value cannot be carried over.
  case replace

  init(_ old: Layout.FieldType, _ new: Layout.FieldType, _ constants: ConstantMatching) {
    switch (old, new) {
    case (.enumeration(let a, let from), .enumeration(let b, let to)):
      if let pairs = constants.pairs(a, b) {
        self = .constants(ConstantMap(pairs, from: from, to: to))
      } else if from == to || (from.size == to.size && !constants.knowsBoth(a, b)) {
        // A build that did not know the constants did not always know the sign either.
        self = .copy(size: from.size)
      } else {
        let isReallySigned = to.isSigned && !constants.knowsBoth(a, b)
        self = .convert(from: isReallySigned ? from.signed : from, to: to)
      }
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
