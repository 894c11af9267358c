/// Determines the action for each field of two layouts. Visits each pair of structs once.
struct FieldActionList {
  let matching: FieldMatching
  let defaults: DefaultTable
  private(set) var actions: [FieldAction] = []
  private(set) var appliedRenames: Set<DeclaredRename> = []
  private(set) var constantChanges: [ConstantChange] = []
  private var seenEnumerations: Set<[String]> = []
  private var seen: Set<[Int]> = []
  private var unchanged: [[Int]: Bool] = [:]

  init(matching: FieldMatching, defaults: DefaultTable) {
    self.matching = matching
    self.defaults = defaults
    walk(0, 0)
  }

  private mutating func walk(_ old: Int, _ new: Int) {
    guard seen.insert([old, new]).inserted else { return }
    let owner = matching.to.structs[new]
    for (_, declared) in matching.sources(old, new).values { appliedRenames.formUnion(declared) }
    var inner: [(Int, Int)] = []
    for pair in matching.pairs(old, new) {
      switch pair {
      case .added(let field): add(field, to: owner)
      case .removed(let field):
        let type = matching.from.typeName(of: field)
        actions.append(FieldAction(path: "\(owner.name).\(field.name)", kind: .drop, from: type))
      case .both(let a, let b):
        actions.append(action(for: a, b, owner: owner))
        noteConstants(a.type, b.type)
        switch FieldRule(a.type, b.type, matching.constants) {
        case .structure(let i, let j), .pool(let i, let j): inner.append((i, j))
        case .copy, .convert, .constants, .replace: break
        }
      }
    }
    for (i, j) in inner { walk(i, j) }
  }

  private mutating func noteConstants(_ a: Layout.FieldType, _ b: Layout.FieldType) {
    guard case .enumeration(let old, _) = a, case .enumeration(let new, _) = b,
      seenEnumerations.insert([old, new]).inserted, let pairs = matching.constants.pairs(old, new)
    else { return }
    constantChanges += pairs.changes
  }

  private mutating func add(_ field: Layout.Field, to owner: Layout.Struct) {
    let kind: FieldAction.Kind = defaults.pattern(of: field, in: owner) == nil ? .zero : .default
    let type = matching.to.typeName(of: field)
    actions.append(FieldAction(path: "\(owner.name).\(field.name)", kind: kind, to: type))
  }

  private mutating func action(for a: Layout.Field, _ b: Layout.Field, owner: Layout.Struct) -> FieldAction {
    var action = FieldAction(path: "\(owner.name).\(b.name)", kind: kind(a, b))
    action.from = matching.from.typeName(of: a)
    action.to = matching.to.typeName(of: b)
    if case .convert(let from, let to) = FieldRule(a.type, b.type, matching.constants) {
      action.rule = Conversion(from: from, to: to).rule
    }
    if a.name != b.name { action.oldName = a.name }
    if a.offset != b.offset {
      action.oldOffset = a.offset
      action.newOffset = b.offset
    }
    return action
  }

  private mutating func kind(_ a: Layout.Field, _ b: Layout.Field) -> FieldAction.Kind {
    switch FieldRule(a.type, b.type, matching.constants) {
    case .replace: .replace
    case .constants(let map): a.count != b.count ? .resize : map.isIdentity ? .copy : .constants
    case .convert(let from, let to):
      Conversion.canClamp(from, to) ? .saturate : a.count == b.count ? .convert : .resize
    case .copy: a.count == b.count ? .copy : .resize
    case .structure(let i, let j): a.count != b.count ? .resize : isUnchanged(i, j) ? .copy : .recurse
    case .pool(let i, let j): a.count != b.count ? .resize : isUnchanged(i, j) ? .copy : .pool
    }
  }

  /// Whether both structs have the same representation.
  private mutating func isUnchanged(_ i: Int, _ j: Int) -> Bool {
    if let known = unchanged[[i, j]] { return known }
    let answer = compareFields(matching.from.structs[i], matching.to.structs[j])
    unchanged[[i, j]] = answer
    return answer
  }

  private mutating func compareFields(_ old: Layout.Struct, _ new: Layout.Struct) -> Bool {
    guard old.size == new.size, old.fields.count == new.fields.count else { return false }
    for (a, b) in zip(old.fields, new.fields) {
      guard a.name == b.name, a.offset == b.offset, a.count == b.count, a.isArray == b.isArray else {
        return false
      }
      switch FieldRule(a.type, b.type, matching.constants) {
      case .copy: continue
      case .constants(let map): if !map.isIdentity { return false }
      case .structure(let x, let y), .pool(let x, let y): if !isUnchanged(x, y) { return false }
      case .convert, .replace: return false
      }
    }
    return true
  }
}
