/// Decides which of the declared renames apply between two structs.
///
/// A rename applies if the old struct has its old name, the new struct has its new name and the value is not needed
/// elsewhere: the old name is gone, or belongs to another renamed field (a chain, a swap, a cycle). If the old struct has the
/// new name too, then equal names and the rename contradict each other:
/// - a rename that the world has followed already gives way, so that each is applied once, however long it stays declared;
/// - any other takes precedence. If all names of a cycle are in both structs, the fields must have changed places or types,
///   because a game may declare the renames in an earlier save than the one that exchanges the names;
/// - if it is not known what the world has followed, a cycle must show in the order of the fields, and a single
///   rename gives way.
struct RenameResolution {
  struct Rename {
    var from: String
    var to: String
    var state: State
    var declared: DeclaredRename
  }

  enum State { case applied, pending, unknown }

  /// The old name by the new one, with the declarations that lead from one to the other.
  private(set) var sources: [String: (from: String, declared: [DeclaredRename])] = [:]

  private let old: Layout.Struct
  private let new: Layout.Struct
  private let oldNames: Set<String>
  private let newNames: Set<String>

  init(old: Layout.Struct, new: Layout.Struct, renames: [Rename]) {
    self.old = old
    self.new = new
    oldNames = Set(old.fields.map(\.name))
    newNames = Set(new.fields.map(\.name))
    // Of several renames to one name the last one counts.
    var byTarget: [String: Rename] = [:]
    for rename in renames where newNames.contains(rename.to) && rename.from != rename.to {
      if let known = byTarget[rename.to], known.state == .pending, rename.state != .pending { continue }
      if oldNames.contains(rename.from) || byTarget[rename.to] == nil { byTarget[rename.to] = rename }
    }
    var direct = byTarget.filter { oldNames.contains($1.from) && mayApply($1) }
    removeContradicted(&direct)
    for (name, rename) in direct { sources[name] = (rename.from, [rename.declared]) }
    addChains(renames)
  }

  /// Whether nothing speaks against one rename alone.
  private func mayApply(_ rename: Rename) -> Bool {
    rename.state != .applied || (!oldNames.contains(rename.to) && !newNames.contains(rename.from))
  }

  private func removeContradicted(_ direct: inout [String: Rename]) {
    var isStable = false
    while !isStable {
      isStable = true
      var users: [String: Int] = [:]
      for rename in direct.values { users[rename.from, default: 0] += 1 }
      for name in direct.keys.sorted() {
        guard let rename = direct[name] else { continue }
        let staysUnderItsName = newNames.contains(rename.from) && direct[rename.from] == nil
        if staysUnderItsName || users[rename.from, default: 0] > 1 || lacksEvidence(rename, direct) {
          direct[name] = nil
          isStable = false
          break
        }
      }
    }
  }

  /// Whether a rename contradicts an equal name without a reason to believe it.
  private func lacksEvidence(_ rename: Rename, _ direct: [String: Rename]) -> Bool {
    guard oldNames.contains(rename.to) else { return false }
    var members = [rename.to]
    var next = rename
    while next.from != rename.to {
      guard let further = direct[next.from] else {
        // A chain whose first name is gone. Its last name is new, or else a value is dropped for it.
        return rename.state == .unknown && !direct.values.contains { $0.from == rename.to }
      }
      if members.contains(next.from) { return true }
      members.append(next.from)
      next = further
    }
    let cycle = members.compactMap { direct[$0] }
    return rename.state == .unknown ? !hasMovedAlong(cycle) : !hasChanged(members)
  }

  private func hasChanged(_ names: [String]) -> Bool {
    order(names, in: old) != order(names, in: new)
      || names.contains { name in
        guard let a = old.field(named: name), let b = new.field(named: name) else { return true }
        return a.count != b.count || a.isArray != b.isArray || !isSameKind(a.type, b.type)
      }
  }

  /// Whether each field took the place of the one that it was renamed from.
  private func hasMovedAlong(_ cycle: [Rename]) -> Bool {
    var renamed: [String: String] = [:]
    for rename in cycle { renamed[rename.from] = rename.to }
    let before = order(cycle.map(\.from), in: old)
    return before.map { renamed[$0] ?? $0 } == order(cycle.map(\.to), in: new)
  }

  private func order(_ names: [String], in owner: Layout.Struct) -> [String] {
    owner.fields.map(\.name).filter { names.contains($0) }
  }

  private func isSameKind(_ a: Layout.FieldType, _ b: Layout.FieldType) -> Bool {
    switch (a, b) {
    // Indices of structs differ between layouts.
    case (.structure, .structure), (.pool, .pool): true
    default: a == b
    }
  }

  /// Follows several renames at once: a → b → c, when the old struct has `a` and the new one `c`.
  private mutating func addChains(_ renames: [Rename]) {
    for field in new.fields where sources[field.name] == nil && !oldNames.contains(field.name) {
      var name = field.name
      var declared: [DeclaredRename] = []
      var seen: Set<String> = [name]
      while let rename = renames.last(where: { $0.to == name }), seen.insert(rename.from).inserted {
        name = rename.from
        declared.append(rename.declared)
        if oldNames.contains(name) { break }
      }
      guard declared.count > 1, oldNames.contains(name), !newNames.contains(name),
        !sources.values.contains(where: { $0.from == name })
      else { continue }
      sources[field.name] = (name, declared)
    }
  }
}
