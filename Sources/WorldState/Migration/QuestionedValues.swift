/// The values that open questions are about, among those that are kept.
struct QuestionedValues {
  /// Paths without the indices of arrays, by question.
  private let gone: [[String]]
  private let come: [[String]]

  init(_ questions: [RenameQuestion], in layout: Layout) {
    gone = questions.map { question in
      layout.plainPrefixes(of: question.id.owner).map { $0 + question.id.from }
    }
    come = questions.map { question in
      layout.plainPrefixes(of: question.id.owner).map { $0 + question.id.to }
    }
  }

  /// Whether the values at a path must be kept.
  func contain(_ path: String) -> Bool { Self.isPart(path, of: gone) }

  /// Whether a field is one that came into being and is asked about.
  func concern(_ path: String) -> Bool { Self.isPart(path, of: come) }

  private static func isPart(_ path: String, of fields: [[String]]) -> Bool {
    if fields.isEmpty { return false }
    let path = path.withoutIndices
    return fields.contains { $0.contains { path.isPart(of: $0) } }
  }

  /// Which questions can still be answered: values of the old field are kept, and the new field has only what migrations made of it somewhere.
  func areOpen(in values: KeptValues) -> [Bool] {
    if gone.isEmpty { return [] }
    let pools = Set(values.pools.filter { !$0.ids.isEmpty }.map(\.path.withoutIndices))
    let dropped = Set(values.dropped.filter { !$0.values.ids.isEmpty }.map(\.field.path.withoutIndices))
    let untouched = Set(values.untouched.filter { !$0.ids.isEmpty }.map(\.path.withoutIndices))
    return zip(gone, come).map { gone, come in
      zip(gone, come).contains { old, new in
        // A new pool has no elements that could be untouched.
        pools.contains { $0.isPart(of: old) }
          || dropped.contains { $0.isPart(of: old) } && untouched.contains { $0.isPart(of: new) }
      }
    }
  }
}

extension Layout {
  /// The paths of all structs of a name without the indices of arrays, each with what follows it: ``, `player.`,
  /// `sparks[].`.
  fileprivate func plainPrefixes(of owner: String) -> [String] {
    var found: [String] = []
    func visit(_ index: Int, _ prefix: String) {
      if structs[index].name == owner { found.append(prefix) }
      for field in structs[index].fields {
        switch field.type {
        case .structure(let inner): visit(inner, prefix + field.name + ".")
        case .pool(let inner): visit(inner, prefix + field.name + "[].")
        case .scalar, .enumeration: break
        }
      }
    }
    visit(0, "")
    return found
  }
}

extension String {
  /// `levels[2].shots[0][].x` as `levels.shots[].x`.
  fileprivate var withoutIndices: String {
    var result = ""
    var isIndex = false
    for (character, next) in zip(self, Array(dropFirst()) + ["."]) {
      if character == "[", next != "]" { isIndex = true }
      if !isIndex { result.append(character) }
      if character == "]" { isIndex = false }
    }
    return result
  }

  fileprivate func isPart(of path: String) -> Bool {
    guard hasPrefix(path) else { return false }
    let rest = dropFirst(path.count)
    return rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix("[")
  }
}
