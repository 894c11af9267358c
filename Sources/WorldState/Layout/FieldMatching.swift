/// Matches the fields of an old and a new layout: by a rename that the game declares, or else by name.
///
/// Renames that do not apply are ignored, because games keep them for longer than one reload; `RenameResolution` decides.
struct FieldMatching {
  let from: Layout
  let to: Layout
  let constants: ConstantMatching
  /// By new struct name.
  private var renames: [String: [RenameResolution.Rename]] = [:]

  enum Pair {
    case both(Layout.Field, Layout.Field)
    case added(Layout.Field)
    case removed(Layout.Field)
  }

  /// - Parameter applied: those of the renames that the values of the old world have followed already; nil if that is not known.
  init(from: Layout, to: Layout, renames: [DeclaredRename], applied: Set<DeclaredRename>? = nil) {
    self.from = from
    self.to = to
    constants = ConstantMatching(from: from, to: to, renames: renames)
    for rename in renames {
      switch rename {
      // Structs are matched by the fields that contain them.
      case .type, .constant: break
      case .field(let owner, let old, let new):
        let state: RenameResolution.State =
          applied.map { $0.contains(rename) ? .applied : .pending } ?? .unknown
        self.renames[owner, default: []].append(
          RenameResolution.Rename(from: old, to: new, state: state, declared: rename))
      }
    }
  }

  /// Every field of both structs once: the fields of the new struct in its order, then the removed ones.
  func pairs(_ oldIndex: Int, _ newIndex: Int) -> [Pair] {
    let old = from.structs[oldIndex]
    let new = to.structs[newIndex]
    let oldFields = Dictionary(uniqueKeysWithValues: old.fields.map { ($0.name, $0) })
    let sources = sources(oldIndex, newIndex).mapValues(\.from)
    var taken: Set<String> = Set(sources.values)
    var pairs: [Pair] = []
    for field in new.fields {
      var match = sources[field.name].flatMap { oldFields[$0] }
      if match == nil, !taken.contains(field.name) { match = oldFields[field.name] }
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

  /// The renames that apply to two structs: the old name by the new one, and what was declared for it.
  func sources(
    _ oldIndex: Int, _ newIndex: Int
  ) -> [String: (from: String, declared: [DeclaredRename])] {
    let new = to.structs[newIndex]
    guard let renames = renames[new.name] else { return [:] }
    return RenameResolution(old: from.structs[oldIndex], new: new, renames: renames).sources
  }

  /// The names that a field of the new layout had before, by renames that were not applied yet; the latest first.
  func earlierNames(of field: String, in owner: String) -> [String] {
    var names: [String] = []
    var name = field
    while let rename = renames[owner]?.last(where: { $0.to == name && $0.state != .applied }),
      !names.contains(rename.from),
      rename.from != field
    {
      names.append(rename.from)
      name = rename.from
    }
    return names
  }
}
