/// Says which field of an old layout is which field of a new one: the one of the same name, or the one that the
/// game states it was renamed from.
///
/// A rename that does not apply is passed over, since games keep the list for longer than one reload: its old
/// name is gone already, or the old layout has the new name, or the new layout still has the old one.
struct FieldMatching {
  let from: Layout
  let to: Layout
  /// Old field name by the struct's and the field's new name.
  private var fieldRenames: [String: [String: String]] = [:]
  /// Old struct name by new one.
  private var typeRenames: [String: String] = [:]

  enum Pair {
    case both(Layout.Field, Layout.Field)
    case added(Layout.Field)
    case removed(Layout.Field)
  }

  init(from: Layout, to: Layout, renames: [Rename]) {
    self.from = from
    self.to = to
    for rename in renames {
      switch rename {
      case .type(let old, let new): typeRenames[new] = old
      case .field(let owner, let old, let new): fieldRenames[owner, default: [:]][new] = old
      }
    }
  }

  /// Every field of both structs once: those of the new one in its order, then those that are gone.
  func pairs(_ oldIndex: Int, _ newIndex: Int) -> [Pair] {
    let old = from.structs[oldIndex]
    let new = to.structs[newIndex]
    let oldFields = Dictionary(uniqueKeysWithValues: old.fields.map { ($0.name, $0) })
    let newNames = Set(new.fields.map(\.name))
    let renamed = fieldRenames[new.name] ?? [:]
    var taken: Set<String> = []
    var pairs: [Pair] = []
    for field in new.fields {
      var match = oldFields[field.name]
      if match == nil, let name = renamed[field.name], !newNames.contains(name), !taken.contains(name) {
        match = oldFields[name]
      }
      if let match {
        taken.insert(match.name)
        pairs.append(.both(match, field))
      } else {
        pairs.append(.added(field))
      }
    }
    for field in old.fields where !taken.contains(field.name) { pairs.append(.removed(field)) }
    return pairs
  }

  /// Whether the game states that the struct was called otherwise.
  func isStatedRename(from old: String, to new: String) -> Bool { typeRenames[new] == old }
}
