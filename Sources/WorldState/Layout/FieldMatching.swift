/// Matches the fields of an old and a new layout: by name, or by a rename that the game declares.
///
/// Renames that do not apply are ignored, because games keep them for longer than one reload. A rename does not apply if the
/// old layout lacks the old name or has the new name, or if the new layout still has the old name.
struct FieldMatching {
  let from: Layout
  let to: Layout
  /// Old field name by new struct name and new field name.
  private var fieldRenames: [String: [String: String]] = [:]

  enum Pair {
    case both(Layout.Field, Layout.Field)
    case added(Layout.Field)
    case removed(Layout.Field)
  }

  init(from: Layout, to: Layout, renames: [DeclaredRename]) {
    self.from = from
    self.to = to
    for rename in renames {
      switch rename {
      // Structs are matched by the fields that contain them.
      case .type: break
      case .field(let owner, let old, let new): fieldRenames[owner, default: [:]][new] = old
      }
    }
  }

  /// Every field of both structs once: the fields of the new struct in its order, then the removed ones.
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
}
