/// Finds the fields of which a migration cannot know whether they were renamed.
struct RenameSearch {
  private let matching: FieldMatching
  private let defaults: DefaultTable
  private let declared: [DeclaredRename]
  private let open: [RenameQuestion]
  private let asksNew: Bool
  private(set) var questions: [RenameQuestion] = []
  private var seen: Set<[Int]> = []

  /// - Parameters:
  ///   - declared: the renames that the game declares with its new layout.
  ///   - open: the questions about the old world.
  ///   - asksNew: false only follows those.
  init(
    matching: FieldMatching, defaults: DefaultTable, declared: [DeclaredRename], open: [RenameQuestion],
    asksNew: Bool
  ) {
    self.matching = matching
    self.defaults = defaults
    self.declared = declared
    self.open = open
    self.asksNew = asksNew
    walk(0, 0)
  }

  private mutating func walk(_ old: Int, _ new: Int) {
    guard seen.insert([old, new]).inserted else { return }
    var removed: [Layout.Field] = []
    var added: [Layout.Field] = []
    var names: [String: String] = [:]
    var inner: [(Int, Int)] = []
    for pair in matching.pairs(old, new) {
      switch pair {
      case .removed(let field): removed.append(field)
      case .added(let field): added.append(field)
      case .both(let a, let b):
        names[a.name] = b.name
        switch FieldRule(a.type, b.type, matching.constants) {
        case .structure(let i, let j), .pool(let i, let j): inner.append((i, j))
        case .copy, .convert, .constants, .replace: break
        }
      }
    }
    ask(old, new, removed, added, names)
    for (i, j) in inner { walk(i, j) }
  }

  private mutating func ask(
    _ old: Int, _ new: Int, _ removed: [Layout.Field], _ added: [Layout.Field], _ names: [String: String]
  ) {
    let (before, owner) = (matching.from.structs[old], matching.to.structs[new])
    // Fields that are gone: with their last layouts.
    var gone = removed.map { (field: $0, layout: matching.from) }
    for question in open where question.id.owner == before.name {
      if let name = names[question.id.to] {
        let followed = question.renamed(owner: owner.name, to: name)
        if owner.field(named: question.id.from) == nil,
          !isStated(question.id.from, name, owner.name, after: question.id.to)
        {
          add(followed)
        }
      } else if owner.field(named: question.id.from) == nil,
        !gone.contains(where: { $0.field.name == question.id.from })
      {
        // The new field is gone again. What it may have been renamed from may have become the next one.
        gone.append((question.field, question.layout))
      }
    }
    guard asksNew else { return }
    var pairs: [(question: RenameQuestion, rank: (Int, Int))] = []
    for (index, b) in added.enumerated() {
      for (place, (a, layout)) in gone.enumerated()
      where !isStated(a.name, b.name, owner.name) && isPlausible(a, of: layout, b) {
        let question = RenameQuestion(a, of: layout, to: b, of: matching.to, owner: owner.name)
        // The likeliest first: the same type, then the same order.
        let isOtherType = question.oldType == question.newType ? 0 : 1
        pairs.append((question, (isOtherType, abs(index - place))))
      }
    }
    for (question, _) in pairs.sorted(by: { $0.rank < $1.rank }) { add(question) }
  }

  private mutating func add(_ question: RenameQuestion) {
    // Two old structs may have become one.
    let isKnown = questions.contains { $0.rename == question.rename }
    if !isKnown { questions.append(question) }
  }

  /// Whether the game says what became of one of the fields.
  /// - Parameter earlier: a name of the new field that the question was asked about; its rename says nothing about the other.
  private func isStated(_ old: String, _ new: String, _ owner: String, after earlier: String? = nil) -> Bool {
    defaults.states(new, in: owner)
      || declared.contains { rename in
        guard case .field(owner, let from, let to) = rename else { return false }
        return from == old || to == new && from != earlier
      }
  }

  /// Whether values of the one can be values of the other, as they are or by a conversion between numbers.
  private func isPlausible(_ a: Layout.Field, of layout: Layout, _ b: Layout.Field) -> Bool {
    guard a.isArray == b.isArray else { return false }
    switch (a.type, b.type) {
    case (.scalar(let x), .scalar(let y)): return (x == .bool) == (y == .bool)
    case (.enumeration(let x, _), .enumeration(let y, _)):
      return x == y
        || haveCommon(
          layout.enumeration(named: x)?.constants.map(\.name),
          matching.to.enumeration(named: y)?.constants.map(\.name))
    case (.structure(let i), .structure(let j)), (.pool(let i), .pool(let j)):
      let (x, y) = (layout.structs[i], matching.to.structs[j])
      return x.name == y.name || haveCommon(x.fields.map(\.name), y.fields.map(\.name))
    default: return false
    }
  }

  private func haveCommon(_ a: [String]?, _ b: [String]?) -> Bool {
    guard let a, let b else { return false }
    return !Set(a).isDisjoint(with: b)
  }
}

extension MigrationPlan {
  /// The renames to ask about after this migration: those of `open` that go on, and new ones.
  ///
  /// - Parameters:
  ///   - declared: the renames that the game declares with the new layout. What it declares is not asked.
  ///   - open: the questions about the old world.
  ///   - asksNew: false only follows those.
  public func questions(
    declared: [DeclaredRename], open: [RenameQuestion] = [], asksNew: Bool = true
  ) -> [RenameQuestion] {
    // Most migrations only add fields.
    if open.isEmpty, !actions.contains(where: { $0.kind == .drop }) { return [] }
    return RenameSearch(
      matching: matching, defaults: defaultTable, declared: declared, open: open, asksNew: asksNew
    ).questions
  }
}
