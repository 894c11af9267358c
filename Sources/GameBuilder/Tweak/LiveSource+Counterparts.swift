/// Where literals of an earlier version are in this one.
extension LiveSource {
  /// The values for literals that have the same text here as in an earlier version, by their places here. Where a file has
  /// another text, that counts.
  public func kept(_ values: [LiveLiteral.ID: String], of earlier: LiveSource) -> [LiveLiteral.ID: String] {
    var kept: [LiveLiteral.ID: String] = [:]
    for (id, own) in counterparts(of: values.keys, in: earlier) {
      guard let value = values[id], let text = text(of: own), text == earlier.text(of: id), text != value,
        (try? check(value, of: own)) != nil
      else { continue }
      kept[own] = value
    }
    return kept
  }

  /// The literals here that those of an earlier version have become. They may have another text.
  ///
  /// In a file of which only values of literals differ, these are the same. In another one, they are on the same line of the
  /// same declaration, wherever that stands; or, if the line was changed, the declaration has as many literals as before.
  public func counterparts(
    of ids: some Sequence<LiveLiteral.ID>, in earlier: LiveSource
  ) -> [LiveLiteral.ID: LiveLiteral.ID] {
    var result: [LiveLiteral.ID: LiveLiteral.ID] = [:]
    for (path, ids) in Dictionary(grouping: ids, by: \.path) {
      guard let own = literals(in: path), let others = earlier.literals(in: path) else { continue }
      let indices = own.skeleton == others.skeleton ? nil : Self.counterparts(of: others, in: own)
      for id in ids {
        guard let index = indices == nil ? id.index : indices?[id.index] else { continue }
        let counterpart = LiveLiteral.ID(path: path, index: index)
        if text(of: counterpart) != nil { result[id] = counterpart }
      }
    }
    return result
  }

  /// Where a literal is; nil if there is none. Outside of declarations, the place has an empty one.
  public func place(of id: LiveLiteral.ID) -> LiteralPlace? {
    guard let source = literals(in: id.path), source.literals.indices.contains(id.index) else { return nil }
    return LiteralPlace.places(of: source, file: "")[id.index]
  }

  private struct Line: Hashable {
    let declaration: String
    let line: String
    let text: String
  }

  /// By index.
  private static func counterparts(of earlier: SourceLiterals, in present: SourceLiterals) -> [Int: Int] {
    let (old, new) = (
      LiteralPlace.places(of: earlier, file: ""), LiteralPlace.places(of: present, file: "")
    )
    var result: [Int: Int] = [:]
    func pair(_ earlier: [LiteralPlace], _ present: [LiteralPlace]?) {
      // With one more or less, it is unknown which.
      guard let present, earlier.count == present.count else { return }
      let taken = Set(result.values)
      for (earlier, present) in zip(earlier, present)
      where result[earlier.index] == nil && !taken.contains(present.index)
        && (earlier.mayBeNegative == present.mayBeNegative)
      {
        result[earlier.index] = present.index
      }
    }
    func line(_ place: LiteralPlace) -> Line {
      Line(declaration: place.declaration, line: place.sourceLine, text: place.text)
    }
    let lines = Dictionary(grouping: new, by: line)
    for (line, places) in Dictionary(grouping: old, by: line) { pair(places, lines[line]) }
    let declarations = Dictionary(grouping: new, by: \.declaration)
    for (name, places) in Dictionary(grouping: old, by: \.declaration) { pair(places, declarations[name]) }
    return result
  }
}
