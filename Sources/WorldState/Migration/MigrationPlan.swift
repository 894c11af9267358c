/// How a world of one layout becomes a world of another: made from the two layouts alone, before any world is
/// touched, on whatever thread. Printing it gives one line a field; `apply` carries it out.
public struct MigrationPlan: Sendable, CustomStringConvertible {
  public let from: Layout
  public let to: Layout
  public let renames: [Rename]
  /// What becomes of each field, in the order of the new layout's structs.
  public let actions: [FieldAction]

  /// The world's own struct, without its pools.
  let program: ElementProgram
  let fromPools: [PoolSite]
  let toPools: [PoolSite]
  /// One for each pool of the new world, in that order.
  let pools: [PoolMove]
  /// The fields whose values may not fit, by the counter of their conversion.
  let clampingFields: [String]
  /// What the way back would not give again.
  let losses: LossTable

  /// Where one new pool's elements come from.
  struct PoolMove: Sendable {
    /// Index into `fromPools`; nil for a pool that is new.
    var source: Int?
    var program: ElementProgram
  }

  /// - Parameters:
  ///   - renames: those that the game states with its new layout. Ones that do not apply are passed over. To go
  ///     back to an older layout, hand `Rename.inverted` of those which led away from it.
  ///   - defaults: what fields of the new layout hold where the old world has nothing for them.
  public init(
    from: Layout, to: Layout, renames: [Rename] = [], defaults: [FieldDefault] = []
  ) throws(MigrationError) {
    let matching = FieldMatching(from: from, to: to, renames: renames)
    let table = try DefaultTable(defaults, for: to)
    var compiler = ProgramCompiler(matching: matching, defaults: table)
    self.from = from
    self.to = to
    self.renames = renames
    actions = FieldActionList(matching: matching, defaults: table).actions
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
    losses = LossTable(
      from: from, to: to, renames: renames, program: program, fromPools: fromPools, toPools: toPools,
      moves: pools)
  }

  /// Whether both layouts are equal, so that a world is copied as it is.
  public var isIdentity: Bool { from == to }

  /// Whether the way back gives every byte again without anything kept aside.
  public var isLossless: Bool { isIdentity || losses.isEmpty }

  /// How many fields each kind of action has, without those that stay as they are: for the event log.
  public var summary: [String: Int] {
    var counts: [String: Int] = [:]
    for action in actions where !action.isUnchanged { counts[action.kind.rawValue, default: 0] += 1 }
    return counts
  }

  /// One line for each field that does not stay as it is.
  public var description: String {
    let changed = actions.filter { !$0.isUnchanged }
    return changed.isEmpty ? "nothing changes" : changed.map(\.description).joined(separator: "\n")
  }
}

/// Finds for each pool of a new world the old one it is matched with.
private struct PoolOrigins {
  let matching: FieldMatching
  /// Place of the old storage by place of the new one, from the start of their worlds.
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
      for place in 0..<min(a.count, b.count) {
        let from = oldBase + a.offset + place * matching.from.size(of: a.type)
        let to = newBase + b.offset + place * matching.to.size(of: b.type)
        switch FieldRule(a.type, b.type) {
        case .pool: origins[to] = from
        case .structure(let i, let j) where oldHolders.hasPool(i) && newHolders.hasPool(j):
          walk(i, j, from, to, &oldHolders, &newHolders)
          continue
        case .structure, .copy, .convert, .replace: break
        }
        guard case .pool = a.type, case .pool = b.type else { break }
      }
    }
  }
}
