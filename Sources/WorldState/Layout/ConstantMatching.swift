/// Matches the constants of the enums of two layouts: by name, or by a rename that the game declares.
///
/// A rename does not apply if the old enum lacks the old name or has the new one, or if the new enum still has the old name.
struct ConstantMatching {
  private let old: [String: Layout.Enumeration]
  private let new: [String: Layout.Enumeration]
  /// Old name of a constant by name of the enum and new name.
  private var renames: [String: [String: String]] = [:]
  /// The renames of constants, as the game declares them.
  let declared: [DeclaredRename]

  init(from: Layout, to: Layout, renames: [DeclaredRename]) {
    old = Dictionary(uniqueKeysWithValues: from.enumerations.map { ($0.name, $0) })
    new = Dictionary(uniqueKeysWithValues: to.enumerations.map { ($0.name, $0) })
    declared = renames.filter { if case .constant = $0 { true } else { false } }
    for case .constant(let owner, let from, let to) in renames {
      self.renames[owner, default: [:]][to] = from
    }
  }

  /// The constants of both enums; nil if those of one of them are unknown, or if they are equal.
  func pairs(_ oldName: String, _ newName: String) -> ConstantPairs? {
    guard let a = old[oldName], let b = new[newName], a.constants != b.constants else { return nil }
    // The enum may have been renamed as well.
    let renamed = (renames[oldName] ?? [:]).merging(renames[newName] ?? [:]) { $1 }
    return ConstantPairs(old: a, new: b, renames: renamed)
  }

  /// Whether the constants of both enums are known.
  func knowsBoth(_ oldName: String, _ newName: String) -> Bool { old[oldName] != nil && new[newName] != nil }
}

/// The constants of an old and a new enum.
struct ConstantPairs {
  let old: Layout.Enumeration
  let new: Layout.Enumeration
  /// By old name.
  private var matches: [String: Layout.Constant] = [:]

  /// - Parameter renames: old names by new names.
  init(old: Layout.Enumeration, new: Layout.Enumeration, renames: [String: String]) {
    self.old = old
    self.new = new
    for constant in new.constants {
      if old.constant(named: constant.name) != nil {
        matches[constant.name] = constant
      } else if let name = renames[constant.name], old.constant(named: name) != nil,
        new.constant(named: name) == nil, matches[name] == nil
      {
        matches[name] = constant
      }
    }
  }

  /// The new constant for an old one; nil if it was removed.
  func match(of constant: Layout.Constant) -> Layout.Constant? { matches[constant.name] }

  /// The values are sets of constants in both enums.
  var areFlags: Bool {
    old.mayBeFlagSet && new.mayBeFlagSet && (old.looksLikeFlagSet || new.looksLikeFlagSet)
  }

  /// What changed, in the order of the old constants, then the added ones.
  var changes: [ConstantChange] {
    var changes: [ConstantChange] = []
    var matched: Set<String> = []
    for constant in old.constants {
      let match = match(of: constant)
      if let match { matched.insert(match.name) }
      let change = ConstantChange(
        owner: new.name, old: constant, new: match, nowAtValue: nowNamed(constant.value))
      if change.kind != nil { changes.append(change) }
    }
    for constant in new.constants where !matched.contains(constant.name) {
      changes.append(ConstantChange(owner: new.name, old: nil, new: constant, nowAtValue: nil))
    }
    return changes
  }

  /// The new constant that has a value.
  func nowNamed(_ value: Int64) -> String? { new.constants.first { $0.value == value }?.name }

  /// Whether the new constant of this name has no match in the old enum.
  func isAdded(_ name: String) -> Bool { !matches.values.contains { $0.name == name } }
}

/// What became of one constant of an enum. The description is one line.
public struct ConstantChange: Hashable, Sendable, CustomStringConvertible {
  public enum Kind: String, Sendable { case added, removed, renamed, renumbered }

  /// The enum, by its new name.
  public var owner: String
  public var old: Layout.Constant?
  public var new: Layout.Constant?
  /// The new constant that has the old value.
  var nowAtValue: String?

  /// Nil if the constant is the same. A constant that was renamed and renumbered counts as renamed.
  public var kind: Kind? {
    guard let old else { return .added }
    guard let new else { return .removed }
    return old.name != new.name ? .renamed : old.value != new.value ? .renumbered : nil
  }

  public var description: String {
    switch (old, new) {
    case (let old?, let new?):
      let names = old.name == new.name ? old.name : "\(old.name) → \(new.name), renamed"
      let values = old.value == new.value ? "" : ", \(old.value) → \(new.value), renumbered"
      return "enum \(owner): \(names)\(values)"
    case (let old?, nil):
      let now = nowAtValue.map { ", now \($0)" } ?? ""
      return "enum \(owner): \(old.name) removed; values keep the number \(old.value)\(now)"
    case (nil, let new?): return "enum \(owner): \(new.name) added, \(new.value)"
    case (nil, nil): return "enum \(owner)"
    }
  }
}
