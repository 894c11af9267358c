import WorldState

/// What is known about a world beyond its bytes, from the migrations it went through. A fresh or loaded world has none.
struct WorldPast {
  /// The values that migrations dropped or narrowed; nil if there was no migration.
  var undoRecord: UndoRecord?
  /// The declared renames that the values have followed, so that each is applied once, however long it stays declared; nil
  /// if that is not known.
  var appliedRenames: Set<DeclaredRename>?
  /// The version that the world's values have, if an earlier build took them over without a `migrate` of its own; nil if
  /// they have the version in the header.
  var unmigratedVersion: UInt32?

  /// The same when each generation last ran, by its number: a rollback leads back there.
  private var appliedIn: [UInt64: Set<DeclaredRename>] = [:]

  init(undoRecord: UndoRecord? = nil, appliedRenames: Set<DeclaredRename>? = nil) {
    self.undoRecord = undoRecord
    self.appliedRenames = appliedRenames
  }

  /// The renames for a migration, and those of them that were applied already.
  struct Renames {
    var list: [DeclaredRename]
    var applied: Set<DeclaredRename>?
    fileprivate var known: Set<DeclaredRename>
    /// Those to take back, if their fields exchange names again.
    fileprivate var undone: Set<DeclaredRename>
    fileprivate var inverses: [(DeclaredRename, of: DeclaredRename)]
  }

  /// - Parameters:
  ///   - outgoing: declared by the code that the world comes from.
  ///   - incoming: declared by the code that it goes to.
  ///   - rollback: the number of the generation that runs again; nil for new code, whose renames are meant anew if the
  ///     outgoing code did not declare them.
  func renames(
    from outgoing: [DeclaredRename], to incoming: [DeclaredRename], rollback: UInt64?
  ) -> Renames {
    let declared = Set(incoming)
    var known = appliedRenames ?? []
    if rollback == nil { known.subtract(declared.subtracting(outgoing)) }
    let target = rollback.flatMap { appliedIn[$0] }
    let undone = known.subtracting(
      target ?? declared.union(rollback == nil ? known.subtracting(outgoing) : []))
    let pending = declared.subtracting(known).intersection(target ?? declared)
    // A rename that only code in between declared is undone by a rollback.
    let backwards = outgoing + undone.subtracting(outgoing).sorted { "\($0)" < "\($1)" }
    let inverses = zip(DeclaredRename.inverted(backwards), backwards).map { ($0, of: $1) }
    var applied = declared
    for (inverse, rename) in inverses where !undone.contains(rename) { applied.insert(inverse) }
    // The inverse of one half of a swap is the other half.
    for (inverse, rename) in inverses where undone.contains(rename) { applied.remove(inverse) }
    applied.subtract(pending)
    return Renames(
      list: inverses.map(\.0) + incoming, applied: appliedRenames == nil ? nil : applied, known: known,
      undone: undone, inverses: inverses)
  }

  /// Records which renames the values have followed now.
  /// - Parameters:
  ///   - used: those by which the plan matched fields.
  ///   - generation: the number of the generation that declares them; nil if it has none.
  mutating func apply(
    _ used: Set<DeclaredRename>, of renames: Renames, declared: [DeclaredRename], layout: Layout,
    generation: UInt64?
  ) {
    let isUnknown = appliedRenames == nil
    var known = renames.known
    for (inverse, rename) in renames.inverses where used.contains(inverse) && renames.undone.contains(rename)
    {
      known.remove(rename)
    }
    for rename in declared where !renames.undone.contains(rename) {
      if used.contains(rename) || layout.hasFollowed(rename, orIsUnclear: isUnknown) { known.insert(rename) }
    }
    appliedRenames = known
    if let generation { appliedIn[generation] = known }
  }

  /// The past of a world that code of this layout has made.
  static func fresh(declaring renames: [DeclaredRename], layout: Layout, generation: UInt64?) -> WorldPast {
    let applied = Set(renames.filter { layout.hasFollowed($0, orIsUnclear: true) })
    var past = WorldPast(appliedRenames: applied)
    if let generation { past.appliedIn[generation] = applied }
    return past
  }
}

extension Layout {
  /// Whether the layout has the new name of a field and not the old one.
  /// - Parameter isUnclear: the answer if it has both.
  fileprivate func hasFollowed(_ rename: DeclaredRename, orIsUnclear isUnclear: Bool) -> Bool {
    guard case .field(let owner, let from, let to) = rename,
      let owner = structs.first(where: { $0.name == owner }), owner.field(named: to) != nil
    else { return false }
    return isUnclear || owner.field(named: from) == nil
  }
}

extension GameImage {
  /// The migration of a world with a known past.
  func plan(from other: Layout, _ renames: WorldPast.Renames) throws(MigrationError) -> MigrationPlan {
    try MigrationPlan(
      from: other, to: layout, renames: renames.list, applied: renames.applied, defaults: defaults)
  }
}
