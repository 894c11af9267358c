/// What becomes of each number of one struct in a migration: of the world struct, or of the elements of a pool.
struct ValueChanges {
  private(set) var changes: [ValueChange] = []
  /// Old and new paths of carried fields, where they differ.
  private(set) var moves: [String: String] = [:]
  /// By the offset of their storage from the start of the old and of the new world.
  private(set) var oldPools: [Int: PoolPlace] = [:]
  private(set) var newPools: [Int: PoolPlace] = [:]

  struct PoolPlace {
    /// Of its elements: `levels[2].shots[].`.
    var path: String
    var earlier: [String]
    /// The line of the plan.
    var action: String
  }

  private let matching: FieldMatching
  private let defaults: DefaultTable

  /// The place of a struct on the way from the world to a number.
  private struct Place {
    var path = ""
    var earlier: [String] = []
    var action: String?
    var base = 0
    /// The default of the outermost field, and where that is.
    var pattern: (bytes: [UInt8], base: Int)?
  }

  init(matching: FieldMatching, defaults: DefaultTable) {
    self.matching = matching
    self.defaults = defaults
  }

  /// - Parameters:
  ///   - earlier: paths that a pool had before.
  mutating func compare(
    _ old: Int, _ new: Int, oldPath: String = "", newPath: String = "", earlier: [String] = []
  ) {
    walk(old, new, Place(path: oldPath), Place(path: newPath, earlier: earlier))
  }

  /// All numbers of a struct that is only in the old world.
  mutating func drop(_ index: Int, path: String) { expand(index, Place(path: path), isNew: false) }

  /// All numbers of a struct that is only in the new world.
  mutating func add(_ index: Int, path: String, earlier: [String]) {
    expand(index, Place(path: path, earlier: earlier), isNew: true)
  }

  private mutating func walk(_ old: Int, _ new: Int, _ from: Place, _ to: Place) {
    for pair in matching.pairs(old, new) {
      switch pair {
      case .removed(let field): expand(field, matching.from.structs[old], from, isNew: false)
      case .added(let field): expand(field, matching.to.structs[new], to, isNew: true)
      case .both(let a, let b):
        let (here, there) = (
          place(of: a, matching.from.structs[old], from, isNew: false),
          place(of: b, matching.to.structs[new], to, isNew: true, isRenamed: a.name != b.name)
        )
        if here.path != there.path { moves[here.path] = there.path }
        compareFields(a, b, (old, new), here, there)
      }
    }
  }

  private mutating func compareFields(
    _ a: Layout.Field, _ b: Layout.Field, _ owners: (Int, Int), _ from: Place, _ to: Place
  ) {
    switch FieldRule(a.type, b.type, matching.constants) {
    case .pool:
      addPools(a, from, isNew: false)
      addPools(b, to, isNew: true)
    case .structure(let i, let j):
      for index in 0..<max(a.count, b.count) {
        var (x, y) = (element(a, index, matching.from, from), element(b, index, matching.to, to))
        if index >= a.count {
          expand(j, y, isNew: true)
        } else if index >= b.count {
          expand(i, x, isNew: false)
        } else {
          // The inner fields have lines of their own.
          (x.action, y.action) = (nil, nil)
          walk(i, j, x, y)
        }
      }
    case .replace:
      expandContent(of: a, matching.from.structs[owners.0], from, isNew: false)
      expandContent(of: b, matching.to.structs[owners.1], to, isNew: true)
    default:
      changes.append(
        .carried(
          number(a, matching.from.structs[owners.0], from, isNew: false),
          number(b, matching.to.structs[owners.1], to, isNew: true)))
    }
  }

  // MARK: Fields of one world only

  private mutating func expand(_ index: Int, _ place: Place, isNew: Bool) {
    let owner = (isNew ? matching.to : matching.from).structs[index]
    for field in owner.fields { expand(field, owner, place, isNew: isNew) }
  }

  private mutating func expand(
    _ field: Layout.Field, _ owner: Layout.Struct, _ outer: Place, isNew: Bool
  ) {
    expandContent(of: field, owner, place(of: field, owner, outer, isNew: isNew), isNew: isNew)
  }

  private mutating func expandContent(
    of field: Layout.Field, _ owner: Layout.Struct, _ place: Place, isNew: Bool
  ) {
    switch field.type {
    case .pool: addPools(field, place, isNew: isNew)
    case .structure(let inner):
      for index in 0..<field.count {
        expand(inner, element(field, index, isNew ? matching.to : matching.from, place), isNew: isNew)
      }
    case .scalar, .enumeration:
      let number = number(field, owner, place, isNew: isNew)
      changes.append(isNew ? .added(number) : .dropped(number))
    }
  }

  private mutating func addPools(_ field: Layout.Field, _ place: Place, isNew: Bool) {
    for index in 0..<field.count {
      let suffix = "[\(index)][]."
      let pool = PoolPlace(
        path: place.path + suffix, earlier: place.earlier.map { $0 + suffix }, action: place.action ?? "")
      let storage = place.base + index * Layout.poolSize
      if isNew { newPools[storage] = pool } else { oldPools[storage] = pool }
    }
  }

  // MARK: Places

  private func place(
    of field: Layout.Field, _ owner: Layout.Struct, _ outer: Place, isNew: Bool, isRenamed: Bool = false
  ) -> Place {
    var place = outer
    place.path += field.name
    place.base += field.offset
    place.earlier = outer.earlier.map { $0 + field.name }
    place.action = outer.action ?? "\(owner.name).\(field.name)"
    guard isNew else { return place }
    // A rename that is applied in this migration takes nothing else.
    let names = isRenamed ? [] : matching.earlierNames(of: field.name, in: owner.name)
    place.earlier = names.map { outer.path + $0 } + place.earlier
    if outer.pattern == nil, let bytes = defaults.pattern(of: field, in: owner) {
      place.pattern = (bytes, place.base)
    }
    return place
  }

  /// One element of an array of structs, or the struct.
  private func element(_ field: Layout.Field, _ index: Int, _ layout: Layout, _ outer: Place) -> Place {
    var place = outer
    // A single struct is like an array of one, so that the one can become the other.
    let suffix = "[\(index)]."
    place.path += suffix
    place.earlier = outer.earlier.map { $0 + suffix }
    place.base += index * layout.size(of: field.type)
    return place
  }

  private func number(_ field: Layout.Field, _ owner: Layout.Struct, _ place: Place, isNew: Bool)
    -> ValueField
  {
    let layout = isNew ? matching.to : matching.from
    var number = ValueField(
      path: place.path, earlierPaths: place.earlier, action: place.action ?? "", layout: layout,
      owner: owner, field: field, offset: place.base, constantRenames: matching.constants.declared)
    if let (bytes, base) = place.pattern {
      let start = place.base - base
      let slice = (0..<number.length).map { bytes[(start + $0) % bytes.count] }
      if slice.contains(where: { $0 != 0 }) { number.pattern = slice }
    }
    return number
  }
}
