/// How to migrate a world of one layout to another. Depends only on the two layouts; can be created on any thread before
/// a world is touched. The description has one line for each field; `apply` migrates a world.
public struct MigrationPlan: Sendable, CustomStringConvertible {
  public let from: Layout
  public let to: Layout
  public let renames: [DeclaredRename]
  /// The renames by which fields were matched.
  public let appliedRenames: Set<DeclaredRename>
  /// One action for each field, in the order of the new layout's structs.
  public let actions: [FieldAction]

  /// The constants of enums that changed.
  public let constantChanges: [ConstantChange]

  /// For the world struct, without its pools.
  let program: ElementProgram
  let fromPools: [PoolSite]
  let toPools: [PoolSite]
  /// One for each pool of `toPools`.
  var pools: [PoolMove]
  /// The fields whose values are counted if they do not fit, by the counter of their conversion.
  let clampingFields: [String]
  let matching: FieldMatching
  let defaultTable: DefaultTable
  /// What else is counted, by the counter.
  let constantNotes: [Int: ConstantNote]

  /// The source of the elements of one new pool.
  struct PoolMove: Sendable {
    /// Index into `fromPools`; nil for an added pool.
    var source: Int?
    var program: ElementProgram
  }

  /// - Parameters:
  ///   - renames: those that the game declares with its new layout. Renames that do not apply are ignored. For a migration
  ///     back to an older layout, pass `DeclaredRename.inverted` of the renames that led away from it.
  ///   - applied: those of them that the old world's values have followed already; nil if that is not known.
  ///   - defaults: values of fields that the old world has no value for.
  public init(
    from: Layout, to: Layout, renames: [DeclaredRename] = [], applied: Set<DeclaredRename>? = nil,
    defaults: [DeclaredDefault] = []
  ) throws(MigrationError) {
    let matching = FieldMatching(from: from, to: to, renames: renames, applied: applied)
    let table = try DefaultTable(defaults, for: to)
    var compiler = ProgramCompiler(matching: matching, defaults: table)
    self.from = from
    self.to = to
    self.renames = renames
    self.matching = matching
    defaultTable = table
    let list = FieldActionList(matching: matching, defaults: table)
    actions = list.actions
    appliedRenames = list.appliedRenames
    constantChanges = list.constantChanges
    program = compiler.program(0, 0)
    fromPools = from.poolSites()
    toPools = to.poolSites()
    let oldPools = Dictionary(uniqueKeysWithValues: fromPools.enumerated().map { ($1.storage, $0) })
    let origins = PoolOrigins(matching: matching).origins
    var moves: [PoolMove] = []
    for site in toPools {
      if let source = origins[site.storage].flatMap({ oldPools[$0] }) {
        let program = compiler.program(fromPools[source].element, site.element)
        moves.append(PoolMove(source: source, program: program))
      } else {
        let size = to.structs[site.element].size
        moves.append(PoolMove(source: nil, program: ElementProgram(fromSize: size, toSize: size)))
      }
    }
    pools = moves
    clampingFields = compiler.clampingFields
    constantNotes = compiler.constantNotes
  }

  /// Whether both layouts are equal: the world is copied unchanged.
  public var isIdentity: Bool { from == to }

  /// Number of fields for each kind of action, without unchanged fields. For the event log.
  public var summary: [String: Int] { actions.summary }

  /// One line for each field and each constant that changes.
  public var description: String {
    let lines = actions.changedLines + constantChanges.map(\.description)
    return lines.isEmpty ? "nothing changes" : lines.joined(separator: "\n")
  }
}

extension [FieldAction] {
  /// Number of fields for each kind of action, without unchanged fields.
  public var summary: [String: Int] {
    var counts: [String: Int] = [:]
    for action in self where !action.isUnchanged { counts[action.kind.rawValue, default: 0] += 1 }
    return counts
  }

  /// One line for each field that changes.
  public var changedLines: [String] { filter { !$0.isUnchanged }.map(\.description) }
}

/// Finds the old pool that matches each pool of a new world.
private struct PoolOrigins {
  let matching: FieldMatching
  /// Offset of the old `PoolStorage` by the offset of the new one, from the start of their worlds.
  private(set) var origins: [Int: Int] = [:]

  init(matching: FieldMatching) {
    self.matching = matching
    var oldHolders = PoolHolders(layout: matching.from)
    var newHolders = PoolHolders(layout: matching.to)
    walk(0, 0, 0, 0, &oldHolders, &newHolders)
  }

  private mutating func walk(
    _ old: Int, _ new: Int, _ oldBase: Int, _ newBase: Int, _ oldHolders: inout PoolHolders,
    _ newHolders: inout PoolHolders
  ) {
    for case .both(let a, let b) in matching.pairs(old, new) {
      for index in 0..<min(a.count, b.count) {
        let from = oldBase + a.offset + index * matching.from.size(of: a.type)
        let to = newBase + b.offset + index * matching.to.size(of: b.type)
        switch FieldRule(a.type, b.type, matching.constants) {
        case .pool: origins[to] = from
        case .structure(let i, let j) where oldHolders.hasPool(i) && newHolders.hasPool(j):
          walk(i, j, from, to, &oldHolders, &newHolders)
          continue
        case .structure, .copy, .convert, .constants, .replace: break
        }
        guard case .pool = a.type, case .pool = b.type else { break }
      }
    }
  }
}
