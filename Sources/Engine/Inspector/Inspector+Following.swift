import WorldState

/// The choice of a pool that a value is an index of.
struct PoolChoice: Sendable, Equatable {
  /// The value's field, whatever the index of its element: `creatures[].target`.
  var field: String
  var index: Int
  /// Those that have an element of this index.
  var pools: [WorldPath]
  var chosen = 0
}

/// Follows a value that is the index of an element of a pool.
extension Inspector {
  /// - Parameter asks: whether to ask for the pool although it is known.
  mutating func follow(_ world: WorldReader, asks: Bool) -> Outcome {
    guard let path = selection(in: world), let text = world.shownValue(at: path), let index = Int(text) else {
      return say("only a whole number can be followed, as the index of an element", isBad: true)
    }
    let pools = world.poolPaths.filter { index >= 0 && index < world.elementCount(at: $0) ?? 0 }
    guard !pools.isEmpty else { return say("no pool has an element \(index)", isBad: true) }
    let field = path.steps.reduce(into: "") { text, step in
      if case .field(let name) = step { text += text.isEmpty ? name : ".\(name)" } else { text += "[]" }
    }
    let known = followed[field] ?? Self.pool(namedBy: path, among: world.poolPaths, in: world)
    if let known, !asks {
      guard pools.contains(known) else {
        return say("\(known) has no element \(index); F asks for another pool", isBad: true)
      }
      return go(to: known, index, world)
    }
    if pools.count == 1, !asks { return go(to: pools[0], index, world) }
    mode = .following(PoolChoice(field: field, index: index, pools: pools))
    return .nothing
  }

  private mutating func go(to pool: WorldPath, _ index: Int, _ world: WorldReader) -> Outcome {
    show(pool.appending(.element(index)), in: world)
    return .nothing
  }

  mutating func choose(_ key: Key, _ following: PoolChoice, _ world: WorldReader) -> Outcome {
    var following = following
    switch key {
    case Key(.up), Key(.left): following.chosen = max(0, following.chosen - 1)
    case Key(.down), Key(.right), Key(.tab):
      following.chosen = min(following.pools.count - 1, following.chosen + 1)
    case Key(.enter):
      let pool = following.pools[following.chosen]
      followed[following.field] = pool
      return go(to: pool, following.index, world)
    default: return Self.isOfHost(key) ? .unused : .nothing
    }
    mode = .following(following)
    return .nothing
  }

  /// The pool whose name, or whose elements' name, is in the name of the field: `creature`, `creature_index` and
  /// `nearestCreature` are indices of the pool `creatures`. The longest name counts.
  private static func pool(
    namedBy path: WorldPath, among pools: [WorldPath], in world: WorldReader
  ) -> WorldPath? {
    guard case .field(let name) = path.steps.last(where: { if case .field = $0 { true } else { false } })
    else {
      return nil
    }
    let field = name.lowercased()
    func length(_ pool: WorldPath) -> Int {
      let names = [singular(pool.name.lowercased()), world.elementName(ofPool: pool)?.lowercased() ?? ""]
      return names.filter { !$0.isEmpty && field.contains($0) }.map(\.count).max() ?? 0
    }
    return pools.filter { length($0) > 0 }.max { length($0) < length($1) }
  }

  private static func singular(_ name: String) -> String {
    if name.hasSuffix("ies") { return name.dropLast(3) + "y" }
    return name.hasSuffix("s") ? String(name.dropLast()) : name
  }
}
