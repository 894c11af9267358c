/// Converts the values of an enum to another one by the names of its constants.
///
/// A value that has no name, and one whose constant was removed, keeps its number. A set of flags is converted flag by flag.
struct ConstantMap: Hashable, Sendable {
  let from: Scalar
  let to: Scalar
  /// New values by old ones, of constants in both enums.
  private var values: [Int64: Int64] = [:]
  private let isDeclaredFlagSet: Bool
  /// Of single flags; empty if the values are no sets.
  private var flags: [Flag] = []
  /// The index of the note about a removed constant, by its value.
  private var removed: [Int64: Int] = [:]
  /// Reports about values, each with a counter.
  private(set) var notes: [ConstantNote]
  /// The counter of `notes[0]`; the others follow it.
  var firstCounter = 0

  private struct Flag: Hashable, Sendable {
    var old: Int64
    var new: Int64
    var note: Int?
  }

  private static let outOfRange = 0
  private static let unknown = 1

  init(_ pairs: ConstantPairs, from: Scalar, to: Scalar) {
    self.from = from
    self.to = to
    isDeclaredFlagSet = pairs.old.isFlagSet || pairs.new.isFlagSet
    notes = [.clamped, .unknown(owner: pairs.new.name)]
    for constant in pairs.old.constants {
      // Of several constants with one value, the first that is still there decides.
      if values[constant.value] == nil, let match = pairs.match(of: constant) {
        values[constant.value] = match.value
      }
    }
    for constant in pairs.old.constants where values[constant.value] == nil && removed[constant.value] == nil
    {
      removed[constant.value] = notes.count
      notes.append(ConstantNote(removed: constant, pairs))
    }
    if pairs.areFlags {
      flags = pairs.old.bits.map { bit in
        Flag(old: bit.value, new: values[bit.value] ?? bit.value, note: removed[bit.value])
      }
    }
  }

  /// Whether every value keeps its bits.
  var isIdentity: Bool { from == to && values.allSatisfy { $0 == $1 } }

  /// The result for one value.
  struct Outcome {
    var value: Int64
    /// Whether it is a number without a name, which may exceed the range of the new type.
    var isNumber = false
    /// Counters to raise by one.
    var counters: [Int] = []
  }

  func outcome(of value: Int64) -> Outcome {
    // Enums without the attribute may only look like flags: a name counts more.
    if !isDeclaredFlagSet, let new = values[value] { return Outcome(value: new) }
    if !flags.isEmpty { return outcome(ofFlags: value) }
    if let new = values[value] { return Outcome(value: new) }
    return Outcome(
      value: value, isNumber: true, counters: [firstCounter + (removed[value] ?? Self.unknown)])
  }

  private func outcome(ofFlags value: Int64) -> Outcome {
    // An empty set may have a name, whose value may have changed.
    if value == 0 { return Outcome(value: values[0] ?? 0) }
    var result = Outcome(value: 0)
    var rest = value
    for flag in flags where rest & flag.old != 0 {
      rest &= ~flag.old
      result.value |= flag.new
      if let note = flag.note {
        result.counters.append(firstCounter + note)
        result.isNumber = true
      }
    }
    guard rest != 0 else { return result }
    result.value |= rest
    result.isNumber = true
    result.counters.append(firstCounter + Self.unknown)
    return result
  }

  var outOfRangeCounter: Int { firstCounter + Self.outOfRange }
}

/// A report about values that could not be carried over by name.
enum ConstantNote: Hashable, Sendable {
  /// A number that is out of the range of the new type.
  case clamped
  /// Values that are no constant.
  case unknown(owner: String)
  /// Values of a constant that was removed. `now` is the constant that has its number, and `isAdded` whether it is new.
  case removed(owner: String, name: String, value: Int64, now: String?, isAdded: Bool)

  init(removed constant: Layout.Constant, _ pairs: ConstantPairs) {
    let now = pairs.nowNamed(constant.value)
    self = .removed(
      owner: pairs.new.name, name: constant.name, value: constant.value, now: now,
      isAdded: now.map(pairs.isAdded) ?? false)
  }

  /// The line for `count` values of a field; nil for clamped values, which are counted like those of other numbers.
  func text(field: String, count: Int) -> String? {
    let values = count == 1 ? "1 value" : "\(count) values"
    switch self {
    case .clamped: return nil
    case .unknown(let owner):
      return "\(field): \(values) without a constant of enum \(owner), kept as numbers"
    case .removed(let owner, let name, let value, let now, let isAdded):
      var text = "\(field): \(values) of \(name), which was removed, kept as the number \(value)"
      if let now { text += ", now \(now)" }
      if isAdded, let now {
        text += "; if it was renamed, declare .constant(of: \"\(owner)\", from: \"\(name)\", to: \"\(now)\")"
      }
      return text
    }
  }
}
